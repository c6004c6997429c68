"""The page for wrong addresses: it leads to what has an address like the one that was asked for."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.rig import PHONE, Eyes, Visitors, sideways, violations
from tests.browser.sealed import Shop

pytestmark = pytest.mark.browser
CHARTS = "Honest Charts: see what the numbers say, and show it plainly"
MEANT = "[data-sitemap] a"


@pytest.mark.parametrize(
    ("asked", "path", "title"),
    [
        ("/courses/honest-chart/", "/courses/honest-charts/", CHARTS),
        ("/honest_charts.html", "/courses/honest-charts/", CHARTS),
        ("/courses/honest-charts/no-such-lesson/", "/courses/honest-charts/", CHARTS),
        ("/courses/Reading-Charts/AXIS-FRIST", "/courses/reading-charts/axis-first/", None),
        ("/zh-cn/courses/reading-chart/", "/zh-cn/courses/reading-charts/", None),
    ],
)
def test_a_slip_in_an_address_leads_to_what_was_meant(
    asked: str, path: str | None, title: str | None, visitors: Visitors
) -> None:
    """The likeliest page comes first, by its title; letter case and a lost part make no difference."""
    page = visitors.arrive(PHONE, asked, missing=True)
    first = page.locator(MEANT).first
    expect(first).to_be_visible()
    if path:
        expect(first).to_have_attribute("href", path)
    if title:
        expect(first).to_have_text(title)
        expect(page.locator(MEANT)).to_have_count(1)
    assert violations(page) == []
    assert sideways(page) == []
    first.click()
    expect(page.locator("main h1")).to_be_visible()
    assert page.locator(".page-not_found").count() == 0


@pytest.mark.parametrize(
    "asked",
    ["/courses/none/such/", "/%3Cscript%3Ealert(1)%3C/script%3E/", "/%E0%A4%A", "/" + "a/" * 300, "/x"],
)
def test_what_is_like_nothing_is_met_with_what_there_is(asked: str, visitors: Visitors) -> None:
    """Nothing is guessed, and nothing of the address is shown."""
    page = visitors.arrive(PHONE, asked, missing=True)
    page.wait_for_load_state("networkidle")
    expect(page.locator(MEANT)).to_have_count(0)
    expect(page.get_by_text("Did you mean this?")).to_be_hidden()
    expect(page.get_by_role("heading", name="Perhaps one of these")).to_be_visible()


def test_without_scripts_the_page_is_as_helpful_as_ever(visitors: Visitors) -> None:
    """Courses, articles and the way home."""
    page = visitors.arrive(Eyes(360, scripts=False), "/courses/honest-chart/", missing=True)
    expect(page.get_by_text("Did you mean this?")).to_be_hidden()
    expect(page.get_by_role("heading", name="Perhaps one of these")).to_be_visible()


def test_below_a_path_too(buyers: Visitors, shop: Shop) -> None:
    """A store that stands below a path is looked through there; closed lessons are not guessed."""
    page = buyers.arrive(PHONE, f"{shop.base}courses/abc/thirt/", missing=True)
    expect(page.locator(MEANT).first).to_have_attribute("href", f"{shop.base}courses/abc/third/")
    page = buyers.arrive(PHONE, f"{shop.base}courses/abc/extr/", missing=True)
    expect(page.locator(MEANT).first).to_have_attribute("href", f"{shop.base}courses/abc/")
    expect(page.locator("main")).not_to_contain_text("Extra")
