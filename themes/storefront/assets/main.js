// Everything here is an addition: without it each page shows and does all that a visitor needs.
// No HTML is ever made from text (Trusted Types), only elements.
(() => {
  "use strict";
  const root = document.documentElement;
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const show = (node) => { node.hidden = false; };

  // Light and dark: the lamp turns what is shown now, the footer can also give it back to the system.
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => root.dataset.theme || "auto";
  const bar = document.createElement("meta");
  bar.name = "theme-color";
  document.head.append(bar);
  const paint = () => {
    const lit = chosen() === "auto" ? dark.matches : chosen() === "dark";
    all("[data-lamp]").forEach((lamp) => lamp.setAttribute("aria-pressed", String(lit)));
    all("[data-themes] input").forEach((input) => { input.checked = input.value === chosen(); });
    // After a layout colours are known; before, asking costs one.
    new ResizeObserver((_, observer) => {
      bar.content = getComputedStyle(root).getPropertyValue("--paper").trim();
      observer.disconnect();
    }).observe(root);
  };
  const choose = (theme) => {
    if (theme === "auto") delete root.dataset.theme;
    else root.dataset.theme = theme;
    try { localStorage[theme === "auto" ? "removeItem" : "setItem"]("theme", theme); } catch { /* the choice then holds for this page */ }
    paint();
  };
  all("[data-lamp]").forEach((lamp) => {
    show(lamp);
    lamp.addEventListener("click", () => choose(lamp.getAttribute("aria-pressed") === "true" ? "light" : "dark"));
  });
  all("[data-themes]").forEach((box) => {
    show(box);
    box.addEventListener("change", (event) => choose(event.target.value));
  });
  dark.addEventListener("change", paint);
  paint();

  addEventListener("load", () => setTimeout(() => { root.dataset.loaded = ""; }, 200));

  // The buy bar shows while no other button for buying is in view.
  const buyBar = document.querySelector("[data-buy-bar]");
  if (buyBar) {
    const seen = new Set();
    const observer = new IntersectionObserver((entries) => {
      entries.forEach((entry) => seen[entry.isIntersecting ? "add" : "delete"](entry.target));
      buyBar.toggleAttribute("data-shown", !seen.size);
    });
    all("[data-main-action]").forEach((node) => observer.observe(node));
  }

  // Videos elsewhere are plain links until a click.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".facade[data-embed] a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    import("./facade.js").then(({ play }) => play(link)).catch(() => location.assign(link));
  });

  // Sharing: what only a script can do. Where it was passed on is told as in the links.
  const marked = (address, source) => {
    const url = new URL(address, location.href);
    url.searchParams.set("utm_source", source);
    url.searchParams.set("utm_medium", "share");
    return url.href;
  };
  const copy = async (button) => {
    const words = button.querySelector("span"), before = words.textContent;
    try { await navigator.clipboard.writeText(marked(button.dataset.copy, "copy")); } catch { return; }
    words.textContent = button.dataset.done;
    setTimeout(() => { words.textContent = before; }, 2000);
  };
  const share = ({ dataset: { title, share } }) =>
    navigator.share({ title, text: title, url: marked(share, "device") }).catch(() => { /* the reader changed their mind */ });
  const able = { copy: navigator.clipboard, share: navigator.canShare?.({ title: document.title, url: location.href }) };
  // The reader brings buttons when a course is done.
  const offer = () => ["copy", "share"].filter((name) => able[name]).forEach((name) => all(`[data-needs-script=${name}]`).forEach(show));
  offer();
  addEventListener("share-open", offer);
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("button:is([data-copy], [data-share])");
    if (button) ("copy" in button.dataset ? copy : share)(button);
  });

  // Footnotes stand beside the text where there is room; the list at the end stays for everybody else.
  const beside = matchMedia("(min-width: 80rem)");
  const setNotes = () => {
    all(".sidenote").forEach((note) => note.remove());
    if (!beside.matches || root.dataset.footnotes !== "beside") return;
    all("[data-notes] .footnote-ref a").forEach((mark) => {
      const source = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
      const place = mark.closest("p, li, dd, blockquote, h2, h3, h4, td, figcaption");
      if (!source || !place || place.closest("table, .callout, .footnotes, blockquote, li")) return;
      const note = document.createElement("span");
      note.className = "sidenote";
      note.setAttribute("aria-hidden", "true");
      const number = document.createElement("b");
      number.textContent = mark.textContent;
      note.append(number, " ");
      all("p", source).forEach((part) => note.append(...part.cloneNode(true).childNodes, " "));
      all(".footnote-backref", note).forEach((back) => back.remove());
      all("[id]", note).forEach((one) => one.removeAttribute("id"));
      all("a", note).forEach((one) => one.tabIndex = -1);
      mark.closest(".footnote-ref").after(note);
    });
  };
  beside.addEventListener("change", setNotes);
  addEventListener("reader-open", setNotes);
  setNotes();

  // The reader's place in the outline is in view; on paper everything folded is open.
  const here = document.querySelector(".outline [aria-current]"), outline = here?.closest(".outline");
  const centre = () => {
    if (here.offsetTop + here.offsetHeight > outline.clientHeight - 48) outline.scrollTop = here.offsetTop - outline.clientHeight / 3;
  };
  if (outline) new ResizeObserver(centre).observe(outline);
  let folded = [];
  addEventListener("beforeprint", () => {
    folded = all("main details:not([open])");
    folded.forEach((one) => { one.open = true; });
  });
  addEventListener("afterprint", () => folded.forEach((one) => { one.open = false; }));
})();
