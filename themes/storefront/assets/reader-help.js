// The keys, and whether they are wanted: a reader who dictates or types by accident can switch them off.
let ready = false;

export const open = async (reader) => {
  const box = await reader.dialog("help");
  const keys = reader.one("input", box);
  if (!ready) {
    keys.checked = !((await shelf.get("progress", ":reader")) || {}).noKeys;
    keys.addEventListener("change", () => shelf.edit("progress", ":reader", (kept = {}) => ({ ...kept, noKeys: !keys.checked })));
  }
  ready = true;
  box.showModal();
};
