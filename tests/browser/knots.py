"""A second course for browsers, of two chapters and a long lesson, and what readers do with their tools."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.rig import Eyes, Visitors
from tests.browser.sealed import UID, Shop
from tests.building import write

LONG = "\n\n".join(
    f"Paragraph {number} of a lesson that nobody reads at one sitting. " * 6 for number in range(60)
)
CHAPTERS = {
    "content/courses/knots/course.md": "---\ntitle: Knots\ndescription: Two.\nprice: 9 USD\n---\n\nKnots.\n",
    "content/courses/knots/01-easy/chapter.md": "---\ntitle: Easy ones\n---\n",
    "content/courses/knots/01-easy/01-reef.md": f"---\ntitle: Reef\n---\n\n{LONG}\n",
    "content/courses/knots/02-hard/chapter.md": "---\ntitle: Hard ones\n---\n",
    "content/courses/knots/02-hard/01-bowline.md": "---\ntitle: Bowline\n---\n\nA rabbit comes out.\n",
}


def tool(page: Page, name: str) -> None:
    page.locator(f"[data-tool={name}]").click()
    expect(page.locator("dialog[open]")).to_be_visible()


def mark(page: Page) -> None:
    page.locator("[data-mark]").click()
    expect(page.locator("[data-mark]")).to_have_attribute("aria-pressed", "true")


def knots(shop: Shop, more: dict[str, str] | None = None) -> None:
    """Add a course of two chapters, and access to it."""
    write(shop.root, CHAPTERS | (more or {}))
    shop.access(courses=(UID, "knots"))
    shop.build()


def at_knots(buyers: Visitors, shop: Shop, lesson: str, eyes: Eyes | None = None) -> Page:
    page = buyers.arrive(eyes or Eyes(still=True), shop.base)
    page.goto(shop.link.replace("&s=", "&c=knots&s="))
    expect(page.locator("[data-shelf] li:visible")).to_have_count(2)
    page.goto(shop.at(f"courses/knots/{lesson}/"))
    expect(page.locator("[data-reader-tools]")).to_be_visible()
    return page
