"""Sealed sound and films in a real browser: they play at once and from anywhere."""

from __future__ import annotations

import io
import wave

import pytest

from tests.browser.rig import Visitors
from tests.browser.sealed import LESSON, UID, Shop, unlocked
from tests.building import write

pytestmark = pytest.mark.browser
only_root = pytest.mark.parametrize("base", ["/"])
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
