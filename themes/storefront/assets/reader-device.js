// What this device keeps of a course: a copy for the road, progress and notes to carry elsewhere, and how to be rid of it all.
import { drop, fits, size, take, taken } from "./reader-offline.js";

const FORMAT = "kpsite-reading";
const SECRET = ["keys", "access"];
let ready = false;

const inWords = (bytes) => {
  const unit = bytes >= 1e6 ? ["megabyte", 1e6] : ["kilobyte", 1e3];
  const shown = { style: "unit", unit: unit[0], maximumFractionDigits: bytes < 1e7 && bytes >= 1e6 ? 1 : 0 };
  return new Intl.NumberFormat(document.documentElement.lang, shown).format(bytes / unit[1]);
};

// Everything but keys, whatever other parts of the reader have put there.
export const exported = async () => {
  const stores = {};
  for (const name of shelf.stores.filter((one) => !SECRET.includes(one))) {
    const keys = (await shelf.names(name)).filter((key) => key !== ":road");
    stores[name] = Object.fromEntries(await Promise.all(keys.map(async (key) => [key, await shelf.get(name, key)])));
  }
  return { format: FORMAT, version: 1, stores };
};

// What is on the device is never lost: days that are done add up, and of two notes the later one stands first.
const plain = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
const merged = {
  progress: (own, other) => plain(own) && plain(other) ? {
    ...other, ...own, ...(own.done || other.done ? { done: { ...other.done, ...own.done } } : {}), ...(own.at || other.at ? { at: { ...other.at, ...own.at } } : {}),
  } : own ?? other,
  notes: (own, other) => {
    if (!own || !own.text.trim() || own.text === other.text) return other;
    const [first, second] = own.changed >= other.changed ? [own, other] : [other, own];
    return first.text.includes(second.text) ? first : { ...first, text: `${first.text.trimEnd()}\n\n${second.text}` };
  },
};
export const imported = async (text) => {
  let data;
  try { data = JSON.parse(text); } catch { return false; }
  if (!plain(data) || data.format !== FORMAT || data.version !== 1 || !plain(data.stores)) return false;
  for (const name of shelf.stores.filter((one) => !SECRET.includes(one) && plain(data.stores[one]))) {
    for (const [key, value] of Object.entries(data.stores[name])) {
      if (name === "notes" && (!plain(value) || typeof value.text !== "string")) continue;
      await shelf.edit(name, key, (own) => merged[name] ? merged[name](own, value) : own ?? value);
    }
  }
  return true;
};

const offline = async (reader, box) => {
  const begin = reader.one("[data-take]", box), away = reader.one("[data-drop]", box);
  const said = reader.one("[data-road]", box), bar = reader.one("progress", box);
  const show = async () => {
    const own = await taken(reader.uid);
    away.hidden = !own;
    reader.one("span", begin).textContent = own ? begin.dataset.again : begin.dataset.first;
    const words = own ? said.dataset.taken.replace("{day}", own.day) : said.dataset.size;
    said.textContent = words.replace("{size}", inWords(own ? own.bytes : await size(reader)));
  };
  begin.disabled = !globalThis.caches || !navigator.serviceWorker;
  if (begin.disabled) { said.textContent = said.dataset.never; return; }
  begin.addEventListener("click", async () => {
    begin.disabled = true;
    bar.hidden = false;
    try {
      const whole = await size(reader);
      if (!await fits(whole)) throw new DOMException("", "QuotaExceededError");
      await navigator.serviceWorker.register(reader.policy.createScriptURL(`${shelf.base}kp-worker.js`));
      await take(reader, (bytes) => { bar.value = Math.min(1, bytes / whole); });
      await show();
    } catch (wrong) { said.textContent = wrong.name === "QuotaExceededError" ? said.dataset.full : said.dataset.broken; }
    begin.disabled = false;
    bar.hidden = true;
  });
  away.addEventListener("click", async () => { await drop(reader.uid); await show(); });
  await show();
};

const carrying = (reader, box) => {
  const said = reader.one("[data-carried]", box), file = reader.one("input[type=file]", box);
  reader.one("[data-export]", box).addEventListener("click", async () => {
    const data = new Blob([JSON.stringify(await exported(), null, 1)], { type: "application/json" });
    reader.hand(URL.createObjectURL(data), `reading-${reader.today()}.json`);
  });
  file.addEventListener("change", async () => {
    const good = file.files.length && await imported(await file.files[0].text());
    said.textContent = good ? said.dataset.good : said.dataset.bad;
    if (good) await reader.keep(() => { /* what came in is shown */ });
    reader.paint();
    file.value = "";
  });
};

const leaving = (reader, box) => {
  const button = reader.one("[data-forget]", box);
  button.addEventListener("click", async () => {
    if (!button.dataset.sure) {
      button.dataset.sure = "yes";
      button.textContent = button.dataset.really;
      return;
    }
    // What is kept from now on, such as a place in the text, would stay behind.
    shelf.edit = shelf.put = () => new Promise(() => { /* until the page is loaded anew */ });
    await shelf.forget();
    location.reload();
  });
};

export const open = async (reader) => {
  const box = await reader.dialog("device");
  if (!ready) {
    const badges = reader.one("[data-wants-badges]", box);
    badges.closest("label").hidden = reader.here.dataset.badges === "off";
    badges.checked = !((await shelf.get("progress", ":reader")) || {}).noBadges;
    badges.addEventListener("change", () => shelf.edit("progress", ":reader", (kept = {}) => ({ ...kept, noBadges: !badges.checked })));
    carrying(reader, box);
    leaving(reader, box);
  }
  if (!box.open) box.showModal();
  if (!ready) await offline(reader, box);
  ready = true;
};
