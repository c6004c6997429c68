"""What fingers press on a phone, and what eyes need to see that something can be pressed at all."""

from __future__ import annotations

import pytest

from tests.browser.rig import PHONE, Visitors

pytestmark = pytest.mark.browser
FINGER = 44  # CSS pixels, as WCAG 2.2 has it in 2.5.5 Target Size (Enhanced)
TOO_LOW = """finger => [...document.querySelectorAll('.foot-links a, .tags a, .embed-code summary')]
  .filter(each => each.getBoundingClientRect().height < finger - .5).map(each => each.textContent)"""
EMPTY_LINES = """() => [...document.querySelectorAll('.line-closed .line-words')].filter(each => {
  const range = document.createRange();
  range.selectNodeContents(each.querySelector('a'));
  return each.getBoundingClientRect().height > range.getBoundingClientRect().height * 1.3 + 4;
}).map(each => each.textContent)"""


def test_links_in_lists_are_as_high_as_a_finger(visitors: Visitors) -> None:
    """Topics, the links at the foot of every page, and what unfolds can be hit without aiming."""
    assert visitors.arrive(PHONE, "/courses/honest-charts/").evaluate(TOO_LOW, FINGER) == []


def test_lines_of_the_contents_hold_no_empty_line(visitors: Visitors) -> None:
    """A title that just fits its line is followed by the next lesson, at the same step as elsewhere."""
    page = visitors.arrive(PHONE, "/courses/honest-charts/")
    assert page.evaluate(EMPTY_LINES) == []


def test_what_unfolds_says_so(visitors: Visitors) -> None:
    """The words for one's own site carry the sign that every folded part of the page carries."""
    page = visitors.arrive(PHONE, "/courses/honest-charts/")
    sign = "getComputedStyle(document.querySelector('.embed-code summary'), '::after').content"
    assert page.evaluate(sign) == '"+"'
    page.locator(".embed-code summary").click()
    assert page.evaluate(sign) == '"−"'
