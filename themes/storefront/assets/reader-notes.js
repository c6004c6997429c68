// Notes of one's own, for each lesson: kept on this device, and taken away as Markdown.
let ready = false;

const key = (reader, path = reader.path) => `${reader.uid}/${path}`;
const quoted = () => String(getSelection()).trim().split(/\n+/).filter(Boolean).map((line) => `> ${line}`).join("\n");

// All notes of the course in the order of its lessons, as one text.
const asMarkdown = async (reader) => {
  const course = reader.one(".outline-course") || reader.one("h1"), parts = [`# ${course.textContent.trim()}`];
  for (const link of reader.links()) {
    const note = await shelf.get("notes", key(reader, reader.pathOf(link)));
    if (note && note.text.trim()) parts.push(`## ${reader.titleOf(link)}`, note.text.trim());
  }
  return `${parts.join("\n\n")}\n`;
};

const set = async (reader, box) => {
  const area = reader.one("textarea", box), said = reader.one("[data-said]", box);
  let waiting = 0;
  const keep = async () => {
    clearTimeout(waiting);
    waiting = 0;
    await shelf.put("notes", key(reader), { text: area.value, changed: new Date().toISOString() });
    said.textContent = said.dataset.kept;
  };
  const leave = () => { if (waiting) keep(); };
  area.addEventListener("input", () => { said.textContent = ""; clearTimeout(waiting); waiting = setTimeout(keep, 300); });
  area.addEventListener("change", keep);
  box.addEventListener("close", keep);
  // Phones close pages that were left without telling them.
  document.addEventListener("visibilitychange", leave);
  addEventListener("pagehide", leave);
  box.addEventListener("keydown", (event) => { if (event.key === "Escape") box.close(); });
  reader.one("[data-export]", box).addEventListener("click", async () => {
    await keep();
    const file = new Blob([await asMarkdown(reader)], { type: "text/markdown" });
    reader.hand(URL.createObjectURL(file), `${reader.uid}.md`);
  });
};

export const open = async (reader) => {
  const box = await reader.dialog("notes");
  const area = reader.one("textarea", box);
  const quote = quoted();
  if (!ready) await set(reader, box);
  ready = true;
  if (!box.open) area.value = ((await shelf.get("notes", key(reader))) || { text: "" }).text;
  if (quote) {
    area.value = `${area.value.trimEnd()}${area.value.trim() ? "\n\n" : ""}${quote}\n\n`;
    area.dispatchEvent(new Event("input"));
  }
  if (!box.open) box.show();  // beside the text, which can be read on
  area.focus();
  area.setSelectionRange(area.value.length, area.value.length);
};
