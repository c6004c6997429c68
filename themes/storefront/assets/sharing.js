// What is shared carries the reader's own code, else the one by which they came. Any number of times: the last code counts.
const literal = (text) => text.replace(/[.*()!]/g, "\\$&");

// A code to scan carries it as well: it is drawn anew, in the place of the picture.
const draw = async (picture, code) => {
  const address = new URL(picture.dataset.qr);
  address.searchParams.set("ref", code);
  const { path } = await import("./qr.js"), drawn = path(address.href), svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const facts = { viewBox: `0 0 ${drawn.size} ${drawn.size}`, width: 176, height: 176, role: "img", "aria-label": picture.alt || picture.getAttribute("aria-label"), "data-qr": address.href };
  Object.entries(facts).forEach(([name, value]) => svg.setAttribute(name, value));
  for (const [fill, d] of [["#fff", `M0 0h${drawn.size}v${drawn.size}H0z`], ["#000", drawn.path]]) {
    const part = document.createElementNS(svg.namespaceURI, "path");
    part.setAttribute("fill", fill);
    part.setAttribute("d", d);
    svg.append(part);
  }
  picture.replaceWith(svg);
};

export const share = (code) => {
  if (!/^[a-z0-9][a-z0-9-]{1,31}$/.test(code)) return;
  const page = document.querySelector("[rel=canonical]").href;
  document.querySelectorAll(".share").forEach((section) => {
    const button = section.querySelector("[data-share]");
    // What stands behind the # is added at the end of a link, and is none of the address that all links have.
    const at = new URL(button.dataset.share, page), { hash } = at;
    at.hash = "";
    at.searchParams.delete("ref");
    const before = new RegExp(`${literal(encodeURIComponent(at.href))}(?:%3Fref%3D[a-z0-9-]+)?(%3F|%26)?`);
    at.searchParams.set("ref", code);
    const after = encodeURIComponent(at.href);
    at.hash = hash;
    button.dataset.share = at.href;
    section.querySelectorAll("[data-copy]").forEach((each) => { each.dataset.copy = at.href; });
    // An address that has parameters already gets one more.
    section.querySelectorAll("a[href]:not([download])").forEach((each) => {
      each.setAttribute("href", each.getAttribute("href").replace(before, (_, more) => after + (more ? "%26" : "")));
    });
    section.querySelectorAll("[data-qr]").forEach((each) => draw(each, code));
  });
};
