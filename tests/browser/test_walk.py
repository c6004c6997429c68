"""A visitor's way through the demo: home, course, a free lesson, the checkout."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rig import Eyes, Visitors

pytestmark = pytest.mark.browser
COURSE = "/courses/honest-charts/"
FREE_LESSON = "main .line-preview a"
CHECKOUT = 'a[href^="https://buy.stripe.com/"]'
BOTH = (False, True)
ALL_EYES = [Eyes(width, dark, scripts) for width in (360, 1280) for dark in BOTH for scripts in BOTH]
# The mark may stand on the link itself, on a part drawn over its whole card, or on the card around it.
FOCUS_SEEN = """() => {
  const outlined = (each, part) => {
    const style = getComputedStyle(each, part);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  };
  const here = document.activeElement;
  if (outlined(here, '::before') || outlined(here, '::after')) return true;
  for (let around = here; around; around = around.parentElement) if (outlined(around)) return true;
  return false;
}"""
IN_REACH = """() => {
  const offers = document.querySelector('#offers').getBoundingClientRect();
  const links = [...document.querySelectorAll('a[href^="https://buy.stripe.com/"], a[href$="#offers"]')];
  return (offers.top < innerHeight && offers.bottom > 0) || links.some(each => {
    const box = each.getBoundingClientRect();
    const on_top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return on_top && each.contains(on_top);
  });
}"""
MOST_STOPS = 300


@pytest.mark.parametrize("eyes", ALL_EYES, ids=str)
def test_the_way_to_the_checkout(eyes: Eyes, visitors: Visitors) -> None:
    """From home over the sales page and a free lesson to the offers and the checkout, click by click."""
    page = visitors.arrive(eyes)
    page.locator(f'main a[href="{COURSE}"]:visible').first.click()
    expect(page.locator("h1")).to_be_visible()
    title = page.locator("h1").inner_text()
    page.locator(FREE_LESSON).first.click()
    expect(page.locator("h1")).not_to_have_text(title)
    expect(page.locator("main .prose p").first).to_be_visible()
    page.locator(f'main .invitation a[href="{COURSE}#offers"]').click()
    expect(page.locator("h1")).to_have_text(title)
    with page.expect_request("https://buy.stripe.com/**"):
        page.locator(f"#offers {CHECKOUT}").first.click()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until an element that the selector finds has the focus; every stop must be seen."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
        assert page.evaluate(FOCUS_SEEN), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"the keyboard does not reach {selector} on {page.url}")


@pytest.mark.parametrize("eyes", [Eyes(width, scripts=on) for width in (360, 1280) for on in BOTH], ids=str)
def test_the_keyboard_alone_gets_there(eyes: Eyes, visitors: Visitors) -> None:
    """Tab and Enter suffice for the whole way, and one always sees where one is."""
    page = visitors.arrive(eyes)
    tab_to(page, f'main a[href="{COURSE}"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{COURSE}")
    tab_to(page, FREE_LESSON)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{COURSE}*/**")
    tab_to(page, f'main .invitation a[href="{COURSE}#offers"]')
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{COURSE}#offers")
    tab_to(page, CHECKOUT)
    with page.expect_request("https://buy.stripe.com/**"):
        page.keyboard.press("Enter")


def test_the_first_stop_skips_what_every_page_repeats(visitors: Visitors) -> None:
    """The first Tab offers to skip to the content, and Enter does so."""
    page = visitors.arrive(Eyes())
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_buy_bar_stays_in_reach_on_a_phone(visitors: Visitors) -> None:
    """Wherever one has scrolled on a sales page, a way to the checkout or the offers are on the screen."""
    page = visitors.arrive(Eyes(width=360), COURSE)
    for tenth in range(11):
        page.evaluate("tenth => scrollTo(0, document.body.scrollHeight * tenth / 10)", tenth)
        page.wait_for_function(IN_REACH)
