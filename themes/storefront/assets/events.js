// Tells the scripts of plugins what visitors do, in five words: viewed, previewed, shared, checkout, subscribed. Pages load it only where
// a plugin listens; it stores nothing, sends nothing, and is silent where the browser says that nobody wants to be counted.
(() => {
  "use strict";
  if (navigator.globalPrivacyControl || navigator.doNotTrack === "1") return;
  const own = document.currentScript.dataset.event;
  // Where a shared link brought somebody from: a name of this list, or nothing. No other part of the address after "?" is read.
  const sources = ["bluesky", "copy", "device", "email", "facebook", "hackernews", "hatena", "line", "linkedin", "mastodon", "newsletter", "poster",
    "qzone", "reddit", "telegram", "threads", "wechat", "weibo", "whatsapp", "x"];
  const said = new URLSearchParams(location.search).get("utm_source");
  let source = sources.includes(said) ? said : "", referrer = "";
  try {
    const from = new URL(document.referrer);
    // It goes along from page to page, and brought somebody once.
    if (from.origin === location.origin) source = "";
    else if (/^https?:$/.test(from.protocol)) referrer = from.origin;
  } catch { /* typed in, or kept secret */ }
  const tell = (name, about = "") => dispatchEvent(new CustomEvent("kpsite", {
    detail: Object.freeze({ name, about, path: location.pathname, title: document.title, language: document.documentElement.lang, referrer, source }),
  }));

  tell("viewed");
  if (own !== "viewed") tell(own);
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a, button");
    if (!link) return;
    if (link.matches("[data-buy]")) tell("checkout");
    else if (link.closest(".share")) {
      const icon = link.querySelector("use");
      tell("shared", icon ? icon.getAttribute("href").split("#")[1] : "");
    }
  });
})();
