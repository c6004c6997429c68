// Opens what kpsite has sealed: files (KPS1), lockers (KPL1), and the links that lead to them. Bytes in, bytes out.
const kps = (() => {
  "use strict";
  const TAG = 16, HEADER = 64, WHOLE = 0xffffffff, PART = 1 << 22;
  const subtle = globalThis.crypto && crypto.subtle;
  const ascii = (text) => new TextEncoder().encode(text);
  const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
  const view = (bytes) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (number) => { const made = new Uint8Array(4); view(made).setUint32(0, number); return made; };
  const same = (one, other) => one.length === other.length && one.every((byte, place) => byte === other[place]);
  const V1 = ascii("kpsite/v1"), CLAIM = ascii("kpsite/v1/claim");

  class Damaged extends Error {}
  const refuse = (wrong) => { throw wrong instanceof Damaged ? wrong : new Damaged(String(wrong)); };
  const hkdf = (salt, info) => ({ name: "HKDF", hash: "SHA-256", salt, info });
  const secret = (raw, uses) => subtle.importKey("raw", raw, "HKDF", false, uses);
  const derive = async (key, salt, info, size) => new Uint8Array(await subtle.deriveBits(hkdf(salt, info), key, size * 8));
  const courseTag = async (uid) => new Uint8Array(await subtle.digest("SHA-256", ascii(`kpsite/course\0${uid}`))).slice(0, 8);
  const bound = (header, path) => {
    const name = ascii(path.normalize("NFC"));
    return join(header, [name.length >> 8, name.length & 255], name);
  };

  // What a header says; `place` is {uid, edition, unit}, and a file of any other place is refused.
  const head = async (place, data) => {
    if (data.length < HEADER + TAG) throw new Damaged("short");
    const fields = view(data), log2 = data[5];
    const known = same(data.subarray(0, 4), ascii("KPS1")) && data[4] === 1 && log2 >= 14 && log2 <= 22 && !data[6] && !data[7];
    const here = fields.getUint32(8) === place.edition && fields.getUint32(12) === place.unit;
    if (!known || !here || !same(data.subarray(24, 32), await courseTag(place.uid))) throw new Damaged("header");
    const size = fields.getUint32(16) * 2 ** 32 + fields.getUint32(20), chunk = 1 << log2;
    if (size >= 2 ** 48) throw new Damaged("size");
    return { bytes: data.slice(0, HEADER), size, chunk, chunks: Math.max(1, Math.ceil(size / chunk)) };
  };
  const fileKey = (unitKey, header) => subtle.deriveKey(
    hkdf(header.bytes.subarray(32), ascii("kps1/file")), unitKey, { name: "AES-GCM", length: 256 }, false, ["decrypt"]);

  // Opens whole chunks from number `first` on; `data` begins where the first of them does.
  const chunks = async (key, header, path, first, data) => {
    const additionalData = bound(header.bytes, path), opened = [];
    try {
      for (let at = 0, number = first; at < data.length; number += 1, at += header.chunk + TAG) {
        const iv = join(new Uint8Array(7), u32(number), [number === header.chunks - 1 ? 1 : 0]);
        const sealed = data.subarray(at, at + header.chunk + TAG);
        opened.push(new Uint8Array(await subtle.decrypt({ name: "AES-GCM", iv, additionalData }, key, sealed)));
      }
    } catch (wrong) { refuse(wrong); }
    return opened;
  };
  const open = async (unitKey, place, path, data) => {
    const header = await head(place, data);
    if (data.length !== HEADER + header.size + TAG * header.chunks) throw new Damaged("length");
    const opened = await chunks(await fileKey(unitKey, header), header, path, 0, data.subarray(HEADER));
    const whole = new Uint8Array(header.size);
    let at = 0;
    for (const piece of opened) { whole.set(piece, at); at += piece.length; }
    return whole;
  };

  // The keys that a claim's locker holds, or null when the file has none for it.
  const locker = async (claimKey, uid, file) => {
    const fields = file.length < 10 || !same(file.subarray(0, 4), ascii("KPL1")) ? null : view(file);
    const size = fields && fields.getUint16(4);
    if (!fields || size < 92 || file.length !== 10 + size * fields.getUint32(6)) throw new Damaged("locker");
    const tag = await derive(claimKey, CLAIM, ascii(`tag\0${uid}`), TAG);
    for (let at = 10; at < file.length; at += size) {
      if (!same(file.subarray(at, at + TAG), tag)) continue;
      const kek = await derive(claimKey, CLAIM, ascii(`kek\0${uid}`), 32);
      const key = await subtle.importKey("raw", kek, "AES-GCM", false, ["decrypt"]);
      const additionalData = join(ascii("KPL1"), await courseTag(uid));
      const sealed = { name: "AES-GCM", iv: file.subarray(at + TAG, at + TAG + 12), additionalData };
      const payload = new Uint8Array(await subtle.decrypt(sealed, key, file.subarray(at + TAG + 12, at + size)).catch(refuse));
      return contents(payload);
    }
    return null;
  };
  // A single entry as a file of its own, as it comes from a function at the shop's host.
  const filed = (entry) => join(ascii("KPL1"), [entry.length >> 8, entry.length & 255], u32(1), entry);
  const contents = (payload) => {
    const fields = view(payload), count = fields.getUint16(10);
    if (payload[0] !== 1 || payload[1] || !count || payload.length !== 12 + 36 * count) throw new Damaged("payload");
    const keys = [];
    for (let at = 12; at < payload.length; at += 36) keys.push([fields.getUint32(at), payload.slice(at + 4, at + 36)]);
    return { edition: fields.getUint32(2), notAfter: fields.getUint32(6), keys };
  };
  const bucket = async (claimKey, uid) => (await derive(claimKey, CLAIM, ascii(`tag\0${uid}`), TAG))[0];

  // Keys to keep, by unit: they open files, and no script can read them out again.
  const unitKeys = async (access, units) => {
    const kept = {};
    for (const [unit, raw] of access.keys) {
      const wanted = unit === WHOLE ? units : [unit];
      for (const one of wanted) {
        const key = unit === WHOLE ? await derive(await secret(raw, ["deriveBits"]), V1, join(ascii("unit\0"), u32(one)), 32) : raw;
        kept[one] = await secret(key, ["deriveKey"]);
      }
    }
    return kept;
  };
  const claimKey = (claim) => secret(ascii(claim), ["deriveBits"]);

  // Course and claim of a link, whatever mail and chat have made of it; throws Error("placeholder") or Error("form").
  const ENDS = /^[.,;:!?)\]}>'"*_»”’ ]+|[.,;:!?)\]}>'"*_»”’ ]+$/g;
  const decoded = (text) => { try { return decodeURIComponent(text); } catch { return text; } };
  const readLink = (text) => {
    if (text.length > 4000) throw new Error("form");
    let plain = text.replace(/[\u00ad\u200b-\u200f\u2060\ufeff\r\n\t]/g, "");
    for (let layer = 0; layer < 3; layer += 1) plain = decoded(plain).replace(/&(?:amp|#38|#x26);/gi, "&");
    if (plain.includes("CHECKOUT_SESSION_ID")) throw new Error("placeholder");
    const values = (name) => [...plain.matchAll(new RegExp(`[#&?]${name}=([^&#\\s]*)`, "g"))].map((found) => found[1].replace(ENDS, ""));
    const known = (uid) => /^[a-z0-9][a-z0-9_-]{0,63}$/.test(uid);
    const uids = [...new Set(values("c"))], more = [...new Set(values("o"))].filter(known);
    const claim = (values("s")[0] || "").replace(/^kpg1_.*/i, (found) => `kpg1_${found.slice(5).toUpperCase()}`);
    const good = /^(?:cs_(?:live|test)_[A-Za-z0-9]{22,250}|kpg1_[0-9A-HJKMNP-TV-Z]{26})$/.test(claim);
    if (!good || !uids.length || !uids.every(known)) throw new Error("form");
    return { uids, more, claim };
  };
  return { Damaged, TAG, HEADER, PART, head, fileKey, chunks, open, locker, filed, bucket, unitKeys, claimKey, secret, readLink };
})();
globalThis.kps = kps;
