// What this device has been given: keys that no script can read out, and how far the reader has come. Everything stays here.
const shelf = (() => {
  "use strict";
  const base = globalThis.document ? document.currentScript.dataset.base : new URL("./", location.href).pathname;
  const STORES = ["keys", "access", "progress", "notes"], VERSION = 2;
  const AT_ONCE = 1 << 19;  // bytes that a player gets with one answer: a film starts before much of it is here
  let opening = null;

  // Why nothing can be opened here at all, or an empty string.
  const obstacle = () => !globalThis.isSecureContext ? "insecure" : !globalThis.indexedDB ? "no-storage" : "";
  const wait = (request) => new Promise((good, bad) => {
    request.onsuccess = () => good(request.result);
    request.onerror = () => bad(request.error);
  });
  const database = () => opening ||= new Promise((good, bad) => {
    const request = indexedDB.open(`kp:${base}`, VERSION);
    request.onupgradeneeded = () => {
      const there = request.result.objectStoreNames;
      STORES.filter((name) => !there.contains(name)).forEach((name) => request.result.createObjectStore(name));
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opening = null; };
      good(request.result);
    };
    request.onerror = () => bad(request.error);
  }).catch(() => { throw new Error("no-storage"); });
  const store = async (name, mode) => (await database()).transaction(name, mode).objectStore(name);
  const get = async (name, key) => wait((await store(name, "readonly")).get(key));
  // Written even where the page goes away before the answer comes.
  const put = async (name, key, value) => {
    const kept = await store(name, "readwrite"), written = wait(kept.put(value, key));
    kept.transaction.commit();
    return written;
  };
  const names = async (name) => wait((await store(name, "readonly")).getAllKeys());
  // Changes what is kept in one step, so that two windows do not undo each other's work.
  const edit = async (name, key, change) => {
    const kept = await store(name, "readwrite");
    const value = change(await wait(kept.get(key)));
    await wait(kept.put(value, key));
    return value;
  };
  const road = (uid) => `kp:${base}:${uid}`;
  const forget = async () => {
    for (const name of STORES) await wait((await store(name, "readwrite")).clear());
    const copies = globalThis.caches ? await caches.keys() : [];
    for (const name of copies.filter((one) => one.startsWith(road("")))) await caches.delete(name);
  };

  // What was taken along for the road; of files whose names follow from their content it is as good as new.
  const taken = async (path) => globalThis.caches && caches.match(base + path, { ignoreVary: true }).catch(() => { /* switched off */ });
  const asked = async (path, cache, headers) => {
    let answer = cache === "force-cache" && await taken(path);
    if (!answer) try { answer = await fetch(base + path, { cache, credentials: "omit", headers }); } catch { answer = await taken(path); }
    if (!answer) throw new Error("offline");
    if (answer.status === 404 || answer.status === 416) return null;
    if (!answer.ok) throw new Error("offline");
    return answer;
  };
  const bytes = async (answer) => new Uint8Array(await answer.arrayBuffer().catch(() => { throw new Error("offline"); }));
  const fetched = async (path, cache) => {
    const answer = await asked(path, cache);
    return answer && bytes(answer);
  };
  const json = (bytes) => JSON.parse(new TextDecoder().decode(bytes));
  const manifest = async (uid) => {
    const found = await fetched(`_kp/c/${uid}.json`, "no-store");
    return found && json(found);
  };

  // Asks the shop's function at its host, which knows of a payment at once: by the claim, later by the ticket that came for
  // it. Null where there is none, where it knows of nothing, and where it cannot be had: then the published lockers count.
  const licensed = async (address, uid, claimKey, claim) => {
    const told = claim ? { claim } : { ticket: ((await get("access", uid)) || {}).ticket };
    if (!address || !(told.ticket || /^cs_/.test(claim))) return null;
    try {
      const body = JSON.stringify({ course: uid, ...told });
      const answer = await fetch(address, { method: "POST", body, cache: "no-store", credentials: "omit" });
      if (!answer.ok) return null;
      const entry = new Uint8Array(await answer.arrayBuffer());
      const access = await kps.locker(claimKey, uid, kps.filed(entry));
      return access && { ...access, ticket: answer.headers.get("Kpsite-Ticket") };
    } catch { return null; }
  };
  const published = async (table, uid, claimKey) => {
    const number = (await kps.bucket(claimKey, uid)).toString(16).padStart(2, "0");
    const file = await fetched(table.lockers === 1 ? `_kp/l/${uid}.kpl` : `_kp/l/${uid}/${number}.kpl`, "no-store");
    return file && kps.locker(claimKey, uid, file);
  };

  // Looks into the locker of a claim, and keeps what is in it. Gives "open", or why it is not.
  const admit = async (uid, claimKey, claim) => {
    const table = await manifest(uid);
    if (!table) return "not-here";
    const access = await licensed(table.claim, uid, claimKey, claim) || await published(table, uid, claimKey);
    if (!access) return "not-yet";
    if (access.notAfter && access.notAfter * 1000 < Date.now()) return "ended";
    if (access.edition !== table.edition) return "damaged";
    const units = await kps.unitKeys(access, Object.keys(table.units).map(Number));
    for (const [unit, key] of Object.entries(units)) await put("keys", `uk:${uid}:${access.edition}:${unit}`, key);
    await put("keys", `claim:${uid}`, claimKey);
    const { edition, notAfter, ticket } = access;
    await put("access", uid, { edition, units: Object.keys(units).map(Number), notAfter, ticket });
    return "open";
  };
  const unlock = async (uid, claim) => admit(uid, await kps.claimKey(claim), claim);

  // A course that is open on this device: its tables, by which lessons and files are found. Throws Error(state).
  const tables = new Map();
  const course = (uid) => {
    if (!tables.has(uid)) tables.set(uid, load(uid).catch((wrong) => { tables.delete(uid); throw wrong; }));
    return tables.get(uid);
  };
  const load = async (uid) => {
    const claimKey = await get("keys", `claim:${uid}`);
    if (!claimKey) throw new Error("locked");
    const table = await manifest(uid);
    if (!table) throw new Error("not-here");
    let access = await get("access", uid) || { edition: 0, units: [] };
    const behind = access.edition !== table.edition || Object.keys(table.units).some((unit) => !access.units.includes(Number(unit)));
    if (behind) {
      // Without a network, what is open already stays so.
      const state = await admit(uid, claimKey).catch((wrong) => { if (access.edition !== table.edition) throw wrong; });
      if (access.edition !== table.edition && state !== "open") throw new Error(state === "not-yet" ? "revoked" : state);
      access = await get("access", uid);
    }
    if (access.notAfter && access.notAfter * 1000 < Date.now()) throw new Error("ended");
    const found = { uid, lessons: {}, media: {}, unlisted: {}, search: [], size: 0, names: Object.values(table.units) };
    for (const unit of access.units.filter((one) => table.units[one])) {
      const key = await get("keys", `uk:${uid}:${table.edition}:${unit}`);
      const place = { uid, edition: table.edition, unit };
      const plain = json(await unseal(key, place, "index.json", [table.units[unit]]));
      Object.assign(found.unlisted, plain.unlisted);
      if (plain.certificate) found.certificate = { edition: table.edition, seed: plain.certificate };
      found.size += plain.size;
      found.search.push(...Object.entries(plain.search).map(([path, row]) => ({ key, place, path, row })));
      for (const kind of ["lessons", "media"]) {
        for (const [path, row] of Object.entries(plain[kind])) found[kind][path] = { key, place, row };
      }
    }
    return found;
  };
  const unseal = async (key, place, path, files) => {
    const parts = [];
    for (const name of files) {
      const part = await fetched(`_kp/b/${name}`, "force-cache");
      if (!part) throw new Error("damaged");
      parts.push(part);
    }
    let data = parts[0];
    if (parts.length > 1) data = new Uint8Array(await new Blob(parts).arrayBuffer());
    try { return await kps.open(key, place, path, data); } catch { throw new Error("damaged"); }
  };
  const lesson = async (uid, path) => {
    const found = (await course(uid)).lessons[path];
    if (!found) throw new Error("not-out");
    return json(await unseal(found.key, found.place, path, found.row));
  };
  // What can be searched of a course in one language: title, path, chapter and words of lessons, and where open ones are found.
  const search = async (uid, language) => {
    const own = (await course(uid)).search.filter(({ path }) => path === `search/${language.toLowerCase()}.json`);
    return Promise.all(own.map(async ({ key, place, path, row }) => json(await unseal(key, place, path, row))));
  };
  const file = async (uid, path) => {
    const found = (await course(uid)).media[path];
    if (!found) throw new Error("damaged");
    const [files, , type] = found.row;
    return new Blob([await unseal(found.key, found.place, path, files)], { type });
  };
  // A part of a large file, for players: what is asked for, or as much of it as lies in one published file.
  const headers = new Map();
  const entry = async (uid, path) => {
    const found = (await course(uid)).media[path];
    if (!found) throw new Error("damaged");
    return found;
  };
  const facts = async (uid, path) => {
    const [, size, type] = (await entry(uid, path)).row;
    return { size, type };
  };
  // Some bytes of a published file. A host that knows no ranges sends all of it, which is kept for what comes next.
  const wholes = new Map();
  const slice = async (name, start, end) => {
    if (!wholes.has(name)) {
      const answer = await asked(`_kp/b/${name}`, "force-cache", { Range: `bytes=${start}-${end - 1}` });
      if (!answer) throw new Error("damaged");
      const data = await bytes(answer);
      if (answer.status === 206) return data;
      if (wholes.size > 1) wholes.delete(wholes.keys().next().value);
      wholes.set(name, data);
    }
    return wholes.get(name).subarray(start, end);
  };
  const piece = async (uid, path, first, last) => {
    const { key, place, row: [files] } = await entry(uid, path);
    if (!headers.has(files[0])) {
      const header = await kps.head(place, await slice(files[0], 0, kps.HEADER + kps.TAG));
      headers.set(files[0], { header, fileKey: await kps.fileKey(key, header) });
    }
    const { header, fileKey } = headers.get(files[0]);
    const sealed = header.chunk + kps.TAG, number = Math.floor(first / kps.PART), start = number * kps.PART;
    const from = Math.floor((first - start) / header.chunk);
    const until = Math.min(last, start + kps.PART - 1, start + from * header.chunk + AT_ONCE - 1);
    const to = Math.floor((until - start) / header.chunk) + 1;
    const skip = number ? 0 : kps.HEADER;
    const data = await slice(files[number], skip + from * sealed, skip + to * sealed);
    const opened = await kps.chunks(fileKey, header, path, start / header.chunk + from, data);
    const plain = new Uint8Array(await new Blob(opened).arrayBuffer());
    const offset = start + from * header.chunk;
    return plain.subarray(first - offset, last + 1 - offset);
  };
  return { base, manifest, stores: STORES, facts, piece, obstacle, get, put, edit, names, forget, road, taken, unlock, course, lesson, file, search };
})();
