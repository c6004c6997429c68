// Who recommended the shop goes along to the checkout. Codes are looked at, compared and passed on, and never shown.
(async () => {
  const me = document.currentScript.dataset;
  const CODE = /^[a-z0-9][a-z0-9-]{1,31}$/, WORD = /^[\w-]{1,99}$/;
  const baked = document.querySelector("[data-ref]");
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
  // FNV-1a, as in the list; gives the promotion code of a friend of theirs, or nothing when nobody is known.
  const known = async (code) => {
    const mark = [...code].reduce((value, sign) => Math.imul(value ^ sign.charCodeAt(), 16777619) >>> 0, 2166136261).toString(36);
    try { return (await (await fetch(me.codes)).json())[mark]; } catch { return undefined; }
  };
  const asked = async () => {
    const query = new URLSearchParams(location.search);
    const given = baked ? [baked.dataset.ref] : me.names.split(" ").flatMap((name) => query.getAll(name));
    const code = (given[0] || "").toLowerCase().replaceAll("_", "-");
    if (given.length !== 1 || !CODE.test(code)) return false;
    const promo = baked ? baked.dataset.promo : (me.codes ? await known(code) : undefined) ?? me.open;
    return promo !== undefined && { code, promo, campaign: query.get("utm_campaign"), source: query.get("utm_source"), at: Date.now() };
  };

  const kept = read();
  const came = me.first && kept || await asked() || kept;
  if (came && came !== kept) try { store().setItem("kp-ref", JSON.stringify(came)); } catch { /* addresses carry it */ }
  const carried = !read();

  const word = (text) => text && WORD.test(text) ? text : "";
  const pass = (link) => {
    const url = new URL(link.href), here = url.origin === location.origin;
    let values = {};
    if (link.dataset.buy && (/(^|\.)stripe\.com$/.test(url.hostname) || /^\/(b|__practice__)\//.test(url.pathname))) {
      const [slug, friend] = link.dataset.buy.split("/"), [own, ...only] = came.promo.split("/");
      const campaign = word(came.campaign);
      values = {
        client_reference_id: `kp1_${came.code}_${campaign.replaceAll("_", "-") || "x"}_${document.documentElement.lang.toLowerCase()}`,
        prefilled_promo_code: only.includes(slug) ? own : friend,
        utm_source: word(came.source) || came.code, utm_medium: "referral", utm_campaign: campaign,
      };
    } else if (carried && here && url.pathname.startsWith(me.base) && url.pathname !== location.pathname) values = { ref: came.code };
    for (const name in values) if (values[name] && !url.searchParams.has(name)) url.searchParams.set(name, values[name]);
    link.href = url.href;
  };
  if (came) {
    [...document.links].filter((link) => /^https?:/.test(link.href)).forEach(pass);
    for (const note of document.querySelectorAll("[data-referred]")) note.hidden = baked;
  }
  const forward = document.querySelector("[data-forward] [data-buy]");
  if (forward) location.replace(forward.href);
  let mine = came.code;
  try { mine = localStorage.getItem("kp-mine") || mine; } catch { /* the one by which they came */ }
  if (mine && !baked) (await import(me.share)).share(mine);
})();
