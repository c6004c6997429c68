// What this device has been given: keys that no script can read out, and how far the reader has come. Everything stays here.
const shelf = (() => {
  "use strict";
  const base = globalThis.document ? document.currentScript.dataset.base : new URL("./", location.href).pathname;
  const STORES = ["keys", "access", "progress"];
  let opening = null;

  // Why nothing can be opened here at all, or an empty string.
  const obstacle = () => !globalThis.isSecureContext ? "insecure" : !globalThis.indexedDB ? "no-storage" : "";
  const wait = (request) => new Promise((good, bad) => {
    request.onsuccess = () => good(request.result);
    request.onerror = () => bad(request.error);
  });
  const database = () => opening ||= new Promise((good, bad) => {
    const request = indexedDB.open(`kp:${base}`, 1);
    request.onupgradeneeded = () => STORES.forEach((name) => request.result.createObjectStore(name));
    request.onsuccess = () => good(request.result);
    request.onerror = () => bad(request.error);
  });
  const store = async (name, mode) => (await database()).transaction(name, mode).objectStore(name);
  const get = async (name, key) => wait((await store(name, "readonly")).get(key));
  const put = async (name, key, value) => wait((await store(name, "readwrite")).put(value, key));
  const names = async (name) => wait((await store(name, "readonly")).getAllKeys());
  const forget = async () => {
    for (const name of STORES) await wait((await store(name, "readwrite")).clear());
  };

  const fetched = async (path, cache) => {
    let answer;
    try { answer = await fetch(base + path, { cache, credentials: "omit" }); } catch { throw new Error("offline"); }
    if (answer.status === 404) return null;
    if (!answer.ok) throw new Error("offline");
    return new Uint8Array(await answer.arrayBuffer());
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
    let access = await get("access", uid);
    const behind = access.edition !== table.edition || Object.keys(table.units).some((unit) => !access.units.includes(Number(unit)));
    if (behind) {
      const state = await admit(uid, claimKey);
      if (access.edition !== table.edition && state !== "open") throw new Error(state === "not-yet" ? "revoked" : state);
      access = await get("access", uid);
    }
    if (access.notAfter && access.notAfter * 1000 < Date.now()) throw new Error("ended");
    const found = { uid, lessons: {}, media: {}, unlisted: {} };
    for (const unit of access.units.filter((one) => table.units[one])) {
      const key = await get("keys", `uk:${uid}:${table.edition}:${unit}`);
      const place = { uid, edition: table.edition, unit };
      const plain = json(await unseal(key, place, "index.json", [table.units[unit]]));
      Object.assign(found.unlisted, plain.unlisted);
      if (plain.certificate) found.certificate = { edition: table.edition, seed: plain.certificate };
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
  const piece = async (uid, path, first, last) => {
    const { key, place, row: [files] } = await entry(uid, path);
    const part = (number) => fetched(`_kp/b/${files[number]}`, "force-cache");
    if (!headers.has(files[0])) {
      const header = await kps.head(place, await part(0));
      headers.set(files[0], { header, fileKey: await kps.fileKey(key, header) });
    }
    const { header, fileKey } = headers.get(files[0]);
    const sealed = header.chunk + kps.TAG, number = Math.floor(first / kps.PART), start = number * kps.PART;
    const from = Math.floor((first - start) / header.chunk);
    const to = Math.floor((Math.min(last, start + kps.PART - 1) - start) / header.chunk) + 1;
    const skip = number ? 0 : kps.HEADER;
    const data = (await part(number)).subarray(skip + from * sealed, skip + to * sealed);
    const opened = await kps.chunks(fileKey, header, path, start / header.chunk + from, data);
    const bytes = new Uint8Array(await new Blob(opened).arrayBuffer());
    const offset = start + from * header.chunk;
    return bytes.subarray(first - offset, last + 1 - offset);
  };
  return { base, manifest, facts, piece, obstacle, get, put, names, forget, unlock, course, lesson, file };
})();
