"""Passing pages on, as visitors do it: by the phone's own apps, by copying, by scanning, and on paper."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator

from tests.browser.rig import Eyes, Visitors
from tests.demo import ORIGIN

pytestmark = pytest.mark.browser
COURSE = "/courses/honest-charts/"
CHINESE = "/zh-cn/courses/reading-charts/"
A_PHONE = """() => {
  navigator.canShare = (data) => Boolean(data.url);
  navigator.share = (data) => { window.given = data; return Promise.resolve(); };
}"""
EYES = [
    Eyes(360, dark=True, scripts=False, still=True),
    Eyes(1280, scripts=False, still=True),
    Eyes(360, still=True),
]


def scanned(shown: Locator) -> str:
    """Give what a phone reads that is held over a part of the page."""
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(shown.screenshot())))
    return code.text


@pytest.mark.parametrize("eyes", EYES, ids=str)
def test_wechat_is_shown_a_code(eyes: Eyes, visitors: Visitors) -> None:
    """The code unfolds without a script, and is read from the screen, also by night."""
    page = visitors.arrive(eyes, CHINESE)
    code = page.locator("[data-qr]")
    assert not code.is_visible()
    page.locator(".share summary", has_text="微信").click()
    code.evaluate("each => each.decode()")
    assert scanned(code) == f"{ORIGIN}{CHINESE}?utm_source=wechat" == code.get_attribute("data-qr")


def test_a_poster_is_looked_at_and_kept(visitors: Visitors, demo: Path) -> None:
    """The poster unfolds, leads to its course, and is saved in any of its shapes."""
    page = visitors.arrive(Eyes(1280, scripts=False), COURSE)
    page.locator(".share summary", has_text="Poster").click()
    poster = page.locator(".share-more img")
    poster.evaluate("each => each.decode()")
    assert poster.evaluate("each => [each.naturalWidth, each.naturalHeight]") == [1080, 1920]
    links = page.locator(".share-more a[download]")
    sizes = []
    for link in links.all():
        image = Image.open(demo / (link.get_attribute("href") or "").removeprefix("/"))
        sizes.append(image.size)
        assert [code.text for code in zxingcpp.read_barcodes(image)] == [
            f"{ORIGIN}{COURSE}?utm_source=poster"
        ]
    assert sizes == [(1080, 1920), (1080, 1080), (1200, 630)]


def test_the_phones_own_sheet_is_offered_where_there_is_one(visitors: Visitors) -> None:
    """The button is hidden until a browser says that it can share; then title and address go to its apps."""
    page = visitors.arrive(Eyes(360), COURSE)
    button = page.locator("[data-share]")
    assert not button.is_visible()
    page.add_init_script(f"({A_PHONE})()")
    page.reload()
    button.click()
    title = page.locator("h1").inner_text()
    address = f"{ORIGIN}{COURSE}?utm_source=device&utm_medium=share"
    assert page.evaluate("window.given") == {"title": title, "text": title, "url": address}


def test_a_copied_link_says_that_it_was_copied(visitors: Visitors) -> None:
    """The button for copying gives the whole address, and says that it has."""
    page = visitors.arrive(Eyes(1280), COURSE)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.locator("[data-copy]")
    button.click()
    page.locator("[data-copy]", has_text="Copied").wait_for()
    address = f"{ORIGIN}{COURSE}?utm_source=copy&utm_medium=share"
    assert page.evaluate("navigator.clipboard.readText()") == address


@pytest.mark.parametrize("path", [COURSE, CHINESE, "/bundles/readers-desk/"])
def test_a_printed_page_leads_back(path: str, visitors: Visitors) -> None:
    """On paper stands a code that opens the page again; on the screen it is not even loaded."""
    page = visitors.arrive(Eyes(1280), path)
    code = page.locator(".scan img")
    assert not code.is_visible()
    assert (
        page.evaluate("performance.getEntriesByType('resource').filter(one => one.name.endsWith('qr.svg'))")
        == []
    )
    page.emulate_media(media="print")
    code.scroll_into_view_if_needed()
    code.evaluate("each => each.decode()")
    assert scanned(code) == f"{ORIGIN}{path}?utm_source=qr"
