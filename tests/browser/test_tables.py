"""Tables and formulas that are wider than a phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_counting import ORIGIN, made, visiting

pytestmark = pytest.mark.browser
WIDE = """---
title: Shares
price: free
---
"""
LESSON = """---
title: A wide table
---

| What | Before | After | Points | Per cent | A sentence |
|---|---:|---:|---:|---:|---|
| Votes for a party | 20% | 25% | +5 | +25% | It won five points, a quarter more than last time. |

| One | Two |
|---|---|
| a | b |
"""
FADES = """table => ['--before', '--after'].map(
  name => Math.round(parseFloat(getComputedStyle(table).getPropertyValue(name))))"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_wide_tables_can_be_read_on_a_phone(
    language: str, tmp_path: Path, launch: Callable[..., Browser]
) -> None:
    """Words in the last column do not make the row a screen tall, and a table that goes on beyond the edge
    fades out there, on the side that is not reached yet; one that fits stays as it is.
    """
    pages = {"content/courses/abc/course.md": WIDE, "content/courses/abc/01-wide.md": LESSON}
    with visiting(launch, made(tmp_path, f"language: {language}", pages)) as page:
        page.set_viewport_size({"width": 360, "height": 800})
        page.goto(f"{ORIGIN}/courses/abc/wide/")
        wide, small = page.locator(".table").all()
        row = wide.locator("tbody tr").bounding_box()
        assert row is not None
        assert row["height"] < 120
        assert wide.evaluate(FADES) == [0, 40]
        assert small.evaluate(FADES) == [0, 0]
        _scroll_to_the_end(page)
        assert wide.evaluate(FADES) == [40, 0]


def _scroll_to_the_end(page: Page) -> None:
    page.locator(".table").first.evaluate("""table => new Promise(done => {
        table.scrollBy(table.scrollWidth * (getComputedStyle(table).direction === 'rtl' ? -1 : 1), 0);
        requestAnimationFrame(() => requestAnimationFrame(done));
    })""")
