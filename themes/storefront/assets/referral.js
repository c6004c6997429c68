// Who recommended the shop goes along to the checkout. Codes are passed on, and never shown.
(async () => {
  const me = document.currentScript.dataset, baked = document.querySelector("[data-ref]");
  const CODE = /^([a-z0-9][a-z0-9-]{1,31})?$/;
  // Nothing counts in a frame, nor before somebody looks.
  if (self !== top) return;
  if (document.hidden) await new Promise((seen) => addEventListener("visibilitychange", seen, { once: true }));

  const store = () => ({ session: sessionStorage, "30d": localStorage })[me.keep];
  const read = () => {
    try {
      const kept = JSON.parse(store().getItem("kp-ref"));
      return CODE.test(kept.code) && Date.now() - kept.at < me.days * 864e5 && kept;
    } catch { return false; }
  };
  // Quick visitors left it on the page they come from.
  const query = new URLSearchParams(location.search || document.referrer.startsWith(location.origin + me.base) && new URL(document.referrer).search);
  const utm = Object.fromEntries([...query].filter((pair) => /^utm_(source|medium|campaign),[\w-]{1,99}$/.test(pair)));
  const asked = async () => {
    const given = baked ? [baked.dataset.ref] : me.names.split(" ").flatMap((name) => query.getAll(name));
    const code = given.join().toLowerCase().replaceAll("_", "-");
    if (!code || !CODE.test(code)) return;
    let promo = baked?.dataset.promo;
    // FNV-1a, as in the list, which has what friends of everybody save.
    const mark = [...code].reduce((value, sign) => Math.imul(value ^ sign.charCodeAt(), 16777619) >>> 0, 2166136261).toString(36);
    try { promo ??= (await (await fetch(me.codes)).json())[mark]; } catch { /* nobody is known */ }
    return (promo ??= me.anybody) != null && seen(code, promo);
  };

  const kept = read();
  const owed = kept.code && kept, seen = (code, promo) => ({ code, promo, utm, at: Date.now() });
  const came = me.first && owed || await asked() || owed || utm.utm_campaign && seen("", "") || kept;
  if (came && came !== kept) try { store().setItem("kp-ref", JSON.stringify(came)); } catch { /* addresses carry it */ }
  const carried = !read(), { code, promo, utm: went } = came;
  if (came) {
    const told = (what) => `kp1_${code || "x"}_${what.replaceAll("_", "-")}_${document.documentElement.lang.toLowerCase()}`;
    for (const link of document.links) {
      const url = new URL(link.href), tag = link.dataset.buy, [own, ...only] = promo.split("/");
      // Their own pages know no campaign.
      if (url.searchParams.get("client_reference_id") === told("x")) url.searchParams.delete("client_reference_id");
      const values = tag ? {
        client_reference_id: told(went.utm_campaign || "x"),
        prefilled_promo_code: code && (only.includes(tag.split("/")[0]) ? own : tag.split("/")[1]),
        utm_source: code, utm_medium: code && "referral", ...went,
      } : carried && url.origin === location.origin && url.pathname.startsWith(me.base) && url.pathname !== location.pathname
        ? { ref: code, ...went } : {};
      for (const name in values) if (values[name] && !url.searchParams.has(name)) {
        url.searchParams.set(name, values[name]);
        link.href = url.href;
      }
    }
    for (const note of document.querySelectorAll("[data-referred]")) note.hidden = baked || !code;
  }
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
