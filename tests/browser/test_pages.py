"""Every kind of page of the demo, in each of its languages: fit for every eye, width and policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.kinds import KINDS, fullest_pages
from tests.browser.rig import ALL_EYES, Eyes, Visitors, look_with, sideways, unfit
from tests.demo import ORIGIN

pytestmark = pytest.mark.browser
SMALLEST = 320  # CSS pixels, as WCAG 2.2 has it in 1.4.10 Reflow
PICTURES_NOT_SHOWN = """async () => {
  for (const each of document.images) { each.loading = 'eager'; await each.decode().catch(() => {}); }
  return [...document.images].filter(each => !each.naturalWidth).map(each => each.outerHTML);
}"""

STYLED = "() => [...document.querySelectorAll('link[rel=stylesheet]')].every(one => one.sheet)"
HEIGHTS_OF_PICTURES = "[...document.images].map(each => Math.round(each.getBoundingClientRect().height))"


@pytest.fixture(scope="session")
def fullest(demo: Path) -> dict[str, list[str]]:
    """Give the addresses to look at for each kind of page."""
    return fullest_pages(demo)


def test_the_demo_shows_every_kind_of_page(fullest: dict[str, list[str]]) -> None:
    """No kind is left out below for want of a page, and no page of the demo is of an unknown kind."""
    assert sorted(fullest) == sorted(KINDS)


def open_all(page: Page) -> None:
    """Open everything that folds, so that what is inside is looked at as well."""
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")


@pytest.mark.parametrize("kind", KINDS)
def test_axe_finds_nothing(kind: str, visitors: Visitors, fullest: dict[str, list[str]]) -> None:
    """No rule of axe-core is broken on a phone or a desktop, dark or light, folded parts included, and
    nothing scrolls sideways; the console and the wire stay clean.
    """
    for address in fullest[kind]:
        page = visitors.arrive(ALL_EYES[0], address)
        open_all(page)
        assert unfit(page) == [], address


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("kind", KINDS)
def test_nothing_scrolls_sideways(
    kind: str, scripts: bool, visitors: Visitors, fullest: dict[str, list[str]]
) -> None:
    """A phone of 320 px, or a desktop at 400 % zoom, shows every line whole, with and without scripts."""
    for address in fullest[kind]:
        page = visitors.arrive(Eyes(SMALLEST, scripts=scripts), address)
        open_all(page)
        assert sideways(page) == [], address


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_are_shown_in_places_kept_for_them(
    kind: str, browser: Browser, visitors: Visitors, fullest: dict[str, list[str]]
) -> None:
    """Every picture loads and can be decoded, on a phone and on a desktop, those far down the page as well.

    Nothing moves under a reader's eyes when one arrives: each is as high as its place was.
    """
    phone = browser.new_context(viewport={"width": 360, "height": 800})
    phone.route("**/media/**", lambda _: None)  # they are asked for, and do not come
    waiting = phone.new_page()
    for path in fullest[kind]:
        whole = visitors.arrive(Eyes(360), path)
        assert whole.evaluate(PICTURES_NOT_SHOWN) == [], path
        waiting.goto(f"{ORIGIN}{path}", wait_until="domcontentloaded")
        waiting.wait_for_function(STYLED)  # a page without scripts waits for no style
        assert waiting.evaluate(HEIGHTS_OF_PICTURES) == whole.evaluate(HEIGHTS_OF_PICTURES), path
        look_with(whole, Eyes())
        whole.reload()
        assert whole.evaluate(PICTURES_NOT_SHOWN) == [], path
    phone.close()


def test_a_wrong_address_leads_to_help(visitors: Visitors) -> None:
    """An address that leads nowhere, however deep, shows the store's own page with a way home."""
    page = visitors.arrive(Eyes(), "/courses/none/such/", missing=True)
    page.locator('main a[href^="/"]').first.click()
    assert page.locator("h1").inner_text()


def test_colours_follow_the_device_and_the_visitor(visitors: Visitors) -> None:
    """Dark devices get a dark page; what the visitor chooses instead holds on the next page too."""

    def lightness(page: Page) -> float:
        return float(page.evaluate(LIGHTNESS))

    page = visitors.arrive(Eyes(dark=True, still=True))
    assert lightness(page) < 0.3
    assert lightness(visitors.arrive(Eyes(still=True))) > 0.8
    page.locator("[data-lamp]").click()
    assert lightness(page) > 0.8
    page.goto(f"{visitors.origin}/courses/")
    assert lightness(page) > 0.8


# Painted onto a canvas, any notation of a colour (oklch as well) comes back as red, green and blue.
LIGHTNESS = """() => {
  const canvas = document.createElement('canvas').getContext('2d');
  for (const each of [document.documentElement, document.body]) {
    canvas.fillStyle = getComputedStyle(each).backgroundColor;
    canvas.fillRect(0, 0, 1, 1);
  }
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}"""
