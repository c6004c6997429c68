"""Large letters, words that do not end, fingers, and paper: what is outside of a designer's own window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.kinds import KINDS, fullest_pages
from tests.browser.rig import NOWHERE_ELSE, Eyes, Visitors, sideways
from tests.browser.server import serving
from tests.browser.test_counting import ORIGIN as SHOP
from tests.browser.test_counting import made, visiting
from tests.demo import ORIGIN

pytestmark = pytest.mark.browser
WORD = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
LONG = {
    "content/courses/abc/course.md": f"""---
title: {WORD}
tags: [{WORD[:40]}]
outcomes: [{WORD}]
offers:
  - {{id: one, name: {WORD}, price: 999999.99 USD, features: [{WORD}], payment_link: "https://buy.stripe.com/test_abc"}}
  - {{id: two, name: Two, price: 49 USD, sold_out: true, payment_link: "https://buy.stripe.com/test_abd"}}
---
""",
    "content/courses/abc/01-first.md": f"---\ntitle: {WORD}\npreview: true\n---\n\nFree.\n",
}
PATHS = ("", "courses/", "courses/abc/", "courses/abc/first/", "courses/abc/second/", "thanks/abc/")
FINGER = 44  # CSS pixels, as WCAG 2.2 has it in 2.5.5 Target Size (Enhanced)
SMALL = """wide => [...document.querySelectorAll(
    '.foot a, .foot .themes label, .crumbs a, .tags a, .person-name a, main .note a')]
  .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < wide - .5)
  .map(each => each.outerHTML)"""
A4 = (658, 971)  # CSS pixels that the margins leave of a sheet
BEYOND = """wide => [...document.querySelectorAll('body *')].filter(each => each.checkVisibility()
    && (each.getBoundingClientRect().right > wide + 1 || each.getBoundingClientRect().left < -1))
  .map(each => `${each.localName}.${each.className}`)"""


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("width", [320, 1280])
def test_words_that_do_not_end_are_broken(
    width: int, language: str, tmp_path: Path, launch: Callable[..., Browser]
) -> None:
    """Titles, offers, lists and links hold a word of eighty letters, and a price of eight digits."""
    with visiting(launch, made(tmp_path, f"language: {language}", LONG)) as page:
        page.set_viewport_size({"width": width, "height": 800})
        for path in PATHS:
            page.goto(f"{SHOP}/{path}")
            assert sideways(page) == [], path


def test_letters_may_be_twice_as_large(demo: Path, launch: Callable[..., Browser]) -> None:
    """Whoever has their phone show text at 200 % reads every page without scrolling sideways (WCAG 1.4.4)."""
    host = ORIGIN.removeprefix("http://")
    with serving(demo) as port:
        browser = launch(
            "--blink-settings=defaultFontSize=32",
            f"--host-resolver-rules=MAP {host}:80 127.0.0.1:{port}, {NOWHERE_ELSE}",
        )
        page = browser.new_page(viewport={"width": 360, "height": 800})
        wide = {}
        for address in (one for kind in KINDS for one in fullest_pages(demo)[kind]):
            page.goto(ORIGIN + address, wait_until="load")
            assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
            wide[address] = sideways(page)
        browser.close()
    assert {address: found for address, found in wide.items() if found} == {}


@pytest.mark.parametrize(
    "path", ["/", "/courses/", "/courses/honest-charts/", "/posts/", "/thanks/honest-charts/"]
)
def test_fingers_hit_what_stands_alone(path: str, browser: Browser) -> None:
    """Links that are no part of a sentence are as high as a fingertip where there is no mouse."""
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, has_touch=True, is_mobile=True, reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto(ORIGIN + path)
    assert page.evaluate(SMALL, FINGER) == []
    context.close()


@pytest.mark.parametrize(
    "path", ["/", "/courses/honest-charts/", "/courses/honest-charts/what-a-chart-is-for/"]
)
def test_nothing_is_wider_than_the_paper(path: str, visitors: Visitors) -> None:
    """Browsers make all of a page smaller when a code block or a quotation sticks out of the sheet."""
    page = visitors.arrive(Eyes(still=True), path)
    page.set_viewport_size({"width": A4[0], "height": A4[1]})
    page.emulate_media(media="print")
    assert page.evaluate(BEYOND, A4[0]) == []


def test_the_search_says_what_it_takes(visitors: Visitors) -> None:
    """Without scripts the page for searching says why it has no field; with them it says nothing of it."""
    expect(visitors.arrive(Eyes(scripts=False), "/search/").locator("main noscript")).to_be_visible()
    expect(visitors.arrive(Eyes(), "/search/").locator("main noscript")).to_be_hidden()
