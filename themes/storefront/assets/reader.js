// The reader: opens a lesson where this device has its key, and remembers how far one has come. Nothing leaves the device.
// What is not needed at once stands in scripts of its own, each loaded when it is used first.
(async () => {
  "use strict";
  const root = document.documentElement;
  const here = document.querySelector("[data-reader]");
  if (!here || shelf.obstacle()) return;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  // A lesson that has no page of its own is read on one for all of them, which is told by its address: #course/path.
  const [, named, rest] = /^#([a-z0-9_-]+)\/(.+)$/.exec(decodeURIComponent(location.hash)) || [];
  const shared = "shared" in here.dataset;
  const uid = shared ? named : here.dataset.uid;
  const path = shared ? rest : here.dataset.lesson;
  const sealed = shared || "sealed" in here.dataset;
  if (!uid) return;
  // Only what was sealed at build, and the shop's own pages and worker, pass this policy (Trusted Types).
  const asItIs = { createHTML: (html) => html, createScriptURL: (url) => url };
  const policy = globalThis.trustedTypes ? trustedTypes.createPolicy("kpsite-reader", asItIs) : asItIs;
  const parsed = (html) => new DOMParser().parseFromString(policy.createHTML(html), "text/html");
  const media = `${shelf.base}_kp/m/${uid}/`;
  const show = (state) => all("[data-reader-state]").forEach((part) => { part.hidden = part.dataset.readerState !== state; });
  const QUIET = ["locked", "no-storage"];
  const say = (wrong) => {
    // A script that could not be loaded is a TypeError.
    const state = wrong instanceof TypeError ? "offline" : wrong.message;
    if (QUIET.includes(state)) return;
    show(one(`[data-reader-state="${state}"]`) ? state : "damaged");
    if (state === "offline") addEventListener("online", () => location.reload(), { once: true });
  };

  // Pictures, players and files of a closed lesson are sealed as well: each is opened when it comes near.
  const blobs = new Map();
  const address = (name) => {
    if (!blobs.has(name)) blobs.set(name, shelf.file(uid, `m/${name}`).then((blob) => URL.createObjectURL(blob)));
    return blobs.get(name);
  };
  const nameOf = (node, attribute) => {
    const value = node.getAttribute(attribute) || "";
    return value.startsWith(media) ? decodeURIComponent(value.slice(media.length)) : "";
  };
  const fill = async (node) => {
    near.unobserve(node);
    try {
      if (!node.matches("img")) await (await import("./reader-media.js")).play(reader, node);
      else if (!node.src) node.src = await address(node.dataset.file);
    } catch (wrong) { say(wrong); }
  };
  const near = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach(({ target }) => fill(target)), { rootMargin: "800px" });
  const fitting = (picture) => {
    const wanted = Math.min(innerWidth, 760) * (devicePixelRatio || 1);
    const files = (picture.getAttribute("srcset") || "").split(", ").map((part) => part.split(" ")).filter((part) => part[1]);
    const wide = files.find(([, width]) => parseInt(width, 10) >= wanted) || files[files.length - 1];
    if (wide) picture.setAttribute("src", wide[0]);
    ["srcset", "sizes", "loading"].forEach((name) => picture.removeAttribute(name));
  };
  const take = (node, attribute) => {
    node.dataset.file = nameOf(node, attribute);
    node.removeAttribute(attribute);
  };
  const prepare = (part) => {
    all("img[srcset]", part).filter((picture) => picture.getAttribute("srcset").includes(media)).forEach(fitting);
    const sealedIn = (selector, attribute) => all(selector, part).filter((node) => nameOf(node, attribute));
    sealedIn("img[src], audio[src], video[src], track[src]", "src").forEach((node) => take(node, "src"));
    sealedIn("a[href]", "href").forEach((node) => { take(node, "href"); node.href = "#"; });
    return part;
  };
  const hand = (href, name) => {
    const way = document.createElement("a");
    way.href = href;
    way.download = name;
    way.click();
  };
  const save = async (event) => {
    const link = event.target.closest("a[data-file]");
    if (!link) return;
    event.preventDefault();
    try { hand(await address(link.dataset.file), link.getAttribute("download") || link.dataset.file); } catch (wrong) { say(wrong); }
  };

  const open = async () => {
    const lesson = await shelf.lesson(uid, path);
    // A parsed document asks for nothing until its parts stand on the page.
    const place = one("[data-open]");
    place.replaceChildren(...prepare(parsed(lesson.html)).body.childNodes);
    place.hidden = false;
    place.addEventListener("click", save);
    all("[data-file]:is(img, audio, video)", place).forEach((node) => near.observe(node));
    root.dataset.opened = "";
    dispatchEvent(new Event("reader-open"));
    if (location.hash && !shared) (document.getElementById(decodeURIComponent(location.hash.slice(1))) || place).scrollIntoView();
  };

  // Lessons that visitors are told nothing of stand at the end of the contents.
  const addUnlisted = (unlisted) => {
    const last = all("[data-outline] ol").pop();
    for (const [name, title] of last ? Object.entries(unlisted) : []) {
      const item = last.lastElementChild.cloneNode(true), link = one("a", item);
      all(".free, .release, .line-time, .leader", item).forEach((part) => part.remove());
      link.href = `${shelf.base}unlock/lesson/#${uid}/${name}`;
      link.removeAttribute("aria-current");
      (one("[data-name]", link) || link).textContent = title;
      all(".line-number", item).forEach((part) => { part.textContent = "+"; });
      last.append(item);
    }
  };

  // How far one has come: what is done, where one was last, and where in each lesson.
  const pathOf = (link) => link.hash.length > 1 ? link.hash.slice(2 + uid.length) : decodeURIComponent(link.pathname.slice(shelf.base.length)) + "index.html";
  const links = () => [...new Map(all("[data-outline] li a[href]").map((link) => [pathOf(link), link])).values()].filter((link) => pathOf(link).endsWith("/index.html"));
  const titleOf = (link) => (one("[data-name]", link) || link).textContent.trim();
  let progress = { done: {}, last: "" };
  const keep = async (change) => {
    progress = await shelf.edit("progress", uid, (kept) => { const own = { ...progress, ...kept }; change(own); return own; });
  };
  let complete = false;
  const paint = () => {
    const known = links().map(pathOf);
    const done = known.filter((name) => progress.done[name]).length;
    all("[data-outline] li a[href]").forEach((link) => {
      const ready = Boolean(progress.done[pathOf(link)]);
      link.classList.toggle("is-done", ready);
      if (ready) link.setAttribute("aria-description", here.dataset.doneWord); else link.removeAttribute("aria-description");
    });
    all("[data-counted]").forEach((part) => {
      part.hidden = !known.length;
      part.textContent = part.dataset.counted.replace("{done}", done).replace("{total}", known.length);
    });
    all("[data-mark]").forEach((button) => { button.setAttribute("aria-pressed", String(Boolean(progress.done[path]))); });
    const whole = known.length > 0 && done === known.length;
    all("[data-completed]").forEach((part) => { part.hidden = !whole; });
    // Told once on a page: for certificates, and whatever else follows the last lesson.
    if (whole && !complete) {
      document.dispatchEvent(new CustomEvent("kps:completed", { bubbles: true, detail: { uid } }));
      import("./reader-share.js").then(({ open: offer }) => offer(reader)).catch(() => { /* without a network nobody is told */ });
    }
    complete = whole;
  };
  const today = () => new Date(Date.now() - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  const toggle = async () => {
    await keep((own) => { if (own.done[path]) delete own.done[path]; else own.done[path] = today(); });
    paint();
    if (progress.done[path]) use("rewards");
  };
  const goOn = () => {
    const way = one("[data-continue]"), known = links();
    const next = known.find((link) => pathOf(link) === progress.last) || known[0];
    if (!way || !next) return;
    way.href = next.href;
    one("[data-title]", way).textContent = titleOf(next);
    way.closest("[hidden]").hidden = false;
    if (Object.keys(progress.done).length) use("rewards");
  };
  // The paragraph at the top of the window is where one goes on.
  const blocks = () => all(".reading-text .prose:not(.lesson-media) > *");
  const note = () => {
    const known = blocks(), place = known.findIndex((block) => block.getBoundingClientRect().bottom > 96);
    keep((own) => { own.place = { ...own.place, [path]: place < 0 ? known.length - 1 : place }; });
  };
  const followPlace = () => {
    const place = !location.hash || shared ? (progress.place || {})[path] : 0;
    if (place && !progress.done[path] && blocks()[place]) blocks()[place].scrollIntoView();
    let waiting = 0;
    addEventListener("scroll", () => { clearTimeout(waiting); waiting = setTimeout(note, 300); }, { passive: true });
  };

  // Tools: words and shapes of each come from one page of the store, which is loaded with the first of them.
  let help = null;
  const part = async (name) => {
    help ||= fetch(here.dataset.help).then(async (answer) => parsed(await answer.text()));
    try { return document.importNode(one(`[data-part="${name}"]`, await help).content, true).firstElementChild; } catch { help = null; throw new Error("offline"); }
  };
  const dialogs = {};
  const dialog = async (name) => {
    if (!dialogs[name]) {
      const made = dialogs[name] = await part(name);
      all("[data-close]", made).forEach((button) => button.addEventListener("click", () => made.close()));
      document.body.append(made);
    }
    return dialogs[name];
  };
  const reader = { uid, path, here, all, one, say, address, hand, links, pathOf, titleOf, keep, paint, part, dialog, today, policy, fill, progress: () => progress };
  const TOOLS = {
    search: () => import("./reader-search.js"),
    notes: () => import("./reader-notes.js"),
    device: () => import("./reader-device.js"),
    rewards: () => import("./reader-rewards.js"),
    print: () => import("./reader-print.js"),
    help: () => import("./reader-help.js"),
  };
  const use = async (name) => {
    try { await (await TOOLS[name]()).open(reader); } catch (wrong) { say(wrong); }
  };
  const KEYS = { n: ".pager-on", p: ".pager-back", d: "[data-mark]", "/": "[data-tool=search]", m: "[data-tool=notes]", "?": "[data-tool=help]" };
  const press = async (event) => {
    const away = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, dialog, [contenteditable]");
    const found = !away && Object.hasOwn(KEYS, event.key) && one(KEYS[event.key]);
    if (!found) return;
    event.preventDefault();
    if (!((await shelf.get("progress", ":reader")) || {}).noKeys) found.click();
  };

  try {
    const { unlisted } = await shelf.course(uid);
    if (shared) all("[data-lesson-title]").forEach((title) => { title.textContent = unlisted[path]; });
    addUnlisted(unlisted);
    progress = { ...progress, ...await shelf.get("progress", uid) };
    if (sealed) await open();
    if (one("[data-quizzes]") || await shelf.get("progress", `quiz:${uid}`)) import(here.dataset.quiz);
  } catch (wrong) { say(wrong); return; }
  root.dataset.reading = "";
  if (path) await keep((own) => { own.last = path; }); else goOn();
  all("[data-reader-tools], [data-reader-bar]").forEach((tools) => { tools.hidden = false; });
  all("[data-mark]").forEach((button) => button.addEventListener("click", toggle));
  all("[data-tool]").forEach((button) => button.addEventListener("click", () => use(button.dataset.tool)));
  addEventListener("keydown", press);
  addEventListener("beforeprint", () => all("img[data-file]").forEach(fill));
  paint();
  if (path) followPlace();
  all(".reading-text :is(audio, video)[src]:not([data-file])").forEach(async (player) => (await import("./reader-media.js")).dress(reader, player));
})();
