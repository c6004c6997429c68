// A long catalogue can be searched.
const form = document.querySelector("[data-find]");
if (form) {
  const items = [...document.querySelectorAll(".shelf > li")].map((item) => [item, item.textContent.toLocaleLowerCase()]);
  const found = form.querySelector("[data-found]");
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.querySelector("input").addEventListener("input", ({ target }) => {
    const words = target.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    items.forEach(([item, text]) => {
      item.hidden = !words.every((word) => text.includes(word));
      count += !item.hidden;
    });
    found.textContent = !words.length ? "" : count ? String(count) : found.dataset.none;
  });
}
