// Who recommended the shop goes along to the checkout. Codes are passed on, and never shown.
(async () => {
  const me = document.currentScript.dataset, root = document.documentElement, baked = document.querySelector("[data-ref]");
  const home = location.origin + me.base, CODE = /^([a-z0-9][a-z0-9-]{1,31})?$/;
  // Nothing counts in a frame, nor before somebody looks.
  if (self !== top) return;
  if (document.hidden) await new Promise((seen) => addEventListener("visibilitychange", seen, { once: true }));

  // Who buys before the list is here waits for it, a second at most.
  let buying;
  const go = () => { removeEventListener("click", wait, true); buying?.click(); buying = 0; };
  const wait = (event) => {
    const link = event.target.closest("[data-buy]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    buying ||= setTimeout(go, 1e3) && link;
  };
  addEventListener("click", wait, true);

  const store = () => ({ session: sessionStorage, "30d": localStorage })[me.keep];
  const read = () => {
    try {
      const kept = JSON.parse(store().getItem("kp-ref"));
      return CODE.test(kept.code) && Date.now() - kept.at < me.days * 864e5 && kept;
    } catch { return false; }
  };
  // Quick visitors left it on the page they come from.
  const query = new URLSearchParams(location.search || document.referrer.startsWith(home) && new URL(document.referrer).search);
  const utm = Object.fromEntries([...query].filter((pair) => /^utm_(source|medium|campaign),[\w-]{1,99}$/.test(pair)));
  const asked = async () => {
    const given = baked ? [baked.dataset.ref] : me.names.split(" ").flatMap((name) => query.getAll(name));
    const code = given.join().toLowerCase().replaceAll("_", "-");
    let promo = baked?.dataset.promo;
    if (!code || !CODE.test(code)) return;
    // FNV-1a, as in the list, which has what friends of everybody save.
    const mark = [...code].reduce((value, sign) => Math.imul(value ^ sign.charCodeAt(), 16777619) >>> 0, 2166136261).toString(36);
    try { promo ??= (await (await fetch(me.codes)).json())[mark]; } catch { /* nobody is known */ }
    return (promo ??= me.anybody) != null && seen(code, promo);
  };

  const kept = read();
  const owed = kept.code && kept, seen = (code, promo) => ({ code, promo, utm, at: Date.now() });
  const came = me.first && owed || await asked() || owed || Object.keys(utm)[0] && seen("", "") || kept;
  try { came ? store().setItem("kp-ref", JSON.stringify(came)) : store().removeItem("kp-ref"); } catch { /* addresses carry it */ }
  const carried = !read(), { code, promo, utm: went } = came;
  if (came) {
    const told = (what) => `kp1_${code || "x"}_${what.replaceAll("_", "-")}_${root.lang.toLowerCase()}`;
    for (const link of document.links) {
      const url = new URL(link), tag = link.dataset.buy, [own, ...only] = promo.split("/");
      // Their own pages know no campaign.
      if (url.searchParams.get("client_reference_id") === told("x")) url.searchParams.delete("client_reference_id");
      const values = tag ? {
        client_reference_id: (code || went.utm_campaign) && told(went.utm_campaign || "x"),
        prefilled_promo_code: code && (only.includes(tag.split("/")[0]) ? own : tag.split("/")[1]),
        utm_source: code, utm_medium: code && "referral", ...went,
      } : carried && url.href.startsWith(home) && url.pathname !== location.pathname
        ? { ref: code, ...went } : {};
      for (const name in values) if (values[name] && !url.searchParams.has(name)) {
        url.searchParams.set(name, values[name]);
        link.href = url.href;
      }
    }
  }
  root.toggleAttribute("data-owed", !!code);
  go();
  const forward = document.querySelector("[data-forward] [data-buy]");
  if (forward) location.replace(forward.href);
  const share = async () => {
    let mine = code;
    try { mine = localStorage.getItem("kp-mine") || mine; } catch { /* theirs then */ }
    if (mine && !baked) (await import(me.sharing)).share(mine);
  };
  addEventListener("share-open", share);
  share();
})();
