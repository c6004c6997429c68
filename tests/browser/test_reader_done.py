"""How far one has come: the place in a lesson, the end of a chapter and of a course, days in a row."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.knots import CHAPTERS, at_knots, knots, mark, tool
from tests.browser.rig import Eyes, Visitors, violations
from tests.browser.sealed import LESSON, Shop, only_root, unlocked

pytestmark = pytest.mark.browser
KEPT = """async () => {
  const place = async () => Object.values((await shelf.get("progress", "knots")).place || {})[0] || 0;
  while (await place() < 25) await new Promise((done) => { setTimeout(done, 50); });
}"""


@only_root
def test_one_goes_on_at_the_paragraph_where_one_stopped(buyers: Visitors, shop: Shop) -> None:
    """After a reload in another window width the same words stand at the top."""
    knots(shop)
    page = at_knots(buyers, shop, "reef")
    page.locator("[data-open] p", has_text="Paragraph 31 ").evaluate("node => node.scrollIntoView()")
    page.evaluate(KEPT)
    page.goto(shop.at("courses/knots/"))
    page.set_viewport_size({"width": 500, "height": 700})
    page.locator("[data-continue]").click()
    expect(page.locator("[data-open] p", has_text="Paragraph 31 ")).to_be_in_viewport()
    expect(page.locator("[data-open] p", has_text="Paragraph 20 ")).not_to_be_in_viewport()


LISTEN = """() => {
  window.told = [];
  document.addEventListener("kps:completed", (event) => window.told.push(event.detail.uid));
}"""


@only_root
@pytest.mark.parametrize("still", [True, False])
def test_the_last_lesson_is_worth_a_moment(buyers: Visitors, shop: Shop, still: bool) -> None:
    """A chapter is named, the course has its panel and tells scripts; paper falls for who likes motion."""
    knots(shop)
    page = at_knots(buyers, shop, "bowline", Eyes(still=still))
    page.add_init_script(f"({LISTEN})()")
    page.reload()
    mark(page)
    expect(page.locator(".rewards-said")).to_have_text("That was the chapter “Hard ones”. Well done.")
    expect(page.locator("[data-badge]:visible")).to_have_text(["First lesson", "First chapter", "Half way"])
    assert page.evaluate("told") == []
    page.goto(shop.at("courses/knots/reef/"))
    mark(page)
    expect(page.locator("[data-completed]")).to_be_in_viewport()
    assert page.evaluate("told") == ["knots"]
    expect(page.locator(".slips")).to_have_count(0 if still else 1)
    expect(page.locator(".slips")).to_have_count(0)
    assert violations(page) == []
    page.goto(shop.at("courses/knots/"))
    expect(page.locator("[data-completed]")).to_be_visible()
    assert page.evaluate("told") == ["knots"]


@only_root
def test_days_in_a_row_are_counted(buyers: Visitors, shop: Shop) -> None:
    """Days with something finished count, in any course; a gap ends the row; the reader may not want it."""
    page = unlocked(buyers, shop)
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-tools]")).to_be_visible()
    page.evaluate(
        """async () => {
          const away = new Date().getTimezoneOffset() * 60000;
          const back = (days) => new Date(Date.now() - away - days * 864e5).toISOString().slice(0, 10);
          await shelf.put("progress", "other", { done: { a: back(1), b: back(2), c: back(4) }, last: "" });
        }"""
    )
    mark(page)
    expect(page.locator("[data-streak]")).to_have_text("Days in a row: 3")
    tool(page, "device")
    page.locator("[data-wants-badges]").uncheck()
    page.evaluate(
        """async () => {
          const kept = async () => (await shelf.get("progress", ":reader")) || {};
          while (!(await kept()).noBadges) await new Promise((done) => { setTimeout(done, 50); });
        }"""
    )
    page.goto(shop.at("courses/abc/"))
    expect(page.locator(".rewards")).to_be_attached()
    expect(page.locator("[data-streak], [data-earned]")).to_have_count(2)
    expect(page.locator("[data-streak]:visible, [data-earned]:visible")).to_have_count(0)


@only_root
def test_a_creator_can_leave_badges_out(buyers: Visitors, shop: Shop) -> None:
    """One line in a course: nobody counts days there, and the end of a chapter is still worth a word."""
    matter = CHAPTERS["content/courses/knots/course.md"].replace("price:", "badges: false\nprice:")
    knots(shop, {"content/courses/knots/course.md": matter})
    page = at_knots(buyers, shop, "bowline")
    mark(page)
    expect(page.locator(".rewards-said")).to_contain_text("Hard ones")
    expect(page.locator("[data-earned]")).to_be_hidden()
    tool(page, "device")
    expect(page.locator("[data-wants-badges]")).to_be_hidden()
