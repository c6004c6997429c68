// Who recommended the shop goes along to the checkout. Codes are compared and passed on, and never shown.
(async () => {
  const me = document.currentScript.dataset, baked = document.querySelector("[data-ref]");
  const CODE = /^[a-z0-9][a-z0-9-]{1,31}$/;
  // Nothing counts in a frame, nor before somebody looks.
  if (self !== top) return;
  if (document.hidden) await new Promise((seen) => addEventListener("visibilitychange", seen, { once: true }));

  const store = () => ({ session: sessionStorage, "30d": localStorage })[me.keep];
  const read = () => {
    try {
      const kept = JSON.parse(store().getItem("kp-ref"));
      return (kept.code === "x" || CODE.test(kept.code)) && Date.now() - kept.at < me.days * 864e5 && kept;
    } catch { return false; }
  };
  let query = new URLSearchParams(location.search);
  const from = document.referrer.startsWith(location.origin + me.base) && new URL(document.referrer).searchParams;
  const names = me.names.split(" "), knows = (one) => [...names, "utm_campaign"].some((name) => one.has(name));
  // Whoever went on before the links were ready left the code on the page they come from.
  if (from && !knows(query) && knows(from)) query = from;
  const word = (name) => (query.get(name) || "").match(/^[\w-]{0,99}$/)?.[0];
  const visit = { campaign: word("utm_campaign"), source: word("utm_source"), medium: word("utm_medium"), at: Date.now() };
  const asked = async () => {
    const given = baked ? [baked.dataset.ref] : names.flatMap((name) => query.getAll(name));
    const code = given.join().toLowerCase().replaceAll("_", "-");
    if (!CODE.test(code)) return false;
    let promo = baked?.dataset.promo;
    // FNV-1a, as in the list, which has what friends of everybody save.
    const mark = [...code].reduce((value, sign) => Math.imul(value ^ sign.charCodeAt(), 16777619) >>> 0, 2166136261).toString(36);
    try { promo ??= (await (await fetch(me.codes, { signal: AbortSignal.timeout(3000) })).json())[mark]; } catch { /* nobody is known then */ }
    promo ??= me.anybody;
    return promo != null && { ...visit, code, promo, medium: "referral" };
  };

  const kept = read();
  // Who buys before it is known what the code stands for waits for that.
  let held;
  const hold = (event) => {
    const link = event.target.closest?.("a[data-buy]");
    if (!link || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = link;
  };
  addEventListener("click", hold, true);
  // A campaign counts by itself, and never in place of somebody who recommended the shop.
  const owed = kept && kept.code !== "x" && kept, seen = visit.campaign && { ...visit, code: "x", promo: "" };
  const came = me.first && owed || await asked() || owed || seen || kept;
  if (came && came !== kept) try { store().setItem("kp-ref", JSON.stringify(came)); } catch { /* addresses carry it */ }
  const carried = !read(), { code, promo, campaign, source, medium } = came, someone = code !== "x";
  if (came) {
    const told = (what) => `kp1_${code}_${what.replaceAll("_", "-")}_${document.documentElement.lang.toLowerCase()}`;
    for (const link of document.links) {
      const url = new URL(link.href), tag = link.dataset.buy, [own, ...only] = promo.split("/");
      // Their own pages know the code already, and no campaign.
      if (url.searchParams.get("client_reference_id") === told("x")) url.searchParams.delete("client_reference_id");
      const values = tag ? {
        client_reference_id: told(campaign || "x"),
        prefilled_promo_code: someone && (only.includes(tag.split("/")[0]) ? own : tag.split("/")[1]),
        utm_source: source || someone && code, utm_medium: medium, utm_campaign: campaign,
      } : carried && url.origin === location.origin && url.pathname.startsWith(me.base) && url.pathname !== location.pathname
        ? { ref: someone && code, utm_source: source, utm_medium: !someone && medium, utm_campaign: campaign } : {};
      for (const name in values) if (values[name] && !url.searchParams.has(name)) {
        url.searchParams.set(name, values[name]);
        link.href = url.href;
      }
    }
    for (const note of document.querySelectorAll("[data-referred]")) note.hidden = baked || !someone;
  }
  removeEventListener("click", hold, true);
  held?.click();
  const forward = document.querySelector("[data-forward] [data-buy]");
  if (forward) location.replace(forward.href);
  const share = async () => {
    let mine = code !== "x" && code;
    try { mine = localStorage.getItem("kp-mine") || mine; } catch { /* the one by which they came */ }
    if (mine && !baked) (await import(me.sharing)).share(mine);
  };
  addEventListener("share-open", share);
  share();
})();
