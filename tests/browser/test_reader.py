"""Buyers in a real browser: from the link they were given to the last lesson, and all that may go wrong."""

from __future__ import annotations

import io
import wave
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.rig import NOWHERE_ELSE, Eyes, Visitors, sideways, violations
from tests.browser.sealed import LESSON, PAID, UID, Shop, make_shop
from tests.browser.server import serving
from tests.building import write

pytestmark = pytest.mark.browser
ORIGIN = "http://shop.localhost"


@pytest.fixture(params=["/", "/sub/path/"], ids=["root", "sub-path"])
def base(request: pytest.FixtureRequest) -> str:
    """Give where the store is published on its host."""
    return str(request.param)


@pytest.fixture
def shop(tmp_path: Path, base: str) -> Shop:
    """Give a store with a sealed course."""
    return make_shop(tmp_path / "store", ORIGIN, base)


@pytest.fixture
def visitors(launch: Callable[..., Browser], shop: Shop) -> Iterator[Visitors]:
    """Give visitors to it; whatever they do, nothing goes wrong in the console or on the wire."""
    with serving(shop.dist, shop.base) as port:
        browser = launch(f"--host-resolver-rules=MAP shop.localhost:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        arriving = Visitors(browser, ORIGIN)
        yield arriving
        assert arriving.leave() == []
        browser.close()


def state(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.unlock || ''"))


def unlocked(visitors: Visitors, shop: Shop, eyes: Eyes | None = None) -> Page:
    page = visitors.arrive(eyes or Eyes(still=True), shop.link.removeprefix(ORIGIN))
    expect(page.locator("[data-onward]")).to_be_visible()
    return page


only_root = pytest.mark.parametrize("base", ["/"])


def test_from_the_link_to_the_last_lesson(visitors: Visitors, shop: Shop) -> None:
    """Unlock, read text and picture, mark as done, go on where one was, on another page load as well."""
    page = unlocked(visitors, shop)
    assert page.url == shop.at("unlock/")
    page.locator("[data-onward]").click()
    expect(page.locator("h1")).to_have_text("First")
    page.locator(".pager-on").click()
    expect(page.locator("[data-open]")).to_contain_text(PAID)
    expect(page.locator(".invitation")).to_be_hidden()
    picture = page.locator("[data-open] img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('[data-open] img').naturalWidth > 0")
    assert (picture.get_attribute("src") or "").startswith("blob:")
    with page.expect_download() as got:
        page.locator("[data-open] .downloads a").click()
    assert got.value.path().read_bytes() == b"heron,17\n"
    assert got.value.suggested_filename == "figures.csv"
    page.locator("[data-mark]").click()
    expect(page.locator("[data-mark]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-counted]")).to_have_text("1 of 5 lessons done")
    page.goto(shop.at("courses/abc/"))
    way = page.locator("[data-continue]")
    expect(way).to_have_text("Go on with Second")
    way.click()
    expect(page.locator("[data-open]")).to_contain_text(PAID)


@only_root
def test_the_closed_half_of_a_lesson_follows_the_open_one(visitors: Visitors, shop: Shop) -> None:
    """Where a preview ends for visitors, a buyer reads on; a lesson that opens later says so."""
    page = unlocked(visitors, shop)
    page.goto(shop.at("courses/abc/third/"))
    expect(page.locator("[data-open]")).to_contain_text("other half")
    page.goto(shop.at("courses/abc/later/"))
    expect(page.locator("[data-reader-state=not-out]")).to_be_visible()


@only_root
def test_a_lesson_that_is_not_listed_is_there_for_buyers(visitors: Visitors, shop: Shop) -> None:
    """Visitors find no trace of it; buyers find it at the end of the contents, and can mark it as done."""
    assert not [path for path in shop.dist.rglob("*.html") if "Extra" in path.read_text("utf-8")]
    page = unlocked(visitors, shop)
    page.goto(shop.at(LESSON))
    page.locator("[data-outline] a", has_text="Extra").click()
    expect(page.locator("h1")).to_have_text("Extra")
    expect(page.locator("[data-open]")).to_contain_text("Nobody knew of this.")
    page.locator("[data-mark]").click()
    page.goto(shop.at("courses/abc/"))
    expect(page.locator("[data-continue]")).to_have_text("Go on with Extra")
    expect(page.locator("[data-counted]")).to_have_text("1 of 5 lessons done")


@only_root
def test_the_keyboard_turns_pages(visitors: Visitors, shop: Shop) -> None:
    """Keys lead on and back and mark as done; all lessons done is worth a word."""
    page = unlocked(visitors, shop)
    page.goto(shop.at("courses/abc/first/"))
    for name in ("first", "second", "third"):
        page.wait_for_url(f"**/{name}/")
        expect(page.locator("[data-reader-tools]")).to_be_visible()
        page.keyboard.press("d")
        expect(page.locator("[data-mark]")).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("n")
    page.wait_for_url("**/later/")
    page.keyboard.press("p")


@only_root
def test_a_stranger_reads_nothing(visitors: Visitors, shop: Shop) -> None:
    """Without a key the page is what it is for visitors, and the way in for buyers stands on it."""
    page = visitors.arrive(Eyes(still=True), LESSON)
    expect(page.locator(".invitation")).to_be_visible()
    expect(page.locator("[data-open]")).to_be_hidden()
    assert "heron" not in page.content()
    page.locator(".way-in a").click()
    page.wait_for_url("**/unlock/")
    expect(page.locator("[data-state=locked]")).to_be_visible()


@only_root
def test_keys_cannot_be_read_out(visitors: Visitors, shop: Shop) -> None:
    """What the device keeps are keys that no script exports; the claim is nowhere, nor in the address."""
    page = unlocked(visitors, shop)
    kept = page.evaluate(
        """async () => {
          const shown = [JSON.stringify(localStorage), document.cookie, location.href];
          for (const name of await shelf.names("keys")) {
            const key = await shelf.get("keys", name);
            const out = await crypto.subtle.exportKey("raw", key).then(() => "exported", () => "refused");
            shown.push(`${name} ${key.extractable} ${out}`);
          }
          return shown;
        }"""
    )
    assert {line for line in kept if "uk:" in line or "claim:" in line} == {
        f"claim:{UID} false refused",
        f"uk:{UID}:1:0 false refused",
    }
    assert shop.claim not in "".join(kept)
    page.locator("[data-forget]").click()
    expect(page.locator("[data-state=forgotten]")).to_be_visible()
    page.goto(shop.at(LESSON))
    expect(page.locator(".invitation")).to_be_visible()


@only_root
def test_a_new_edition_opens_by_itself_for_those_who_may(visitors: Visitors, shop: Shop) -> None:
    """An honest buyer notices nothing; the one who was revoked is told what to do."""
    page = unlocked(visitors, shop)
    shop.access(edition=2)
    shop.build()
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_contain_text(PAID)
    shop.access(edition=3, revoked=True)
    shop.build()
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-state=revoked]")).to_be_visible()
    expect(page.locator("[data-open]")).to_be_hidden()


@only_root
@pytest.mark.parametrize(
    ("fragment", "wanted"),
    [
        ("", "locked"),
        ("#c=c_abc&s=cs_live_x", "bad-link"),
        ("#c=c_abc&s={CHECKOUT_SESSION_ID}", "placeholder"),
        ("#c=c_abc&s=%7BCHECKOUT_SESSION_ID%7D", "placeholder"),
        ("#c=c_abc&s=kpg1_00000000000000000000000000", "not-yet"),
    ],
)
def test_what_is_the_matter_is_said(fragment: str, wanted: str, visitors: Visitors, shop: Shop) -> None:
    """Each state has words of its own, and a next step."""
    page = visitors.arrive(Eyes(still=True), f"/unlock/{fragment}")
    expect(page.locator(f"[data-state={wanted}]")).to_be_visible()
    assert state(page) == wanted
    assert page.url == shop.at("unlock/")
    assert violations(page) == []


@only_root
def test_a_pasted_link_opens_as_well(visitors: Visitors, shop: Shop) -> None:
    """From a letter, with what the mail program made of it."""
    page = visitors.arrive(Eyes(still=True), "/unlock/")
    page.locator("[data-paste] input").fill(f"<{shop.link.replace('&', '&amp;')}>.")
    page.locator("[data-paste] button").click()
    expect(page.locator("[data-state=open]")).to_be_visible()


@only_root
def test_damaged_files_show_nothing_of_themselves(visitors: Visitors, shop: Shop) -> None:
    """A file that was changed on the host is told from one that is whole, and no part of it is shown."""
    page = unlocked(visitors, shop)
    for path in (shop.dist / "_kp/b").iterdir():
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-state=damaged]")).to_be_visible()
    expect(page.locator("[data-open]")).to_be_hidden()


@only_root
@pytest.mark.parametrize(
    "eyes", [Eyes(360), Eyes(360, dark=True), Eyes(1280), Eyes(1280, dark=True)], ids=str
)
def test_pages_of_buyers_are_fit_for_everybody(eyes: Eyes, visitors: Visitors, shop: Shop) -> None:
    """axe-core finds nothing, and nothing scrolls sideways, on the unlock page and in an open lesson."""
    page = unlocked(visitors, shop, Eyes(eyes.width, eyes.dark, still=True))
    assert violations(page) == []
    assert sideways(page) == []
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-tools]")).to_be_visible()
    assert violations(page) == []
    assert sideways(page) == []


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


def test_sound_is_played_from_anywhere(visitors: Visitors, shop: Shop) -> None:
    """A sealed recording plays and winds through the worker, in ranges that it answers exactly."""
    lesson = "---\ntitle: Second\naudio: sound.wav\n---\n\nListen.\n"
    write(shop.root, {"content/courses/abc/02-second.md": lesson})
    data = sound()
    (shop.root / "content/courses/abc/sound.wav").write_bytes(data)
    shop.build()
    page = unlocked(visitors, shop)
    page.goto(shop.at(LESSON))
    page.wait_for_function("() => document.querySelector('[data-open] audio[src]')")
    address, length, place = page.evaluate(PLAYED, 50)
    assert (length, place) == (SOUND_SECONDS, 50)
    assert address.startswith(shop.at(f"_kp/m/{UID}/sound-"))
    visitors.forgive(address)
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
def test_without_a_worker_sound_is_opened_whole(visitors: Visitors, shop: Shop) -> None:
    """Private windows of some browsers know no workers."""
    lesson = "---\ntitle: Second\naudio: sound.wav\n---\n\nListen.\n"
    write(shop.root, {"content/courses/abc/02-second.md": lesson})
    (shop.root / "content/courses/abc/sound.wav").write_bytes(sound())
    shop.build()
    page = unlocked(visitors, shop)
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(shop.at(LESSON))
    page.wait_for_function("() => document.querySelector('[data-open] audio[src]')")
    address, length, place = page.evaluate(PLAYED, 50)
    assert (length, place) == (SOUND_SECONDS, 50)
    assert address.startswith("blob:")


@only_root
def test_without_scripts_the_page_says_what_it_takes(visitors: Visitors, shop: Shop) -> None:
    """No empty page for those who have switched them off."""
    page = visitors.arrive(Eyes(scripts=False), "/unlock/")
    expect(page.locator("noscript")).to_be_visible()


@only_root
def test_an_edit_reaches_who_has_the_course(visitors: Visitors, shop: Shop) -> None:
    """What is published anew is read anew, with the keys that are there."""
    page = unlocked(visitors, shop)
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_contain_text(PAID)
    write(shop.root, {"content/courses/abc/02-second.md": "---\ntitle: Second\n---\n\nNow the bittern.\n"})
    shop.build()
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_contain_text("Now the bittern.")
