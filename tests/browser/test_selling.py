"""The shop's own addresses for buying and for promotion codes, with and without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.rig import Eyes, Visitors, sideways, violations

pytestmark = pytest.mark.browser
CHECKOUT = "https://buy.stripe.com/**"
ALL_EYES = [
    Eyes(width, dark, scripts) for width in (360, 1280) for dark in (False, True) for scripts in (True, False)
]


def till(page: Page) -> None:
    """Put something in the checkout's place, which is out of this test's world."""

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="text/html", body="<title>Checkout</title><p>Pay here</p>")

    page.context.route(CHECKOUT, answer)


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/buy/honest-charts/", "https://buy.stripe.com/test_00honestcharts1"),
        ("/buy/honest-charts/team/", "https://buy.stripe.com/test_00honestcharts3"),
        ("/zh-cn/buy/reading-charts/", "https://buy.stripe.com/test_00readingcharts2"),
        ("/buy/readers-desk/", "https://buy.stripe.com/test_00readersdesk1"),
    ],
)
def test_an_address_for_buying_leads_to_the_checkout(
    path: str, link: str, scripts: bool, visitors: Visitors
) -> None:
    """Who opens a printed address is at the checkout at once, and the way back is not a trap."""
    page = visitors.arrive(Eyes(width=360, scripts=scripts), "/courses/")
    till(page)
    page.goto(visitors.origin + path)
    page.wait_for_url(link)
    page.go_back()
    page.wait_for_url("**/courses/")


@pytest.mark.parametrize("eyes", ALL_EYES, ids=str)
def test_a_code_is_carried_to_the_checkout(eyes: Eyes, visitors: Visitors) -> None:
    """From the sales page to the code's own page, and from there with the code and its price to the till."""
    page = visitors.arrive(eyes, "/courses/honest-charts/")
    till(page)
    page.locator(".plate .promo a").click()
    page.wait_for_url("**/deal/spring/")
    expect(page.locator("h1")).to_have_text("20% off")
    first = page.locator(".deal-offers li").first
    expect(first.locator(".price-now")).to_have_text("$39.20")
    expect(first.locator("del")).to_contain_text("$49")
    assert sideways(page) == []
    with page.expect_request("https://buy.stripe.com/test_00honestcharts1?prefilled_promo_code=SPRING"):
        first.locator("a").click()


@pytest.mark.parametrize("dark", [False, True])
def test_the_slip_on_the_way_is_for_everybody(dark: bool, visitors: Visitors, demo: Path) -> None:
    """What shows for a moment, or for as long as a browser does not forward, breaks no rule and no line."""
    text = (demo / "buy/honest-charts/index.html").read_text("utf-8")
    still = text.replace('http-equiv="refresh"', 'name="still"').replace(" data-forward", "")
    assert still != text
    for width in (320, 1280):
        page = visitors.arrive(Eyes(width, dark), "/courses/")
        page.route("**/buy/**", lambda route: route.fulfill(content_type="text/html", body=still))
        page.goto(f"{visitors.origin}/buy/honest-charts/")
        expect(page.locator("h1")).to_be_visible()
        assert sideways(page) == []
        assert violations(page) == []
