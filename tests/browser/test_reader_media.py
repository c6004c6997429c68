"""Sealed sound and films in a real browser: they play at once and from anywhere."""

from __future__ import annotations

import io
import wave

import pytest
from playwright.sync_api import Page, expect

from tests.browser.film import HEIGHT, SECONDS, WIDTH, film
from tests.browser.rig import Visitors
from tests.browser.sealed import LESSON, UID, Shop, only_root, unlocked
from tests.building import write
from tests.once import Once

pytestmark = pytest.mark.browser
SOUND_SECONDS = 60
RATE = 48_000


def sound() -> bytes:
    """Give a minute of silence with a tone for each second, 5.5 MB: two published parts."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setparams((1, 2, RATE, 0, "NONE", ""))
        for second in range(SOUND_SECONDS):
            out.writeframes((second * 100).to_bytes(2, "little") * RATE)
    return file.getvalue()


PLAYED = """async (seconds) => {
  const player = document.querySelector("[data-open] audio");
  const on = (name) => new Promise((done) => player.addEventListener(name, done, { once: true }));
  if (player.readyState < 1) await on("loadedmetadata");
  const wound = on("seeked");
  player.currentTime = seconds;
  await wound;
  return [player.currentSrc, Math.round(player.duration), Math.round(player.currentTime)];
}"""


def test_sound_is_played_from_anywhere(buyers: Visitors, shop: Shop) -> None:
    """A sealed recording plays and winds through the worker, in ranges that it answers exactly."""
    lesson = "---\ntitle: Second\naudio: sound.wav\n---\n\nListen.\n"
    write(shop.root, {"content/courses/abc/02-second.md": lesson})
    data = sound()
    (shop.root / "content/courses/abc/sound.wav").write_bytes(data)
    shop.build()
    page = unlocked(buyers, shop)
    page.goto(shop.at(LESSON))
    page.wait_for_function("() => document.querySelector('[data-open] audio[src]')")
    # On a slow device the first player may not wait for the worker; it is there for the next.
    page.evaluate("() => navigator.serviceWorker.ready.then(() => {})")
    page.reload()
    page.wait_for_function("() => document.querySelector('[data-open] audio[src]')")
    address, length, place = page.evaluate(PLAYED, 50)
    assert (length, place) == (SOUND_SECONDS, 50)
    assert address.startswith(shop.at(f"_kp/m/{UID}/sound-"))
    buyers.forgive(address)
    ranges = ["bytes=0-9", "bytes=4194300-4194309", "bytes=-10", f"bytes={len(data)}-", "bytes=x", ""]
    answers = page.evaluate(
        """async ({ address, ranges }) => Promise.all(ranges.map(async (range) => {
          const answer = await fetch(address, range ? { headers: { Range: range } } : {});
          const bytes = new Uint8Array(await answer.arrayBuffer());
          return [answer.status, answer.headers.get("Content-Range"), bytes.length, [...bytes.slice(0, 10)]];
        }))""",
        {"address": address, "ranges": ranges},
    )
    size = len(data)
    assert answers == [
        [206, f"bytes 0-9/{size}", 10, list(data[:10])],
        [206, f"bytes 4194300-4194303/{size}", 4, list(data[4194300:4194304])],
        [206, f"bytes {size - 10}-{size - 1}/{size}", 10, list(data[-10:])],
        [416, f"bytes */{size}", 0, []],
        [200, None, size, list(data[:10])],
        [200, None, size, list(data[:10])],
    ]


@only_root
def test_without_a_worker_sound_is_opened_whole(buyers: Visitors, shop: Shop) -> None:
    """Private windows of some browsers know no workers."""
    lesson = "---\ntitle: Second\naudio: sound.wav\n---\n\nListen.\n"
    write(shop.root, {"content/courses/abc/02-second.md": lesson})
    (shop.root / "content/courses/abc/sound.wav").write_bytes(sound())
    shop.build()
    page = unlocked(buyers, shop)
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(shop.at(LESSON))
    page.wait_for_function("() => document.querySelector('[data-open] audio[src]')")
    address, length, place = page.evaluate(PLAYED, 50)
    assert (length, place) == (SOUND_SECONDS, 50)
    assert address.startswith("blob:")


FILM = {
    "content/courses/abc/02-second.md": "---\ntitle: Second\nvideo: film.webm\n---\n\nLook.\n",
    "content/courses/abc/film.vtt": "WEBVTT\n\n00:00.000 --> 02:00.000\nA heron, in snow.\n",
    "content/courses/abc/film.chapters.vtt": """WEBVTT

00:00.000 --> 01:40.000
Snow

01:40.000 --> 02:10.000
More snow
""",
}
PLENTY = 20_000_000
# The bar at the top of each frame is as bright as the film is old.
WOUND = """async (seconds) => {
  const player = document.querySelector("[data-open] video");
  player.muted = true;
  const wound = new Promise((done) => player.addEventListener("seeked", done, { once: true }));
  player.currentTime = seconds;
  await wound;
  const canvas = document.createElement("canvas"), brush = canvas.getContext("2d");
  brush.drawImage(player, 0, 0);
  const brightness = brush.getImageData(20, 20, 1, 1).data[0] / 255;
  return [player.videoWidth, player.videoHeight, Math.round(player.duration), brightness];
}"""
PLAYS = """async () => {
  const player = document.querySelector("[data-open] video"), from = player.currentTime;
  await player.play();
  while (player.currentTime < from + 1) await new Promise((done) => { setTimeout(done, 50); });
  player.pause();
}"""


def with_film(buyers: Visitors, shop: Shop, once: Once) -> Page:
    """Put a film of 20 MB into a lesson, and open the lesson, so far that its first picture is there."""
    page = unlocked(buyers, shop)
    data = once("film.webm", lambda path: path.write_bytes(film(page))).read_bytes()
    assert len(data) > PLENTY
    write(shop.root, FILM)
    (shop.root / "content/courses/abc/film.webm").write_bytes(data)
    shop.build()
    page.goto(shop.at(LESSON))
    page.wait_for_function("() => document.querySelector('[data-open] video')?.readyState >= 2")
    return page


@only_root
@pytest.mark.parametrize(("ranges", "most"), [(True, 8 << 20), (False, 13 << 20)])
def test_a_large_film_starts_and_is_wound(
    buyers: Visitors, shop: Shop, once: Once, ranges: bool, most: int
) -> None:
    """It plays at the beginning and near the end, with little of it fetched; without ranges in parts."""
    page = with_film(buyers, shop, once)
    assert ranges == shop.ranges
    width, height, length, brightness = page.evaluate(WOUND, SECONDS - 10)
    assert (width, height, length) == (WIDTH, HEIGHT, SECONDS)
    assert brightness == pytest.approx((SECONDS - 10) / SECONDS, abs=0.08)
    assert buyers.sealed_bytes() < most
    page.evaluate(PLAYS)
    parts = [size for path, size in buyers.served if path.startswith("/_kp/b/") and path.count(".") == 2]
    assert max(parts) <= (1 << 20 if ranges else 5 << 20)


@only_root
def test_a_player_remembers(buyers: Visitors, shop: Shop, once: Once) -> None:
    """Place, speed and captions are as they were left; chapters are a list that leads to each."""
    page = with_film(buyers, shop, once)
    chapters = page.locator("[data-chapters] button")
    expect(chapters).to_have_text(["0:00 Snow", "1:40 More snow"])
    chapters.last.click()
    expect(chapters.last).to_have_attribute("aria-current", "true")
    page.locator(".player-tools select").select_option("1.5")
    page.evaluate(
        """async () => {
          const player = document.querySelector("[data-open] video");
          player.pause();
          player.textTracks[0].mode = "disabled";
          const kept = (name) => shelf.get("progress", name);
          for (;;) {
            const { at = {} } = await kept("c_abc"), { speed, captions } = await kept(":player") || {};
            if (Object.values(at)[0] >= 100 && speed === 1.5 && captions === false) return;
            await new Promise((done) => { setTimeout(done, 50); });
          }
        }"""
    )
    page.reload()
    page.wait_for_function("() => document.querySelector('[data-open] video')?.currentTime >= 99")
    player = page.locator("[data-open] video")
    assert player.evaluate("node => [node.playbackRate, node.textTracks[0].mode]") == [1.5, "disabled"]
    expect(page.locator(".player-tools select")).to_have_value("1.5")


@only_root
def test_a_damaged_film_is_named(buyers: Visitors, shop: Shop) -> None:
    """Where a part was changed on the host, nothing of it plays, and the page says so."""
    page = unlocked(buyers, shop)
    write(
        shop.root,
        {"content/courses/abc/02-second.md": "---\ntitle: Second\naudio: sound.wav\n---\n\nListen.\n"},
    )
    (shop.root / "content/courses/abc/sound.wav").write_bytes(sound())
    shop.build()
    page.goto(shop.at(LESSON))
    page.wait_for_function("() => document.querySelector('[data-open] audio')?.readyState > 0")
    buyers.forgive(page.locator("[data-open] audio").evaluate("node => node.currentSrc"))
    page.goto(shop.at("courses/abc/third/"))
    for path in (shop.dist / "_kp/b").glob("*.000.kps"):
        path.write_bytes(path.read_bytes()[:100] + bytes(1 << 16) + path.read_bytes()[100 + (1 << 16) :])
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-state=damaged]")).to_be_visible()
    assert page.locator("[data-open] audio").evaluate("node => node.readyState") == 0
