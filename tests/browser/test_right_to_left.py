"""Prices and figures from right to left, as they are seen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_counting import ORIGIN, made, visiting

pytestmark = pytest.mark.browser
COURSE = """---
title: الخط العربي
price: 49 USD
compare_at: 79 USD
payment_link: https://buy.stripe.com/test_abc
---
"""
# What stands on a line, letter by letter from left to right.
SEEN = """node => {
  const letters = [], walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
  for (let text; text = walker.nextNode();) [...text.data].forEach((letter, at) => {
    const range = new Range();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    const { left, width } = range.getBoundingClientRect();
    if (width && letter.trim()) letters.push([left, letter]);
  });
  return letters.sort(([one], [other]) => one - other).map(([, letter]) => letter).join('');
}"""


def seen(page: Page, selector: str) -> str:
    return str(page.locator(selector).first.evaluate(SEEN))


@pytest.mark.parametrize("width", [360, 1280])
def test_prices_and_figures_keep_their_order(
    width: int, tmp_path: Path, launch: Callable[..., Browser]
) -> None:
    """The sign of the dollar stands behind "US"; the old price comes first, which is on the right; words that
    are not translated read from left to right.
    """
    dist = made(tmp_path, "language: ar", {"content/courses/abc/course.md": COURSE})
    with visiting(launch, dist) as page:
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(f"{ORIGIN}/courses/abc/")
        assert seen(page, ".plate .price-now") == "US$49"
        assert page.locator(".plate .price").evaluate(
            "price => price.querySelector('.price-now').getBoundingClientRect().right"
            " <= price.querySelector('.price-was').getBoundingClientRect().left"
        )
        assert seen(page, ".plate-facts dd") == "2,1ofthemfree"
        page.goto(f"{ORIGIN}/embed/abc/")
        assert seen(page, ".card-price .price-now") == "US$49"
