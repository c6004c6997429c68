// Players of a lesson: sealed films start at once and are wound through the worker; place, speed and captions are remembered.
let worker = null;
const streams = (reader) => worker ||= (async () => {
  const own = navigator.serviceWorker;
  if (!own) return false;
  try { await own.register(reader.policy.createScriptURL(`${shelf.base}kp-worker.js`)); } catch { return false; }
  if (own.controller) return true;
  return new Promise((done) => {
    own.addEventListener("controllerchange", () => done(true), { once: true });
    setTimeout(() => done(Boolean(own.controller)), 3000);
  });
})();

// Where there is no worker, as in some private windows, a file is opened whole.
export const play = async (reader, player) => {
  const name = player.dataset.file;
  for (const track of reader.all("track", player)) {
    if (track.dataset.file) track.src = await reader.address(track.dataset.file);
  }
  const source = await streams(reader) ? `${shelf.base}_kp/m/${reader.uid}/${encodeURIComponent(name)}` : await reader.address(name);
  player.addEventListener("error", () => reader.say(new Error(navigator.onLine ? "damaged" : "offline")));
  await dress(reader, player);
  player.src = source;
};

const SETTINGS = ":player";
const set = (change) => shelf.edit("progress", SETTINGS, (kept = {}) => ({ ...kept, ...change }));
const clock = (seconds) => {
  const whole = Math.floor(seconds), two = (number) => String(number).padStart(2, "0");
  return `${whole >= 3600 ? `${Math.floor(whole / 3600)}:` : ""}${whole >= 3600 ? two(Math.floor(whole / 60) % 60) : Math.floor(whole / 60)}:${two(whole % 60)}`;
};

export const dress = async (reader, player) => {
  const settings = await shelf.get("progress", SETTINGS) || {};
  const tools = await reader.part("player").catch(() => null);
  place(reader, player);
  captions(player, settings);
  speed(player, settings, tools && reader.one("select", tools));
  if (!tools) return;
  player.after(tools);
  reader.all("track[kind=chapters]", player).forEach((track) => chapters(player, track, reader.one("[data-chapters]", tools)));
};

// A player goes on where it was stopped.
const place = (reader, player) => {
  const name = player.dataset.file || player.getAttribute("src");
  let last = -1;
  const keep = (at) => {
    if (at === last) return;
    last = at;
    reader.keep((own) => { own.at = { ...own.at, [name]: at }; });
  };
  const resume = () => {
    const at = (reader.progress().at || {})[name] || 0;
    if (at && at < player.duration - 1) player.currentTime = at;
  };
  if (player.readyState) resume(); else player.addEventListener("loadedmetadata", resume, { once: true });
  player.addEventListener("pause", () => keep(player.ended ? 0 : Math.floor(player.currentTime)));
  player.addEventListener("ended", () => keep(0));
  player.addEventListener("timeupdate", () => { if (player.currentTime - last > 5 || player.currentTime < last) keep(Math.floor(player.currentTime)); });
};

const speed = (player, settings, choice) => {
  const apply = (rate) => {
    player.defaultPlaybackRate = rate;
    player.playbackRate = rate;
    if (choice) choice.value = String(rate);
  };
  apply(settings.speed || 1);
  player.addEventListener("ratechange", () => {
    if (choice) choice.value = String(player.playbackRate);
    set({ speed: player.playbackRate });
  });
  if (choice) choice.addEventListener("change", () => apply(Number(choice.value)));
};

const captions = (player, settings) => {
  const own = () => [...player.textTracks].filter((track) => track.kind === "captions" || track.kind === "subtitles");
  if (settings.captions === false) own().forEach((track) => { track.mode = "disabled"; });
  player.textTracks.addEventListener("change", () => {
    if (own().length) set({ captions: own().some((track) => track.mode === "showing") });
  });
};

const chapters = (player, node, list) => {
  const fill = () => {
    const cues = [...(node.track.cues || [])];
    list.replaceChildren(...cues.map((cue) => {
      const item = document.createElement("li"), button = document.createElement("button"), time = document.createElement("span");
      button.type = "button";
      time.textContent = clock(cue.startTime);
      button.append(time, ` ${cue.text}`);
      button.addEventListener("click", () => { player.currentTime = cue.startTime; player.play(); });
      item.append(button);
      return item;
    }));
    list.hidden = !cues.length;
    const follow = () => cues.forEach((cue, place) => {
      const now = player.currentTime >= cue.startTime && player.currentTime < cue.endTime;
      list.children[place].firstChild.setAttribute("aria-current", String(now));
    });
    player.addEventListener("timeupdate", follow);
    player.addEventListener("seeked", follow);
  };
  node.addEventListener("load", fill);
  node.track.mode = "hidden";
  if (node.readyState === 2) fill();
};
