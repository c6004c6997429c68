// Lets buyers in at once: asks Stripe whether a checkout session is paid for, and gives the locker (KPL1) that opens the
// course. A Request comes in, a Response goes out; nothing but parts of the web is used, so it runs on any host that
// has them. `settings` say what may be opened by which payment links, `env` holds two secrets: KPSITE_FUNCTION, which
// `kpsite keys export --for function` prints, and STRIPE_API_KEY, a restricted key that may read.
const STRIPE = "https://api.stripe.com/v1/";
const VERSION = "2026-10-28.endive";
const CLAIM = /^cs_(live|test)_[A-Za-z0-9]{22,250}$/;
const UID = /^[a-z0-9][a-z0-9_-]{0,63}$/;
const TICKET = /^[A-Za-z0-9_-]{40,500}$/;
const LONGEST = 4096, PATIENCE = 10_000, DAY = 86_400, WHOLE = 0xffffffff;
const MINUTE = 60_000, MOST_A_MINUTE = 30, MOST_REMEMBERED = 1000;
const SETTLED = /^(?:won|prevented|warning.*)$/;
const EXPANDED = ["payment_intent.latest_charge", "subscription", "payment_link", "line_items"];

// Something at this end or at Stripe's that time or the shop has to mend: nobody is let in, and nobody is turned away.
class Unable extends Error {}

const { subtle } = crypto;
const ascii = (text) => new TextEncoder().encode(text);
const join = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));
const big = (number, bytes) => Array.from({ length: bytes }, (_, place) => Math.floor(number / 256 ** (bytes - 1 - place)) % 256);
const encoded = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const decoded = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

// Keys and lockers, byte for byte as kpsite makes them.
const derive = async (secret, salt, info, size) => {
  const key = await subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  return new Uint8Array(await subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: ascii(salt), info }, key, size * 8));
};
const unitKey = (courseKey, unit) => derive(courseKey, "kpsite/v1", join(ascii("unit\0"), big(unit, 4)), 32);
const aes = (key, uses) => subtle.importKey("raw", key, "AES-GCM", false, uses);
const entry = async (claim, uid, access) => {
  const own = (what, size) => derive(ascii(claim), "kpsite/v1/claim", ascii(`${what}\0${uid}`), size);
  const rows = access.keys.flatMap(([unit, key]) => [...big(unit, 4), ...key]);
  const payload = join([1, 0], big(access.edition, 4), big(access.notAfter, 4), big(access.keys.length, 2), rows);
  const signing = await subtle.importKey("raw", await own("iv", 32), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const iv = new Uint8Array(await subtle.sign("HMAC", signing, payload)).slice(0, 12);
  const tag = new Uint8Array(await subtle.digest("SHA-256", ascii(`kpsite/course\0${uid}`))).slice(0, 8);
  const additionalData = join(ascii("KPL1"), tag);
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData }, await aes(await own("kek", 32), ["encrypt"]), payload);
  return join(await own("tag", 16), iv, new Uint8Array(sealed));
};

// What somebody who bought on a day may open today, null when their time is over; days are counted from 1970, in UTC.
// A subscription that runs has no days to count.
const opened = async (course, key, session, today) => {
  const bought = Math.floor(session.created / DAY);
  let notAfter = 0;
  if (course.accessDays && session.mode !== "subscription") {
    const ends = bought + course.accessDays;
    if (ends < today) return null;
    notAfter = (ends + 2) * DAY;
  }
  const { edition } = course;
  if (!course.days.some(Boolean)) return { edition, notAfter, keys: [[WHOLE, key]] };
  const units = course.days.filter((day) => day <= today - bought || day === 0);
  const keys = await Promise.all(units.map(async (unit) => [unit, await unitKey(key, unit)]));
  return keys.length ? { edition, notAfter, keys } : null;
};

// Secrets, as `kpsite keys export --for function` writes them: course.edition.key, and one for tickets under "_".
const keyring = (text) => Object.fromEntries((text || "").trim().split(/\s+/).map((row) => {
  const [uid, edition, key] = row.split(".");
  if (!/^[A-Za-z0-9_-]{43}$/.test(key || "")) throw new Unable("KPSITE_FUNCTION is missing or not whole");
  return [uid, { edition: Number(edition), key: decoded(key) }];
}));

// A ticket stands for a claim that was good once. Devices keep it in place of the claim, as it opens nothing by itself:
// what comes back for it is of use to who still has the claim's key.
const ticketOf = async (ring, uid, claim) => {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await subtle.encrypt({ name: "AES-GCM", iv, additionalData: ascii(uid) }, await aes(ring._.key, ["encrypt"]), ascii(claim));
  return encoded(join(iv, new Uint8Array(sealed)));
};
const claimOf = async (ring, uid, ticket) => {
  const bytes = decoded(ticket);
  const how = { name: "AES-GCM", iv: bytes.subarray(0, 12), additionalData: ascii(uid) };
  return new TextDecoder().decode(await subtle.decrypt(how, await aes(ring._.key, ["decrypt"]), bytes.subarray(12)));
};

const stripe = async (path, key) => {
  const headers = { Authorization: `Bearer ${key}`, "Stripe-Version": VERSION };
  const answer = await fetch(STRIPE + path, { headers, redirect: "manual", signal: AbortSignal.timeout(PATIENCE) });
  if (answer.status === 404) return null;
  if (!answer.ok) throw new Unable(`Stripe answered ${answer.status}`);
  return answer.json();
};

// Whether a session was opened by one of the course's payment links: those of today by id or address, one of its prices
// added at the checkout, or earlier links by the mark that kpsite left on them, which Stripe copies to each session.
const isOf = (session, uid, course, site) => {
  const link = session.payment_link, marks = session.metadata || {};
  if (!link) return false;
  if (course.links.includes(link.id) || course.links.includes(link.url)) return true;
  if (site && marks.kp_site === site && (marks.kp_courses || "").split(" ").includes(uid)) return true;
  return ((session.line_items || {}).data || []).some((item) => item.price && course.prices.includes(item.price.id));
};
const isDisputed = async (intent, key) => {
  const found = await stripe(`disputes?limit=100&payment_intent=${encodeURIComponent(intent)}`, key);
  return !found || !found.data.length || found.data.some((one) => !SETTLED.test(one.status));
};
// Only a refund of everything closes a course, and a dispute that was not won; inquiries of banks take no money.
const isKept = async (session, key) => {
  if (session.mode === "subscription") return ["active", "trialing"].includes((session.subscription || {}).status);
  const intent = session.payment_intent;
  if (!intent) return session.payment_status === "no_payment_required";
  const charge = intent.latest_charge;
  if (!charge || charge.refunded !== false) return false;
  return charge.disputed === false || !await isDisputed(intent.id, key);
};
const isPaid = async (session, claim, uid, course, settings, key) => {
  const sound = session && session.object === "checkout.session" && session.id === claim;
  if (!sound || session.livemode !== claim.startsWith("cs_live_")) return false;
  const paid = session.status === "complete" && ["paid", "no_payment_required"].includes(session.payment_status);
  return paid && isOf(session, uid, course, settings.site) && isKept(session, key);
};

// How often one claim was asked for lately, in this instance: a brake, while the host's own limits count addresses.
const recent = new Map();
const isTooOften = (claim, now) => {
  if (recent.size > MOST_REMEMBERED) recent.clear();
  const [since, count] = recent.get(claim) || [now, 0];
  const fresh = now - since > MINUTE;
  recent.set(claim, fresh ? [now, 1] : [since, count + 1]);
  return !fresh && count >= MOST_A_MINUTE;
};

// No more is read than a question can have, whatever is sent.
const asked = async (request) => {
  let text = "";
  const signs = new TextDecoder();
  const reader = request.body ? request.body.getReader() : null;
  for (let part = reader && await reader.read(); part && !part.done; part = await reader.read()) {
    text += signs.decode(part.value, { stream: true });
    if (text.length > LONGEST) {
      reader.cancel().catch(() => 0);
      return {};
    }
  }
  try { return Object(JSON.parse(text)); } catch { return {}; }
};
const look = async (request, settings, env, now) => {
  const { course: uid, claim: told, ticket } = await asked(request);
  const byTicket = told === undefined && TICKET.test(ticket);
  if (typeof uid !== "string" || !UID.test(uid) || !(byTicket || (typeof told === "string" && CLAIM.test(told)))) return [400];
  const course = Object.hasOwn(settings.courses, uid) ? settings.courses[uid] : null;
  const ring = keyring(env.KPSITE_FUNCTION);
  const claim = byTicket ? await claimOf(ring, uid, ticket).catch(() => "") : told;
  const mode = (CLAIM.exec(claim) || [])[1];
  if (!course || !mode || (mode === "test" && !settings.test)) return [404];
  if (isTooOften(claim, now)) return [429];
  const key = env.STRIPE_API_KEY || "";
  if (!key.startsWith("rk_")) throw new Unable("STRIPE_API_KEY is no restricted key (rk_)");
  if (!key.startsWith(`rk_${mode}_`)) throw new Unable(`STRIPE_API_KEY is not of ${mode} mode`);
  const held = Object.hasOwn(ring, uid) ? ring[uid] : null;
  if (!held || held.edition !== course.edition) throw new Unable(`KPSITE_FUNCTION has no key for this edition of ${uid}`);
  const session = await stripe(`checkout/sessions/${claim}?${EXPANDED.map((name) => `expand[]=${name}`).join("&")}`, key);
  if (!await isPaid(session, claim, uid, course, settings, key)) return [404];
  const access = await opened(course, held.key, session, Math.floor(now / 1000 / DAY));
  return access ? [200, await entry(claim, uid, access), await ticketOf(ring, uid, claim)] : [404];
};

const PLAIN = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", Vary: "Origin" };
const SHARED = {
  "Access-Control-Allow-Methods": "POST", "Access-Control-Allow-Headers": "Content-Type",
  "Access-Control-Expose-Headers": "Kpsite-Ticket", "Access-Control-Max-Age": "86400",
};
const answer = async (request, settings, env, now = Date.now()) => {
  const origin = request.headers.get("Origin"), own = new URL(request.url).origin;
  if (origin && origin !== settings.origin && origin !== own) return new Response(null, { status: 403, headers: PLAIN });
  const headers = origin ? { ...PLAIN, ...SHARED, "Access-Control-Allow-Origin": origin } : { ...PLAIN };
  if (request.method === "OPTIONS") return new Response(null, { status: 204, headers });
  if (request.method !== "POST") return new Response(null, { status: 405, headers: { ...headers, Allow: "POST" } });
  try {
    const [status, body, ticket] = await look(request, settings, env, now);
    if (status === 429) headers["Retry-After"] = "60";
    if (body) Object.assign(headers, { "Content-Type": "application/octet-stream", "Kpsite-Ticket": ticket });
    return new Response(body || null, { status, headers });
  } catch (wrong) {
    // What is said here is for the shop, in the host's log; no claim, key or name of a buyer stands in it.
    console.error(wrong instanceof Unable ? `kpsite: ${wrong.message}` : `kpsite: ${wrong.name || "failed"}`);
    return new Response(null, { status: 503, headers: { ...headers, "Retry-After": "30" } });
  }
};
