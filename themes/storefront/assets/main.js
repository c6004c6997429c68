// Small comforts. Every page works without them.
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Colours: as the device, light, dark.
for (const button of all("[data-theme-switch]")) {
  const root = document.documentElement;
  const order = ["auto", "light", "dark"];
  const show = () => {
    const now = root.dataset.theme || "auto";
    button.querySelector("span").textContent = button.dataset[now];
    button.title = button.dataset[now];
  };
  button.hidden = false;
  button.addEventListener("click", () => {
    const next = order[(order.indexOf(root.dataset.theme || "auto") + 1) % 3];
    if (next === "auto") delete root.dataset.theme; else root.dataset.theme = next;
    try {
      if (next === "auto") localStorage.removeItem("theme"); else localStorage.setItem("theme", next);
    } catch { /* the choice then holds for this page only */ }
    show();
  });
  show();
}

// The buy bar stands in while the button is out of sight.
const action = document.querySelector("[data-main-action]");
const bar = document.querySelector("[data-buy-bar]");
if (action && bar && "IntersectionObserver" in window) {
  new IntersectionObserver(([entry]) => { bar.hidden = entry.isIntersecting; }).observe(action);
}

// Videos elsewhere are asked for after a click, never before.
for (const facade of all(".facade[data-embed]")) {
  facade.querySelector("a").addEventListener("click", (event) => {
    event.preventDefault();
    const frame = document.createElement("iframe");
    frame.src = facade.dataset.embed + (facade.dataset.embed.includes("?") ? "&" : "?") + "autoplay=1";
    frame.allow = "autoplay; fullscreen; picture-in-picture";
    frame.allowFullscreen = true;
    frame.title = facade.textContent.trim().replace(/\s+/g, " ").slice(0, 120);
    facade.replaceChildren(frame);
    facade.classList.add("playing");
    frame.focus();
  });
}

// Copying and the device's own share sheet.
for (const button of all("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.parentElement.hidden = false;
  button.addEventListener("click", async () => {
    const words = button.textContent;
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.textContent = button.dataset.done;
    } catch { return; }
    setTimeout(() => { button.textContent = words; }, 2000);
  });
}
for (const button of all("[data-share]")) {
  if (!navigator.share) continue;
  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    navigator.share({ title: button.dataset.title, url: button.dataset.share }).catch(() => {});
  });
}

// Footnotes stand beside the text where there is room; style sheets decide when.
for (const text of all(".reading:not(.alone) .prose")) {
  for (const mark of all(".footnote-ref a", text)) {
    const note = document.getElementById(decodeURIComponent(mark.hash.slice(1)));
    const block = mark.closest(".prose > *");
    if (!note || !block || mark.id.split(":").length > 2) continue;
    const aside = document.createElement("small");
    aside.className = "sidenote";
    const number = document.createElement("b");
    number.textContent = mark.textContent;
    aside.append(number, ...all(":scope > p", note).flatMap((p) => [...p.cloneNode(true).childNodes]));
    all(".footnote-backref", aside).forEach((link) => link.remove());
    aside.setAttribute("aria-hidden", "true");
    all("a", aside).forEach((link) => { link.tabIndex = -1; });
    block.before(aside);
    text.classList.add("has-sidenotes");
  }
}
