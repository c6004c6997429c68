// Pages with an address like the one that was asked for: the sitemap knows them all. Nothing of that address is shown.
const ALIKE = .65, NEAR = .25, MOST = 3;

// Letter case and accents make no difference; each two signs that follow one another are compared.
const pairs = (text) => {
  const signs = [...text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()];
  return signs.slice(1).map((sign, place) => signs[place] + sign);
};
const likeness = (one, other) => {
  const left = [...other];
  const same = one.filter((pair) => left.includes(pair) && left.splice(left.indexOf(pair), 1));
  return 2 * same.length / (one.length + other.length) || 0;
};
const decoded = (part) => { try { return decodeURIComponent(part); } catch { return part; } };
const partsOf = (path) => path.split("/").filter(Boolean).map((part) => pairs(decoded(part).replace(/\.html?$/, "")));

// What a page calls itself, without the shop's name behind it.
const titleOf = async (address) => {
  const [, title] = /<title>([^<]*)<\/title>/.exec(await (await fetch(address)).text());
  const signs = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&#34;": '"', "&#39;": "'" };
  return title.replace(/&\S+?;/g, (sign) => signs[sign] ?? sign).replace(/ – [^–]*$/, "");
};

const begin = async () => {
  const list = document.querySelector("[data-sitemap]");
  const known = await (await fetch(list.dataset.sitemap)).text();
  const paths = [...known.matchAll(/<loc>([^<]+\/)<\/loc>/g)].map(([, address]) => new URL(address).pathname);
  // The last part says most: the one before it may be the course of a lesson that is gone. Of equals, the whole decides.
  const asked = partsOf(location.pathname).reverse(), whole = pairs(decoded(location.pathname));
  const worth = (path) => {
    const last = partsOf(path).pop() || [];
    return Math.max(0, ...asked.map((part, place) => likeness(part, last) - place / 3)) + likeness(whole, pairs(decoded(path))) / 20;
  };
  const rows = paths.map((path) => [worth(path), path]).sort((one, other) => other[0] - one[0]);
  const best = rows.filter(([sum]) => sum > Math.max(ALIKE, rows[0][0] - NEAR)).slice(0, MOST);
  const titles = await Promise.all(best.map(([, path]) => titleOf(path)));
  best.forEach(([, path], place) => {
    const link = document.createElement("a"), item = document.createElement("li");
    link.href = path;
    link.textContent = titles[place];
    item.append(link);
    list.append(item);
  });
  list.closest("[hidden]").hidden = !best.length;
};
begin().catch(() => { /* the page helps without as well */ });
