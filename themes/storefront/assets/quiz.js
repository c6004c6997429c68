// Questions in a text: checks answers, shows what is said of each, and remembers the results. Nothing leaves the device.
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const one = (selector, within = document) => within.querySelector(selector);
const make = (tag, fields, ...inside) => {
  const made = Object.assign(document.createElement(tag), fields);
  made.append(...inside);
  return made;
};
// The shelf may stand further down on the page; every script that waits for the page has run by then.
if (typeof shelf === "undefined") await new Promise((done) => { addEventListener("DOMContentLoaded", done, { once: true }); });

const reader = one("[data-reader]");
const course = !reader ? "" : "shared" in reader.dataset ? location.hash.slice(1).split("/")[0] : reader.dataset.uid;
const words = (one("[data-quizzes]") || reader || document.body).dataset;

// What is known of a course's lessons, by their paths: {total, pass, right: [names], given: {name: answer}}.
export const results = async (uid) => (await shelf.get("progress", `quiz:${uid}`)) || {};
export const passed = (lesson) => !lesson || lesson.right.length * 100 >= lesson.pass * lesson.total;
// Whether every lesson (by its path) is marked as done, and of the questions met there as many are right as have to be.
export const finished = async (uid, paths) => {
  const { done = {} } = (await shelf.get("progress", uid)) || {};
  const known = await results(uid);
  return paths.every((path) => done[path] && passed(known[path]));
};

let known = {};
const read = async () => { try { known = await results(course); } catch { /* without storage they hold for this page */ } };
const change = async (edit) => {
  await read();
  const lesson = known[words.quizzes] ||= { right: [], given: {} };
  edit(lesson);
  try { await shelf.put("progress", `quiz:${course}`, known); } catch { /* the same */ }
  paint();
  return lesson;
};
// The contents of the course say how many of a lesson's questions are right.
const paint = () => all("[data-outline] li a[href]").forEach((link) => {
  const found = known[link.hash ? link.hash.slice(2 + course.length) : `${decodeURIComponent(link.pathname.slice(shelf.base.length))}index.html`];
  if (!found) return;
  all(".quiz-score", link).forEach((part) => part.remove());
  const textContent = `${found.right.length}/${found.total}`, title = score(found);
  (one("[data-name]", link) || link).append(" ", make("span", { className: `quiz-score${passed(found) ? " is-passed" : ""}`, textContent, title }));
});
const score = ({ right, total }) => words.score.replace("{right}", right.length).replace("{total}", total);
const plain = (text) => text.normalize("NFKC").toLocaleLowerCase().replace(/[\s.,;:!?。、]+/gu, " ").trim();

const setUp = (quiz) => {
  quiz.dataset.ready = "";
  const is = (kind) => quiz.classList.contains(`quiz-${kind}`);
  const key = one(".quiz-key", quiz), act = one(".quiz-act", quiz), field = one("input[type=text]", quiz);
  const answers = () => all(".quiz-answers > li", quiz);
  const nameOf = (node) => field ? plain(one(".quiz-words", node).textContent) : one("b", node).textContent;
  const rows = new Map([...one("ul, ol", key).children].map((row) => [nameOf(row), row]));
  const right = [...rows].filter(([, row]) => row.className).map(([name]) => name);
  const said = make("span", { role: "status" });
  const button = make("button", { type: "button", className: "button button-quiet" }, words.check);
  act.append(button, said);

  const given = () => field ? [field.value].filter(plain)
    : answers().filter((answer) => is("order") || one("input", answer).checked).map(nameOf);
  const verdict = (chosen) => {
    if (is("order") ? chosen.join() !== right.join() : !chosen.every((name) => right.includes(name))) return "wrong";
    return is("several") && chosen.length < right.length ? "more" : "right";
  };
  const clear = () => {
    all("[data-told]", quiz).forEach((part) => part.remove());
    all("input", quiz).forEach((part) => part.removeAttribute("aria-describedby"));
    answers().forEach((answer) => { delete answer.dataset.is; });
    said.textContent = "";
  };
  // Each answer that was given shows what is said of it.
  const tell = (name, place) => {
    const row = rows.get(name), answer = answers().find((each) => nameOf(each) === name);
    if (answer) answer.dataset.is = (is("order") ? right[place] === name : row.className) ? "right" : "wrong";
    if (!row || is("order")) return;
    const note = make("div", {}, ...all(":scope > :is(.quiz-verdict, .quiz-told)", row).map((part) => part.cloneNode(true)));
    note.dataset.told = row.className;
    all("[id]", note).forEach((part) => part.removeAttribute("id"));
    note.id = `${quiz.id}-told-${place}`;
    (field || one("input", answer)).setAttribute("aria-describedby", note.id);
    if (answer) answer.append(note); else act.before(note);
  };
  const show = (given) => {
    const chosen = field ? given.map(plain) : given, found = verdict(chosen);
    clear();
    chosen.forEach(tell);
    said.textContent = words[found];
    if (found === "right" && one(".quiz-why", key)) key.open = true;
    return found === "right";
  };
  const check = async () => {
    const chosen = given();
    if (!chosen.length) { said.textContent = words.none; return; }
    const good = show(chosen);
    const lesson = await change((each) => {
      each.given[quiz.id] = chosen;
      if (good && !each.right.includes(quiz.id)) each.right.push(quiz.id);
    });
    if (good && lesson.total > 1) said.append(` ${score(lesson)}`);
    const mark = one('[data-reader-tools]:not([hidden]) [data-mark][aria-pressed="false"]');
    if (good && mark && passed(lesson)) {
      const done = make("button", { type: "button", className: "button" }, mark.textContent.trim());
      done.addEventListener("click", () => { mark.click(); button.focus(); done.remove(); });
      act.append(done);
    }
  };
  const restore = (chosen) => {
    if (field) [field.value] = chosen;
    else for (const answer of chosen.map((name) => answers().find((each) => nameOf(each) === name)).filter(Boolean)) {
      if (is("order")) answer.parentNode.append(answer); else one("input", answer).checked = true;
    }
    show(chosen);
  };
  const move = (answer, by) => {
    const every = answers(), place = every.indexOf(answer) + by;
    if (!every[place]) return;
    clear();
    every[place][by < 0 ? "before" : "after"](answer);
    said.textContent = `${nameOf(answer)}: ${place + 1}/${every.length}`;
  };
  if (is("order")) answers().forEach((answer) => one("select", answer).replaceWith(make("span", { className: "quiz-moves" },
    ...[["up", "↑", -1], ["down", "↓", 1]].map(([name, sign, by]) => {
      const way = make("button", { type: "button", ariaLabel: `${words[name]}: ${nameOf(answer)}` }, sign);
      way.addEventListener("click", () => { move(answer, by); way.focus(); });
      return way;
    }))));
  button.addEventListener("click", check);
  quiz.addEventListener("input", clear);
  if (field) field.addEventListener("keydown", (event) => { if (event.key === "Enter") check(); });
  return restore;
};

const begin = async () => {
  const fresh = all("fieldset.quiz:not([data-ready])").map((quiz) => [quiz.id, setUp(quiz)]);
  if (!fresh.length) { await read(); paint(); return; }
  const names = all("fieldset.quiz").map((quiz) => quiz.id);
  const { given } = await change((lesson) => {
    Object.assign(lesson, { total: names.length, pass: Number(words.pass), right: lesson.right.filter((name) => names.includes(name)) });
  });
  fresh.forEach(([name, restore]) => { if (given[name]) restore(given[name]); });
};
addEventListener("reader-open", begin);
await begin();
