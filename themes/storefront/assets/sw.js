// Serves sealed sound and films to players in the pieces that they ask for, so that they start at once and can be wound; and what
// was taken along for the road.
// Behind kps.js and shelf.js, with which it makes one file.
(() => {
  "use strict";
  const folder = `${shelf.base}_kp/m/`;
  // Where nothing was taken along, this is in nobody's way; until that is known, it looks each time.
  let copies = true;
  const look = async () => { copies = (await caches.keys()).some((name) => name.startsWith(shelf.road(""))); };
  look();
  addEventListener("message", (event) => event.waitUntil(look()));
  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    if (url.origin !== location.origin || !url.pathname.startsWith(shelf.base)) return;
    if (!url.pathname.startsWith(folder)) {
      if (copies && event.request.method === "GET" && !url.pathname.startsWith(`${shelf.base}_kp/`)) event.respondWith(brought(event.request, url));
      return;
    }
    const [uid, name] = url.pathname.slice(folder.length).split("/");
    event.respondWith(answer(event.request, uid, `m/${decodeURIComponent(name || "")}`));
  });

  // Pages that were taken along for the road stand in for a network that is not there, or keeps one waiting.
  const PATIENCE = 4000;
  const brought = async (request, url) => {
    const path = url.pathname.slice(shelf.base.length), lasting = /^(?:assets|media)\//.test(path);
    const copy = await shelf.taken(decodeURI(path));
    if (copy && lasting) return cut(request, copy);
    const late = new Promise((_, bad) => { if (copy) setTimeout(bad, PATIENCE); });
    try { return await Promise.race([fetch(request), late]); } catch { return copy || (await sibling(path)) || Response.error(); }
  };
  // Of a picture one size and format was taken along, which stands in for the others.
  const sibling = async (path) => {
    const [stem] = /^media\/.+-[0-9a-f]{12}/.exec(path) || [];
    if (!stem) return null;
    for (const name of (await caches.keys()).filter((one) => one.startsWith(shelf.road("")))) {
      const cache = await caches.open(name);
      const found = (await cache.keys()).find((one) => new URL(one.url).pathname.startsWith(shelf.base + stem));
      if (found) return cache.match(found);
    }
    return null;
  };
  const cut = async (request, copy) => {
    const asked = request.headers.get("Range");
    if (!asked) return copy;
    const blob = await copy.blob(), range = rangeOf(asked, blob.size);
    if (!range) return new Response(blob, { headers: copy.headers });
    const [first, last] = range, part = blob.slice(first, last + 1, blob.type);
    return new Response(part, { status: 206, headers: { "Content-Type": blob.type, "Content-Range": `bytes ${first}-${last}/${blob.size}` } });
  };

  // RFC 9110, section 14: one range of bytes; anything else is answered with the whole.
  const rangeOf = (header, size) => {
    const asked = /^bytes=(\d*)-(\d*)$/.exec(header || "");
    if (!asked || (!asked[1] && !asked[2])) return null;
    const first = asked[1] ? Number(asked[1]) : Math.max(0, size - Number(asked[2]));
    return [first, Math.min(asked[1] && asked[2] ? Number(asked[2]) : size - 1, size - 1)];
  };
  const answer = async (request, uid, path) => {
    let known;
    try { known = await shelf.facts(uid, path); } catch { return new Response(null, { status: 404 }); }
    const { size, type } = known;
    const headers = { "Content-Type": type, "Accept-Ranges": "bytes", "Cache-Control": "no-store" };
    const range = rangeOf(request.headers.get("Range"), size);
    if (!range) return new Response(whole(uid, path, size), { headers: { ...headers, "Content-Length": size } });
    const [first, last] = range;
    if (first >= size) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${size}` } });
    try {
      const bytes = await shelf.piece(uid, path, first, last);
      const sent = `bytes ${first}-${first + bytes.length - 1}/${size}`;
      return new Response(bytes, { status: 206, headers: { ...headers, "Content-Range": sent, "Content-Length": bytes.length } });
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
