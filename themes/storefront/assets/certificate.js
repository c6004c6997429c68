// Certificates: looked at by anybody, made where a course lies open and is read to its end. What an address says is shown
// only once its signature has been found good, and as text.
const one = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const page = one("[data-certify]");
const { subtle } = globalThis.crypto || {};
const DOMAIN = "kpsite/certificate/v1\0", CREATOR = 0, LIMIT = 80;
// PKCS #8 of a seed (RFC 8410): the one form in which browsers take a key that signs.
const PKCS8 = "302e020100300506032b657004220420";
const UNSEEN = /[\0-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/u;
const FORM = /^([A-Za-z0-9_-]{20,1000})\.([A-Za-z0-9_-]{86})$/;

const utf8 = (text) => new TextEncoder().encode(text);
const unhex = (text) => Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
const write = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const read = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const signed = (payload) => new Uint8Array([...utf8(DOMAIN), ...payload]);
const payloadOf = (told) => utf8(JSON.stringify([told.uid, told.edition, told.name, told.day]));

const goodName = (name) => name && [...name].length <= LIMIT && name === name.trim() && name === name.normalize("NFC") && !UNSEEN.test(name);
const goodDay = (day) => /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day);
const goodCourse = (uid) => /^[a-z0-9][a-z0-9_-]{0,63}$/.test(uid);

// What an address says, not looked into yet; throws for what nobody could have signed.
const parse = (text) => {
  const [, head, tail] = FORM.exec(text);
  const payload = read(head), found = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(payload));
  const [uid, edition, name, day] = found;
  const typed = found.length === 4 && Number.isInteger(edition) && edition >= 0 && [uid, name, day].every((each) => typeof each === "string");
  if (!typed || !goodCourse(uid) || !goodName(name) || !goodDay(day)) throw new Error("changed");
  const told = { uid, edition, name, day };
  if (write(payloadOf(told)) !== head) throw new Error("changed");
  return { told, payload, signature: read(tail) };
};
const courseOf = (uid) => all("[data-course]").find((part) => part.dataset.course === uid);

// Whether a browser knows Ed25519 at all: some that are in use do not.
const able = async () => {
  try { await subtle.importKey("raw", new Uint8Array(32).fill(1, 0, 1), "Ed25519", false, ["verify"]); return true; } catch (wrong) { return wrong.name === "DataError"; }
};
// Gives what a certificate says once it is known to be genuine; throws Error(state).
const verify = async (text) => {
  let found;
  try { found = parse(text); } catch { throw new Error("changed"); }
  if (!courseOf(found.told.uid)) throw new Error("unknown");
  const table = await shelf.manifest(found.told.uid);
  const keys = table && table.certificates;
  if (!keys) throw new Error("unknown");
  if (!Object.hasOwn(keys, found.told.edition)) throw new Error("changed");
  const key = await subtle.importKey("raw", read(keys[found.told.edition]), "Ed25519", false, ["verify"]);
  if (!await subtle.verify("Ed25519", key, found.signature, signed(found.payload))) throw new Error("changed");
  return found.told;
};

// When the last lesson of a course was done, with enough of its questions right; nothing while something is left.
const left = () => import("./left.js");
const finished = async (uid) => {
  const days = await (await left()).days(uid, courseOf(uid).dataset.parts);
  return days && (days.filter(goodDay).sort().pop() || new Date().toISOString().slice(0, 10));
};
const make = async (uid, name, day) => {
  const { certificate } = await shelf.course(uid);
  const told = { uid, edition: certificate.edition, name, day };
  const key = await subtle.importKey("pkcs8", unhex(PKCS8 + certificate.seed), "Ed25519", false, ["sign"]);
  const payload = payloadOf(told);
  return `${write(payload)}.${write(new Uint8Array(await subtle.sign("Ed25519", key, signed(payload))))}`;
};

const show = (state) => {
  all("[data-state]").forEach((part) => { part.hidden = part.dataset.state !== state; });
  one("[data-sheet]").hidden = state !== "valid";
  all("[data-kind]").forEach((part) => { part.hidden = true; });
  one("[data-tools]").hidden = true;
  page.dataset.shown = state;
};
const draw = async (place, text) => {
  const { path } = await import(page.dataset.qr);
  const code = path(text);
  place.setAttribute("viewBox", `0 0 ${code.size} ${code.size}`);
  place.querySelector("path").setAttribute("d", code.path);
};
const present = async (told, text) => {
  const course = courseOf(told.uid), address = page.dataset.address + "#" + text;
  const number = hex(new Uint8Array(await subtle.digest("SHA-256", utf8(text)))).slice(0, 12).toUpperCase().match(/.{4}/g).join("-");
  const say = (name, words) => all(`[data-says=${name}]`).forEach((part) => { part.textContent = words; part.hidden = !words; });
  say("name", told.name);
  say("course", course.dataset.title);
  say("text", course.dataset.text);
  say("number", number);
  say("day", new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(told.day)));
  one("[data-way]").href = course.dataset.page;
  await draw(one("[data-code]"), address);
  const [year, month] = told.day.split("-").map(Number);
  one("[data-linkedin]").href = "https://www.linkedin.com/profile/add?" + Object.entries({
    startTask: "CERTIFICATION_NAME", name: course.dataset.title, organizationName: page.dataset.shop,
    issueYear: year, issueMonth: month, certUrl: address, certId: number,
  }).map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join("&");
  // The certificate comes behind the parameters that the address has in each link.
  const shared = new RegExp(`${encodeURIComponent(page.dataset.address)}[^&]*`);
  const fill = (link) => link.replace(shared, (found) => found + encodeURIComponent("#" + text)).replaceAll(page.dataset.title, encodeURIComponent(course.dataset.title));
  all("[data-tools] .share a").forEach((link) => { link.dataset.plain ||= link.href; link.href = fill(link.dataset.plain); });
  all("[data-tools] [data-copy]").forEach((button) => { button.dataset.copy = address; });
  all("[data-tools] [data-share]").forEach((button) => { button.dataset.share = address; button.dataset.title = course.dataset.title; });
  // Whose it is, or who was given it, passes it on; others only look.
  const own = told.edition === CREATOR || await shelf.get("keys", `claim:${told.uid}`).catch(() => false);
  show("valid");
  one(`[data-kind=${told.edition === CREATOR ? "creator" : "device"}]`).hidden = false;
  one("[data-tools]").hidden = !own;
  if (own) dispatchEvent(new Event("share-open"));
};
const offer = async (uid) => {
  if (!courseOf(uid)) throw new Error("unknown");
  const { certificate } = await shelf.course(uid);
  if (!certificate || !await finished(uid)) {
    await (await left()).tell(uid, courseOf(uid).dataset.parts, one("[data-left]"));
    throw new Error("unfinished");
  }
  const form = one("[data-make]");
  form.dataset.make = uid;
  all("[data-says=course]").forEach((part) => { part.textContent = courseOf(uid).dataset.title; });
  show("make");
  form.elements.name.focus();
};
// Which certificates can be made here.
const list = async () => {
  let found = 0;
  for (const part of all("[data-course]")) {
    const open = await shelf.get("keys", `claim:${part.dataset.course}`).catch(() => null);
    part.hidden = !(open && await finished(part.dataset.course));
    found += !part.hidden;
  }
  show(found ? "ready" : "empty");
};
const look = async () => {
  let text = location.hash.slice(1);
  try { text = decodeURIComponent(text); } catch { /* it stays as it came */ }
  text = text.replace(/[\s\u00ad\u200b-\u200f\u2060\ufeff]/g, "").replace(/[.,;:!?)\]}>'"*»”’]+$/, "");
  const wanted = /^make=([a-z0-9_-]{1,64})$/.exec(text);
  try {
    if (!globalThis.isSecureContext) throw new Error("insecure");
    if (text && !await able()) throw new Error("unable");
    if (wanted) await offer(wanted[1]);
    else if (text) await present(await verify(text), text);
    else await list();
  } catch (wrong) {
    const known = all("[data-state]").some((part) => part.dataset.state === wrong.message);
    show(known ? wrong.message : wanted ? "locked" : "changed");
  }
  if (text && page.dataset.shown !== "make") one("[data-states]").focus();
};

one("[data-make]").addEventListener("submit", async (event) => {
  event.preventDefault();
  const form = event.target, uid = form.dataset.make, { name } = form.elements;
  const written = name.value.normalize("NFC").replace(new RegExp(UNSEEN, "gu"), "").trim();
  if (!goodName(written)) { name.value = written; name.focus(); return; }
  try { location.hash = await make(uid, written, await finished(uid)); } catch { show("locked"); }
});
one("[data-print]").addEventListener("click", () => print());
addEventListener("hashchange", look);
look();
