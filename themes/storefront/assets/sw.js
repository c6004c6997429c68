// Serves sealed sound and films to players in the pieces that they ask for, so that they start at once and can be wound.
// Behind kps.js and shelf.js, with which it makes one file.
(() => {
  "use strict";
  const folder = `${shelf.base}_kp/m/`;
  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (url.origin !== location.origin || !url.pathname.startsWith(folder)) return;
    const [uid, name] = url.pathname.slice(folder.length).split("/");
    event.respondWith(answer(event.request, uid, `m/${decodeURIComponent(name || "")}`));
  });

  // RFC 9110, section 14: one range of bytes; anything else is answered with the whole.
  const answer = async (request, uid, path) => {
    let known;
    try { known = await shelf.facts(uid, path); } catch { return new Response(null, { status: 404 }); }
    const { size, type } = known;
    const headers = { "Content-Type": type, "Accept-Ranges": "bytes", "Cache-Control": "no-store" };
    const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("Range") || "");
    if (!asked || (!asked[1] && !asked[2])) return new Response(whole(uid, path, size), { headers: { ...headers, "Content-Length": size } });
    const first = asked[1] ? Number(asked[1]) : Math.max(0, size - Number(asked[2]));
    if (first >= size) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${size}` } });
    const last = Math.min(asked[1] && asked[2] ? Number(asked[2]) : size - 1, size - 1);
    try {
      const bytes = await shelf.piece(uid, path, first, last);
      const range = `bytes ${first}-${first + bytes.length - 1}/${size}`;
      return new Response(bytes, { status: 206, headers: { ...headers, "Content-Range": range, "Content-Length": bytes.length } });
    } catch { return new Response(null, { status: 502 }); }
  };
  const whole = (uid, path, size) => {
    let at = 0;
    return new ReadableStream({
      pull: async (stream) => {
        if (at >= size) { stream.close(); return; }
        try {
          const bytes = await shelf.piece(uid, path, at, size - 1);
          at += bytes.length;
          stream.enqueue(bytes);
        } catch (wrong) { stream.error(wrong); }
      },
    });
  };
})();
