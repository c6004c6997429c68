"""Searching the demo in a real browser: nothing is loaded before, everything public is found after."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rig import Eyes, Visitors

pytestmark = pytest.mark.browser
HITS = "[data-hits] li"
HOSTILE = [
    "%3Cscript%3Ealert(1)%3C/script%3E", "%253Cimg%20src=x%20onerror=alert(1)%253E", "__proto__",
    "a" * 9_000, "%F0%9F%8D%9E", "x&q=y", "constructor%20toString", "%E2%80%AE",
]  # fmt: skip


def asked(page: Page) -> list[str]:
    """Give the parts of the index that a page asks for from now on."""
    seen: list[str] = []
    page.on("request", lambda request: seen.append(request.url) if request.url.endswith(".json") else None)
    return seen


def test_words_find_lessons_and_articles(visitors: Visitors) -> None:
    """The index comes with the first word; a hit leads to its page, and the way back keeps the words."""
    page = visitors.arrive(Eyes())
    seen = asked(page)
    page.locator('header a[href="/search/"]').click()
    expect(page.get_by_role("searchbox")).to_be_visible()
    assert seen == []
    page.get_by_role("searchbox").fill("percentage POINTS")
    expect(page.locator(HITS).first).to_contain_text("Percent is not percentage points")
    assert len(seen) == len(set(seen)) > 0
    expect(page.locator(f"{HITS} mark").first).to_be_visible()
    page.locator(f"{HITS} a").first.click()
    expect(page.locator("h1")).to_have_text("Percent is not percentage points")
    page.go_back()
    expect(page.locator(HITS).first).to_contain_text("Percent is not percentage points")


def test_chinese_is_found_without_spaces(visitors: Visitors) -> None:
    """A word inside a sentence without spaces is found as well."""
    page = visitors.arrive(Eyes(width=360), "/zh-cn/search/")
    page.get_by_role("searchbox").fill("图表")
    expect(page.locator(HITS).first).to_contain_text("图表")


def test_what_is_not_there_is_said(visitors: Visitors) -> None:
    """No hit is no dead end: the page says so and offers ways on."""
    page = visitors.arrive(Eyes(), "/search/")
    page.get_by_role("searchbox").fill("xyzzy")
    expect(page.get_by_role("status")).to_have_text("Nothing found. Try another word.")
    expect(page.locator('main a[href="/courses/"]')).to_be_visible()


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_stay_words(visitors: Visitors, query: str) -> None:
    """Whatever the address holds is searched for as text: no element comes of it, and nothing is stored."""
    page = visitors.arrive(Eyes(), f"/search/?q={query}")
    expect(page.get_by_role("status")).not_to_be_empty()
    assert page.evaluate("document.querySelectorAll('main script, main img').length") == 0
    assert page.evaluate("Object.keys(localStorage).length + Object.keys(sessionStorage).length") == 0


def test_without_scripts_there_are_ways_on(visitors: Visitors) -> None:
    """The field is not shown where it could do nothing."""
    page = visitors.arrive(Eyes(scripts=False), "/search/")
    expect(page.locator("[data-search]")).to_be_hidden()
    expect(page.locator('main a[href="/courses/"]')).to_be_visible()
