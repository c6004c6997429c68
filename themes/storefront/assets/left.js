// What of a course is left to do before its certificate can be made: lessons that are not marked as done, and questions.
import { finished, passed, results } from "./quiz.js";

// A course's lessons, as its page lists them.
const lessons = (start) => new Promise((done, lost) => {
  const asked = new XMLHttpRequest();
  asked.onerror = () => lost(new Error("offline"));
  asked.onload = () => {
    const found = [...asked.response.querySelectorAll("[data-outline] li a[href]")].map((link) => {
      const name = link.querySelector("[data-name]")?.firstChild || link;
      return [`${decodeURIComponent(link.pathname.slice(shelf.base.length))}index.html`, { address: link.pathname, title: name.textContent.trim() }];
    });
    done(new Map(found));
  };
  asked.open("GET", shelf.base + start);
  asked.responseType = "document";
  asked.send();
});
const doneOf = async (uid) => (await shelf.get("progress", uid) || {}).done || {};
const among = (done, start) => Object.keys(done).filter((path) => path.startsWith(start)).length;
// ``parts`` are where the course begins in each language, and how many lessons it has there.
const partsOf = (parts) => parts.split(" ").map((part) => part.split("|"));

// The days on which the lessons of a finished course were done; nothing while something is left of it.
export const days = async (uid, parts) => {
  const done = await doneOf(uid);
  for (const [start, count] of partsOf(parts)) {
    if (among(done, start) < Number(count)) continue;
    const paths = [...(await lessons(start)).keys()];
    if (await finished(uid, paths)) return paths.map((path) => String(done[path]).slice(0, 10));
  }
};

// Names what is left, in the language that most of the course was read in.
export const tell = async (uid, parts, list) => {
  const done = await doneOf(uid), known = await results(uid);
  const [[start]] = partsOf(parts).sort(([one], [other]) => among(done, other) - among(done, one));
  const rows = [...await lessons(start)].filter(([path]) => !done[path] || !passed(known[path])).map(([path, { address, title }]) => {
    const row = document.createElement("li"), link = document.createElement("a"), why = document.createElement("span"), quiz = known[path];
    link.href = address;
    link.textContent = title;
    why.className = "facts";
    why.textContent = [
      !done[path] && list.dataset.undone,
      !passed(quiz) && list.dataset.score.replace("{right}", quiz.right.length).replace("{total}", quiz.total),
    ].filter(Boolean).join(" · ");
    row.append(link, why);
    return row;
  });
  list.replaceChildren(...rows);
};
