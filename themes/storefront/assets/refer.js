// A link of one's own, with its QR code and a poster: made here, on this device, out of what the page holds.
const SIGNS = "23456789abcdefghjkmnpqrstuvwxyz", LENGTH = 7;
const WIDTH = 1080, HEIGHT = 1500, MARGIN = 72, CODE = 300;
const form = document.querySelector("[data-refer]"), made = document.querySelector("[data-refer-made]");
const find = (name) => made.querySelector(`[data-refer-${name}]`);
const field = form.elements.code, things = form.elements.thing, link = made.querySelector("input");
const kept = () => { try { return localStorage.getItem("kp-mine"); } catch { return null; } };
const random = () => [...crypto.getRandomValues(new Uint8Array(LENGTH))].map((byte) => SIGNS[byte % SIGNS.length]).join("");

const draw = (path, size) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", `0 0 ${size} ${size}`);
  for (const [fill, d] of [["#fff", `M0 0h${size}v${size}H0z`], ["#000", path]]) {
    const part = document.createElementNS(svg.namespaceURI, "path");
    part.setAttribute("fill", fill);
    part.setAttribute("d", d);
    svg.append(part);
  }
  find("qr").replaceChildren(svg);
};

// Lines that are no wider than there is room: words, or signs where a language has no spaces.
const lines = (pen, text, room) => {
  const found = [""];
  for (const word of text.split(/(?<=\s)|(?<=[\u3000-\u9fff\uff00-\uffef])/u)) {
    if (found.at(-1) && pen.measureText(found.at(-1) + word.trimEnd()).width > room) found.push("");
    found[found.length - 1] += word;
  }
  return found;
};
const write = (pen, text, font, colour, y, room) => {
  pen.font = font;
  pen.fillStyle = colour;
  const step = parseInt(font.match(/(\d+)px/)[1], 10) * 1.3;
  for (const line of lines(pen, text, room)) {
    pen.fillText(line.trim(), pen.direction === "rtl" ? WIDTH - MARGIN : MARGIN, y);
    y += step;
  }
  return y;
};
const picture = (address) => new Promise((done) => {
  const image = new Image();
  image.onload = () => done(image);
  image.onerror = () => done(null);
  image.src = address;
});

const poster = async (choice, address, code) => {
  const canvas = find("canvas"), pen = canvas.getContext("2d"), look = getComputedStyle(document.documentElement);
  const image = choice.dataset.image ? await picture(choice.dataset.image) : null;
  Object.assign(canvas, { width: WIDTH, height: HEIGHT });
  pen.direction = document.documentElement.dir || "ltr";
  pen.textAlign = "start";
  pen.textBaseline = "top";
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, WIDTH, HEIGHT);
  const face = look.getPropertyValue("--display") || getComputedStyle(document.querySelector("h1")).fontFamily;
  if (image) {
    const side = Math.min(image.width, image.height);
    pen.drawImage(image, (image.width - side) / 2, (image.height - side) / 2, side, side, 0, 0, WIDTH, WIDTH);
  } else {
    pen.fillStyle = getComputedStyle(form.querySelector("button")).backgroundColor;
    pen.fillRect(0, 0, WIDTH, WIDTH);
    write(pen, choice.textContent, `600 104px ${face}`, "#fff", WIDTH / 3, WIDTH - 2 * MARGIN);
  }
  const right = pen.direction !== "rtl", top = WIDTH + (HEIGHT - WIDTH - CODE) / 2, room = WIDTH - CODE - 3 * MARGIN;
  const { dataset } = canvas;
  let y = write(pen, choice.dataset.saving ? dataset.saving.replace("{saving}", choice.dataset.saving) : dataset.words, `600 50px ${face}`, "#111", top + 8, room);
  y = write(pen, form.dataset.shop, `400 38px ${face}`, "#333", y + 14, room);
  write(pen, new URL(address).host, "400 30px sans-serif", "#555", y + 14, room);
  pen.save();
  pen.translate(right ? WIDTH - CODE - MARGIN + 20 : MARGIN - 20, top);
  pen.scale(CODE / code.size, CODE / code.size);
  pen.fillStyle = "#000";
  pen.fill(new Path2D(code.path));
  pen.restore();
  canvas.toBlob((blob) => {
    const save = find("poster");
    if (save.href) URL.revokeObjectURL(save.href);
    save.href = URL.createObjectURL(blob);
    save.download = `${form.dataset.shop.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40)}-${field.value}.png`;
  });
};

const make = async () => {
  const choice = things.selectedOptions[0], address = new URL(choice.value), code = field.value.toLowerCase().replaceAll("_", "-");
  address.searchParams.set("ref", code);
  try { localStorage.setItem("kp-mine", code); } catch { /* this window keeps nothing: the link is good all the same */ }
  field.value = code;
  link.value = address.href;
  made.hidden = false;
  const { path } = await import(form.dataset.qr), drawn = path(address.href);
  draw(drawn.path, drawn.size);
  await poster(choice, address.href, drawn);
  (await import(form.dataset.sharing)).share(code);
};

form.querySelector("[data-refer-plain]").hidden = true;
form.querySelector("[data-refer-fields]").hidden = false;
field.value = kept() || random();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  make();
});
things.addEventListener("change", () => { if (!made.hidden) make(); });
link.addEventListener("focus", () => link.select());
if (navigator.clipboard) find("copy").addEventListener("click", async ({ currentTarget }) => {
  const words = currentTarget.querySelector("span"), before = words.textContent;
  try { await navigator.clipboard.writeText(link.value); } catch { link.select(); return; }
  words.textContent = currentTarget.dataset.done;
  setTimeout(() => { words.textContent = before; }, 2000);
});
else find("copy").hidden = true;
