// The reader: opens a lesson where this device has its key, and remembers how far one has come. Nothing leaves the device.
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
  // Only what was sealed at build, and the shop's own worker, pass this policy (Trusted Types).
  const asItIs = { createHTML: (html) => html, createScriptURL: (url) => url };
  const policy = globalThis.trustedTypes ? trustedTypes.createPolicy("kpsite-reader", asItIs) : asItIs;
  const media = `${shelf.base}_kp/m/${uid}/`;
  const show = (state) => all("[data-reader-state]").forEach((part) => { part.hidden = part.dataset.readerState !== state; });
  const say = (wrong) => { if (wrong.message !== "locked") show(one(`[data-reader-state="${wrong.message}"]`) ? wrong.message : "damaged"); };

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
  // Players ask the worker for what they need; where there is none, a file is opened whole.
  const worker = (async () => {
    if (!navigator.serviceWorker) return false;
    try { await navigator.serviceWorker.register(policy.createScriptURL(`${shelf.base}kp-worker.js`)); } catch { return false; }
    for (let tries = 0; tries < 20 && !navigator.serviceWorker.controller; tries += 1) await new Promise((done) => { setTimeout(done, 100); });
    return Boolean(navigator.serviceWorker.controller);
  })();
  const source = async (node) => {
    const streamed = node.matches("audio, video") && await worker;
    return streamed ? media + encodeURIComponent(node.dataset.file) : address(node.dataset.file);
  };
  const near = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach(async ({ target }) => {
    near.unobserve(target);
    try {
      for (const track of all("track", target)) track.src = await address(track.dataset.file);
      target.src = await source(target);
      if (target.matches("audio, video")) remember(target);
    } catch (wrong) { say(wrong); }
  }), { rootMargin: "800px" });
  // A player goes on where it was stopped.
  const remember = (player) => {
    const { file } = player.dataset;
    player.addEventListener("loadedmetadata", () => { player.currentTime = (progress.at || {})[file] || 0; }, { once: true });
    for (const kind of ["pause", "ended"]) {
      player.addEventListener(kind, () => {
        progress.at = { ...progress.at, [file]: kind === "ended" ? 0 : Math.floor(player.currentTime) };
        keep();
      });
    }
  };
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
  const save = async (event) => {
    const link = event.target.closest("a[data-file]");
    if (!link) return;
    event.preventDefault();
    try {
      const way = document.createElement("a");
      way.href = await address(link.dataset.file);
      way.download = link.getAttribute("download") || link.dataset.file;
      way.click();
    } catch (wrong) { say(wrong); }
  };

  const open = async () => {
    const lesson = await shelf.lesson(uid, path);
    // A parsed document asks for nothing until its parts stand on the page.
    const parsed = prepare(new DOMParser().parseFromString(policy.createHTML(lesson.html), "text/html"));
    const place = one("[data-open]");
    place.replaceChildren(...parsed.body.childNodes);
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

  // How far one has come: what is done, and where one was last.
  const pathOf = (link) => link.hash.length > 1 ? link.hash.slice(2 + uid.length) : decodeURIComponent(link.pathname.slice(shelf.base.length)) + "index.html";
  const lessons = () => [...new Map(all("[data-outline] li a[href]").map((link) => [pathOf(link), link])).keys()];
  let progress = { done: {}, last: "" };
  const keep = () => shelf.put("progress", uid, progress);
  const paint = () => {
    const known = lessons().filter((name) => name.endsWith("/index.html"));
    const done = known.filter((name) => progress.done[name]).length;
    all("[data-outline] li a[href]").forEach((link) => {
      const ready = Boolean(progress.done[pathOf(link)]);
      link.classList.toggle("is-done", ready);
      if (ready) link.setAttribute("aria-description", here.dataset.doneWord); else link.removeAttribute("aria-description");
    });
    all("[data-counted]").forEach((part) => {
      part.hidden = false;
      part.textContent = part.dataset.counted.replace("{done}", done).replace("{total}", known.length);
    });
    all("[data-mark]").forEach((button) => { button.setAttribute("aria-pressed", String(Boolean(progress.done[path]))); });
    all("[data-finished]").forEach((part) => { part.hidden = !known.length || done < known.length; });
  };
  const toggle = async () => {
    if (progress.done[path]) delete progress.done[path];
    else progress.done[path] = new Date().toISOString().slice(0, 10);
    await keep();
    paint();
  };
  const goOn = () => {
    const way = one("[data-continue]");
    const known = all("[data-outline] li a[href]");
    const next = known.find((link) => pathOf(link) === progress.last) || known[0];
    if (!way || !next) return;
    way.href = next.href;
    one("[data-title]", way).textContent = (one("[data-name]", next) || next).textContent.trim();
    way.closest("[hidden]").hidden = false;
  };
  const KEYS = { n: () => one(".pager-on"), p: () => one(".pager-back"), d: () => one("[data-mark]") };
  const press = (event) => {
    const away = event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select, [contenteditable]");
    const found = !away && Object.hasOwn(KEYS, event.key) && KEYS[event.key]();
    if (found) found.click();
  };

  try {
    const { unlisted } = await shelf.course(uid);
    if (shared) all("[data-lesson-title]").forEach((part) => { part.textContent = unlisted[path]; });
    addUnlisted(unlisted);
    progress = (await shelf.get("progress", uid)) || progress;
    if (sealed) await open();
    if (one("[data-quizzes]") || await shelf.get("progress", `quiz:${uid}`)) import(here.dataset.quiz);
  } catch (wrong) { say(wrong); return; }
  root.dataset.reading = "";
  if (path) { progress.last = path; await keep(); } else goOn();
  all("[data-reader-tools]").forEach((part) => { part.hidden = false; });
  all("[data-mark]").forEach((button) => button.addEventListener("click", toggle));
  addEventListener("keydown", press);
  paint();
})();
