// Search within the course: its index is sealed like its lessons, and opened with the first search.
import { excerpt, marked, prepared, wordsOf, worth } from "./finding.js";

const MOST = 30;
let index = null;
let ready = false;

// The words of lessons that everybody may read are in the public index.
const load = async (reader) => {
  const parts = await shelf.search(reader.uid, document.documentElement.lang), open = new Map();
  for (const { public: beside } of parts.filter((part) => part.public)) {
    const answer = await fetch(shelf.base + beside).catch(() => { throw new Error("offline"); });
    if (answer.ok) (await answer.json()).forEach(([, url, , text]) => open.set(decodeURI(url), text));
  }
  return parts.flatMap((part) => part.lessons).map(([title, path, within, text]) => {
    const more = open.get(shelf.base + path.replace(/index\.html$/, ""));
    return prepared([title, path, within, more ? `${more} ${text}` : text]);
  });
};

const hit = (reader, lesson, words) => {
  const item = document.createElement("li"), link = document.createElement("a"), within = document.createElement("span");
  const listed = reader.links().find((one) => reader.pathOf(one) === lesson.address);
  link.href = listed ? listed.href : `${shelf.base}unlock/lesson/#${reader.uid}/${lesson.address}`;
  link.textContent = lesson.title;
  within.textContent = lesson.within;
  item.append(link, within, marked(excerpt(lesson, words), words));
  return item;
};

const set = (reader, box) => {
  const input = reader.one("input", box), said = reader.one("[data-said]", box), list = reader.one("[data-hits]", box);
  let turn = 0, waiting = 0;
  const search = async () => {
    const mine = ++turn, words = wordsOf(input.value);
    let hits = [];
    try {
      index ||= load(reader);
      const lessons = await index;
      if (mine !== turn) return;
      if (words.length) hits = lessons.map((one) => [worth(one, words), one]).filter(([sum]) => sum).sort((a, b) => b[0] - a[0]);
    } catch (wrong) {
      index = null;
      said.textContent = wrong.message === "offline" ? said.dataset.lost : said.dataset.damaged;
      return;
    }
    list.replaceChildren(...hits.slice(0, MOST).map(([, one]) => hit(reader, one, words)));
    said.textContent = !words.length ? "" : hits.length ? said.dataset.found.replace("#", String(hits.length)) : said.dataset.none;
  };
  input.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 120); });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") box.close();  // of a field for searching, the first would only empty it
    const ways = [input, ...reader.all("a", list)], at = ways.indexOf(document.activeElement);
    const next = { ArrowDown: ways[at + 1], ArrowUp: ways[at - 1], Enter: at === 0 && ways[1] }[event.key];
    if (!next || at < 0) return;
    event.preventDefault();
    if (event.key === "Enter") next.click(); else next.focus();
  });
  // A hit on the page that one is on changes its address alone.
  list.addEventListener("click", () => box.close());
};

export const open = async (reader) => {
  const box = await reader.dialog("search");
  if (!ready) set(reader, box);
  ready = true;
  if (!box.open) box.showModal();
  reader.one("input", box).select();
};
