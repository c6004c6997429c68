// Search: the index is loaded with the first word, part by part, until enough is found.
import { excerpt, marked, prepared, wordsOf, worth } from "./finding.js";

const begin = () => {
  const form = document.querySelector("[data-search]");
  if (!form) return;
  const input = form.querySelector("input");
  const said = form.querySelector("[data-said]");
  const list = document.querySelector("[data-hits]");
  const shards = form.dataset.search.split(" ").filter(Boolean);
  const loaded = [];
  const ENOUGH = 30;
  const AT_ONCE = 4;
  let turn = 0;

  const load = (url) => fetch(url).then((answer) => {
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }).then((texts) => texts.map(prepared));
  const shard = (number) => {
    loaded[number] ||= load(shards[number]).catch((wrong) => { delete loaded[number]; throw wrong; });
    return loaded[number];
  };

  const line = (one, words) => {
    const item = document.createElement("li");
    const article = document.createElement("article");
    article.className = "article-line";
    const title = document.createElement("h2");
    const link = document.createElement("a");
    link.href = one.address;
    link.textContent = one.title;
    title.append(link);
    article.append(title);
    if (one.within) {
      const within = document.createElement("p");
      within.className = "facts";
      within.textContent = one.within;
      article.append(within);
    }
    article.append(marked(excerpt(one, words), words));
    item.append(article);
    return item;
  };

  const search = async () => {
    const mine = ++turn;
    const words = wordsOf(input.value);
    const address = new URL(location.href);
    if (words.length) address.searchParams.set("q", input.value.trim());
    else address.searchParams.delete("q");
    history.replaceState(null, "", address);
    if (!words.length) {
      list.replaceChildren();
      said.textContent = "";
      return;
    }
    let hits = [];
    try {
      // The first part is about the shop and its courses, the others hold the lessons of one course each.
      for (let from = 0, until = 1; from < shards.length && hits.length < ENOUGH; [from, until] = [until, until + AT_ONCE]) {
        const numbers = shards.slice(from, until).map((_, place) => from + place);
        const parts = await Promise.all(numbers.map(shard));
        if (mine !== turn) return;
        hits = hits.concat(parts.flat().map((one) => [worth(one, words), one]).filter(([sum]) => sum));
      }
    } catch {
      if (mine === turn) said.textContent = form.dataset.lost;
      return;
    }
    hits.sort((a, b) => b[0] - a[0]);
    list.replaceChildren(...hits.slice(0, ENOUGH).map(([, one]) => line(one, words)));
    said.textContent = hits.length ? form.dataset.found.replace("#", String(hits.length)) : form.dataset.none;
  };

  let waiting = 0;
  form.hidden = false;
  form.addEventListener("submit", (event) => { event.preventDefault(); search(); });
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    input.value = asked.slice(0, input.maxLength);
    search();
  }
};
begin();
