// What one has done is worth a word: the end of a chapter, the end of a course, days in a row. Days and badges follow from what is
// kept anyway, and are left out where the creator or the reader does not want them.
const DAY = 86_400_000;

const chapters = (reader) => reader.all("[data-outline] ol").map((list) => {
  const box = list.closest(".chapter"), before = list.previousElementSibling;
  const title = box ? reader.one(".chapter-title", box) : before && before.matches("h3") ? before : null;
  return { title: title ? title.textContent.trim() : "", paths: reader.all("a[href]", list).map(reader.pathOf) };
});

// How many days in a row, up to today or yesterday, something was finished in any course.
export const daysInARow = (days, today) => {
  const known = new Set(days), back = (day) => new Date(Date.parse(day) - DAY).toISOString().slice(0, 10);
  let count = 0;
  for (let day = known.has(today) ? today : back(today); known.has(day); day = back(day)) count += 1;
  return count;
};

const earned = async (reader) => {
  const { done } = reader.progress(), has = (path) => Boolean(done[path]);
  const courses = (await shelf.names("progress")).filter((name) => !name.startsWith(":"));
  const days = (await Promise.all(courses.map((uid) => shelf.get("progress", uid)))).flatMap((one) => Object.values(one.done || {}));
  const known = reader.links().map(reader.pathOf), streak = daysInARow(days, reader.today());
  const notes = (await shelf.names("notes")).filter((name) => name.startsWith(`${reader.uid}/`)).length;
  const parts = chapters(reader).filter((one) => one.paths.length);
  return {
    streak,
    badges: {
      first: known.some(has),
      chapter: parts.length > 1 && parts.some((one) => one.paths.every(has)),
      half: known.length > 1 && known.filter(has).length * 2 >= known.length,
      course: known.length > 0 && known.every(has),
      week: streak >= 7,
      notes: notes >= 5,
    },
  };
};

// Slips of paper, for the end of a course; none for who asked for less motion.
const slips = () => {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const box = document.createElement("div");
  box.className = "slips";
  box.setAttribute("aria-hidden", "true");
  for (let number = 0; number < 36; number += 1) {
    const slip = document.createElement("i"), turn = 90 + (number * 47) % 360;
    slip.style.insetInlineStart = `${(number * 61) % 100}%`;
    box.append(slip);
    slip.animate(
      [{ transform: "translateY(-10vh) rotate(0deg)", opacity: 1 }, { transform: `translateY(105vh) rotateX(${turn}deg) rotate(${turn}deg)`, opacity: 0.9 }],
      { duration: 1800 + (number * 131) % 1400, delay: (number * 37) % 500, easing: "cubic-bezier(.3, .1, .6, 1)", fill: "both" },
    );
  }
  document.body.append(box);
  setTimeout(() => box.remove(), 4000);
};

const celebrate = (reader, box) => {
  const { done } = reader.progress();
  const own = chapters(reader).find((one) => one.paths.includes(reader.path));
  const panel = reader.one("[data-completed]"), said = reader.one("[data-said]", box);
  if (panel && !panel.hidden) {
    panel.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "center" });
    slips();
  } else if (own && own.title && own.paths.every((path) => done[path])) said.textContent = said.dataset.chapter.replace("{title}", own.title);
  else said.textContent = "";
};

let box = null;
export const open = async (reader) => {
  box ||= await reader.part("rewards");
  const tools = reader.one("[data-reader-tools]") || reader.one(".go-on");
  if (!box.isConnected) tools.after(box);
  const wanted = reader.here.dataset.badges !== "off" && !((await shelf.get("progress", ":reader")) || {}).noBadges;
  const list = reader.one("[data-earned]", box), days = reader.one("[data-streak]", box);
  const { streak, badges } = wanted ? await earned(reader) : { streak: 0, badges: {} };
  days.hidden = streak < 2;
  days.textContent = days.dataset.streak.replace("{days}", streak);
  reader.all("[data-badge]", list).forEach((item) => { item.hidden = !badges[item.dataset.badge]; });
  list.hidden = !Object.values(badges).some(Boolean);
  if (reader.path) celebrate(reader, box);
};
