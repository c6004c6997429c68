"""Recommended, before the list of codes is there: who buys at once, and what is said of rewards."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.rig import PHONE, Eyes, Visitors
from tests.browser.test_selling import till

pytestmark = pytest.mark.browser
LIST = "**/r/codes.json"
COURSE = "/courses/honest-charts/"
CHECKOUT = "https://buy.stripe.com/**"
SHIFTS = """() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => {
  const observer = new PerformanceObserver(() => {});
  observer.observe({ type: 'layout-shift', buffered: true });
  done(observer.takeRecords().map(each => each.value));
})))"""


def waiting(
    visitors: Visitors, path: str, eyes: Eyes = PHONE, *, still: bool = True
) -> tuple[Page, list[Route]]:
    """Open a page whose list of codes has been asked for and does not come; its clock may stand still."""
    page = visitors.arrive(eyes, "/404.html")
    till(page)
    asked: list[Route] = []

    def keep(route: Route) -> None:
        asked.append(route)

    page.route(LIST, keep)
    if still:
        page.clock.install()
    with page.expect_request(LIST):
        page.goto(visitors.origin + path)
    return page, asked


def taken_along(page: Page) -> dict[str, list[str]]:
    page.wait_for_url(CHECKOUT)
    return parse_qs(urlsplit(page.url).query)


def test_who_buys_before_the_list_is_there_is_credited(visitors: Visitors) -> None:
    """The purchase waits for the list, and goes on with the code as soon as it comes."""
    page, asked = waiting(visitors, f"{COURSE}?ref=anna&utm_campaign=letter")
    page.locator("a[data-buy]:visible").first.click()
    assert page.url.startswith(visitors.origin)
    asked[0].continue_()
    assert taken_along(page)["client_reference_id"] == ["kp1_anna_letter_en"]


def test_a_list_that_never_comes_keeps_nobody_from_buying(visitors: Visitors) -> None:
    """After a second the link leads where it leads without a code; a second press changes nothing."""
    page, _ = waiting(visitors, f"{COURSE}?ref=anna")
    button = page.locator("a[data-buy]:visible").first
    button.click()
    page.clock.run_for(600)
    button.click()
    assert page.url.startswith(visitors.origin)
    page.clock.run_for(400)
    assert "client_reference_id" not in taken_along(page)


def test_a_new_tab_is_not_waited_for(visitors: Visitors) -> None:
    """What a browser does with other keys it does at once."""
    page, _ = waiting(visitors, f"{COURSE}?ref=anna", Eyes(still=True))
    with page.context.expect_page():
        page.locator("a[data-buy]:visible").first.click(modifiers=["ControlOrMeta"])


@pytest.mark.parametrize("eyes", [PHONE, Eyes(still=True)], ids=str)
@pytest.mark.parametrize("path", ["/", COURSE, "/courses/", "/zh-cn/"])
def test_what_is_said_of_rewards_moves_nothing(path: str, eyes: Eyes, visitors: Visitors) -> None:
    """It has its room before the first paint, here and on the page that follows."""
    page, asked = waiting(visitors, f"{path}?ref=anna", eyes, still=False)
    expect(page.locator(".referred")).to_be_visible()
    asked[0].continue_()
    page.wait_for_function("() => sessionStorage.getItem('kp-ref')")
    assert page.evaluate(SHIFTS) == []
    page.goto(visitors.origin + COURSE)
    expect(page.locator("a[data-buy][href*='kp1_anna']:visible").first).to_be_visible()
    expect(page.locator(".referred")).to_be_visible()
    assert page.evaluate(SHIFTS) == []


def test_nothing_is_said_where_nobody_recommended(visitors: Visitors) -> None:
    """Nor on a page of somebody who recommends, which says it itself, nor without scripts."""
    for path, eyes in ((COURSE, PHONE), ("/refer/", PHONE), (f"{COURSE}?ref=anna", Eyes(360, scripts=False))):
        page = visitors.arrive(eyes, path)
        expect(page.locator("main")).to_be_visible()
        expect(page.locator(".referred")).to_be_hidden()


@pytest.mark.parametrize(
    "query", ["utm_source=whatsapp", "utm_medium=poster", "utm_source=letter&utm_medium=email"]
)
def test_where_a_link_stood_reaches_the_checkout_by_itself(query: str, visitors: Visitors) -> None:
    """Without a code and a campaign nobody is credited, and nothing is said of rewards."""
    page = visitors.arrive(PHONE, f"/?{query}")
    till(page)
    page.wait_for_function("() => sessionStorage.getItem('kp-ref')")
    page.goto(visitors.origin + COURSE)
    button = page.locator("a[data-buy][href*='utm_']:visible").first
    expect(button).to_be_visible()
    expect(page.locator(".referred")).to_be_hidden()
    button.click()
    assert taken_along(page) == parse_qs(query)
