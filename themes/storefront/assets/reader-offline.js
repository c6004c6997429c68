// A copy of a course for the road: its sealed files, its pages and what they look like. It is kept until it is given up.
const RECORD = ":road";

export const taken = async (uid) => ((await shelf.get("progress", RECORD)) || {})[uid];
const record = (uid, value) => shelf.edit("progress", RECORD, (kept = {}) => ({ ...kept, [uid]: value }));

const lasts = (address) => /^(?:assets|media|_kp\/b)\//.test(address.slice(shelf.base.length));
const pagesOf = (reader, course) => {
  const own = reader.links().map((link) => new URL(link.href).pathname);
  const home = reader.one(".outline-course a"), unlisted = Object.keys(course.unlisted).length;
  const more = [home ? home.pathname : location.pathname, new URL(reader.here.dataset.help, location.href).pathname];
  return [...new Set([...own, ...more, ...(unlisted ? [`${shelf.base}unlock/lesson/`] : [])])].map(decodeURI);
};
const filesOf = (course) => [
  ...course.names,
  ...Object.values(course.lessons).flatMap(({ row }) => row),
  ...course.search.flatMap(({ row }) => row),
  ...Object.values(course.media).flatMap(({ row }) => row[0]),
].map((name) => `${shelf.base}_kp/b/${name}`);

// About how many bytes it takes. Sealed files are known exactly, pages are like this one.
export const size = async (reader) => {
  const course = await shelf.course(reader.uid);
  const media = Object.values(course.media).reduce((sum, { row }) => sum + row[1], 0);
  const [page] = performance.getEntriesByType("navigation");
  const looks = performance.getEntriesByType("resource").filter((one) => new URL(one.name).pathname.startsWith(`${shelf.base}assets/`));
  const dressed = looks.reduce((sum, one) => sum + one.decodedBodySize, 0);
  return course.size + media + dressed + page.decodedBodySize * pagesOf(reader, course).length;
};

// What a page, a stylesheet or a script asks for itself.
const within = (address, text) => {
  const find = (pattern) => [...text.matchAll(pattern)].map(([, found]) => found);
  if (address.endsWith(".css")) return find(/url\("([^"]+)"\)/g);
  if (address.endsWith(".js")) return find(/"(\.\/[\w-]+\.js)"/g);
  return address.endsWith("/") ? find(/(?:src|href|poster)="([^"#]+)/g).filter((found) => found.startsWith(shelf.base) && lasts(found)) : [];
};

// Takes everything along, or nothing: where it breaks off, what is there already is kept for the next try.
export const take = async (reader, told) => {
  const course = await shelf.course(reader.uid);
  const cache = await caches.open(shelf.road(reader.uid));
  const searched = (await shelf.search(reader.uid, document.documentElement.lang)).map((part) => part.public).filter(Boolean);
  const wanted = [`_kp/c/${reader.uid}.json`, ...searched].map((name) => shelf.base + name).concat(pagesOf(reader, course), filesOf(course));
  const seen = new Set(wanted);
  let bytes = 0;
  for (const address of wanted) {
    let answer = lasts(address) && await cache.match(address);
    if (!answer) {
      try { answer = await fetch(address, { cache: lasts(address) ? "default" : "no-cache", credentials: "omit" }); } catch { throw new Error("offline"); }
      if (!answer.ok) throw new Error("damaged");
      await cache.put(address, answer.clone());
    }
    const blob = await answer.blob();
    told(bytes += blob.size);
    const readable = /\/$|\.(?:css|js)$/.test(address);
    for (const found of readable ? within(address, await blob.text()) : []) {
      const full = new URL(found, new URL(address, location.href)).pathname;
      if (!seen.has(full)) { seen.add(full); wanted.push(full); }
    }
  }
  for (const old of await cache.keys()) {
    if (!seen.has(decodeURI(new URL(old.url).pathname))) await cache.delete(old);
  }
  await record(reader.uid, { bytes, day: reader.today() });
  await tell();
  // Browsers throw away what they may; some ask before they keep it, some decide by themselves.
  if (navigator.storage && navigator.storage.persist) await navigator.storage.persist();
  return bytes;
};
export const drop = async (uid) => {
  await caches.delete(shelf.road(uid));
  await record(uid, undefined);
  await tell();
};
// The worker looks what there is when it begins, and when it is told to.
const tell = async () => (await navigator.serviceWorker.ready).active.postMessage("road");
// Whether there is room, as far as the browser says; a tenth is left.
export const fits = async (bytes) => {
  const { quota, usage } = navigator.storage && navigator.storage.estimate ? await navigator.storage.estimate() : {};
  return !quota || bytes < (quota - usage) * 0.9;
};
