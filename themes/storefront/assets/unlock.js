// The page that opens courses: it takes the claim out of the address at once, looks into the locker, and says what is the matter.
(async () => {
  "use strict";
  const all = (selector) => [...document.querySelectorAll(selector)];
  const one = (selector) => document.querySelector(selector);
  const WAIT_SECONDS = [3, 5, 10, 15, 30, 30, 60, 60, 120];
  const link = location.href;
  if (location.hash || location.search) history.replaceState(null, "", location.pathname);

  const show = (state) => {
    all("[data-state]").forEach((part) => { part.hidden = part.dataset.state !== state; });
    document.documentElement.dataset.unlock = state;
  };
  // The way on is the course's first page; a course in several languages has one for each.
  const onward = (uid) => {
    const own = one(`[data-course="${uid}"]`);
    all("[data-onward]").forEach((way) => {
      way.hidden = !own;
      if (own) { way.href = own.dataset.begin; way.querySelector("[data-title]").textContent = own.dataset.name; }
    });
  };
  const thanks = (uid) => {
    const own = one(`[data-course="${uid}"]`), way = one("[data-thanks]");
    way.hidden = !own || !own.dataset.words;
    if (!way.hidden) way.href = own.dataset.words;
  };
  const list = async () => {
    const known = (await shelf.names("keys")).filter((name) => name.startsWith("claim:")).map((name) => name.slice(6));
    all("[data-course]").forEach((part) => { part.hidden = !known.includes(part.dataset.course); });
    one("[data-shelf]").hidden = !known.length;
    return known.length;
  };
  const pause = (seconds) => new Promise((done) => { setTimeout(done, seconds * 1000); });
  // A film starts sooner when its worker is there before it.
  const prepare = () => {
    const policy = globalThis.trustedTypes ? trustedTypes.createPolicy("kpsite-unlock", { createScriptURL: (url) => url }) : { createScriptURL: (url) => url };
    if (navigator.serviceWorker) navigator.serviceWorker.register(policy.createScriptURL(`${shelf.base}kp-worker.js`)).catch(() => { /* lessons open without it */ });
  };
  const attempt = async (uid, claim) => {
    try { return await shelf.unlock(uid, claim); } catch (wrong) {
      return wrong instanceof kps.Damaged ? "damaged" : wrong.message === "offline" ? "offline" : "no-storage";
    }
  };
  // Whoever comes from the checkout has never seen the link, and it is out of the address bar by now.
  const keep = ({ uids, more, claim }) => {
    const own = one("[data-own]"), copy = one("[data-copy]"), letter = one("[data-letter]");
    const wanted = [...uids.map((uid) => `c=${uid}`), ...more.map((uid) => `o=${uid}`)].join("&");
    own.value = `${location.origin}${location.pathname}#${wanted}&s=${claim}`;
    letter.href = `mailto:?subject=${encodeURIComponent(letter.dataset.letter)}&body=${encodeURIComponent(own.value)}`;
    copy.hidden = !navigator.clipboard;
    copy.onclick = async () => {
      try { await navigator.clipboard.writeText(own.value); } catch { own.select(); return; }
      copy.textContent = copy.dataset.done;
    };
    own.onfocus = () => own.select();
    one("[data-keep]").hidden = false;
  };
  let turn = 0;
  const open = async (text) => {
    const mine = ++turn;
    let found;
    try { found = kps.readLink(text); } catch (wrong) { show(wrong.message === "placeholder" ? "placeholder" : "bad-link"); return; }
    show("opening");
    keep(found);
    const states = new Map();
    for (const seconds of [...WAIT_SECONDS, 0]) {
      const wanted = [...found.uids, ...found.more].filter((one) => states.get(one) !== "open");
      for (const uid of wanted) states.set(uid, await attempt(uid, found.claim));
      if (mine !== turn) return;  // another link is being opened, or all is forgotten
      // A bundle opens several: what is open can be read while the rest is waited for.
      const first = found.uids.find((uid) => states.get(uid) === "open") || found.uids[0];
      // What could have been added at the checkout is opened for who did, and not waited for.
      const waiting = found.uids.some((uid) => states.get(uid) === "not-yet");
      onward(first);
      thanks(first);
      show(!waiting ? states.get(first) : seconds ? "not-yet" : "later");
      await list().catch(() => { /* the state says it already */ });
      if (!waiting) break;
      await pause(seconds);
    }
    if ([...states.values()].includes("open")) prepare();
    one("[data-states]").focus();
  };

  one("[data-paste]").addEventListener("submit", (event) => {
    event.preventDefault();
    open(`#${new FormData(event.target).get("link")}`);
  });
  one("[data-forget]").addEventListener("click", async () => {
    turn += 1;
    await shelf.forget();
    one("[data-keep]").hidden = true;
    await list();
    show("forgotten");
    one("[data-states]").focus();
  });
  addEventListener("hashchange", () => { const again = location.href; history.replaceState(null, "", location.pathname); open(again); });

  const obstacle = shelf.obstacle();
  if (obstacle) { show(obstacle); return; }
  let known = 0;
  try { known = await list(); } catch { show("no-storage"); return; }
  if (/[#?%].*[cs](?:=|%3d)/i.test(link)) await open(link);
  else show(known ? "known" : "locked");
})();
