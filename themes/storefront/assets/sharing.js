// What is shared carries the reader's own code, else the one by which they came.
export const share = (code) => {
  if (!/^[a-z0-9][a-z0-9-]{1,31}$/.test(code)) return;
  const page = document.querySelector("[rel=canonical]").href;
  document.querySelectorAll(".share").forEach((section) => {
    const button = section.querySelector("[data-share]");
    const at = new URL(button.dataset.share, page);
    const before = encodeURIComponent(at.href);
    at.searchParams.set("ref", code);
    const after = encodeURIComponent(at.href);
    button.dataset.share = at.href;
    section.querySelectorAll("[data-copy]").forEach((each) => { each.dataset.copy = at.href; });
    // An address that has parameters already gets one more.
    section.querySelectorAll("a[href]").forEach((each) => {
      each.setAttribute("href", each.getAttribute("href").replace(before, after).replace(`${after}%3F`, `${after}%26`));
    });
  });
};
