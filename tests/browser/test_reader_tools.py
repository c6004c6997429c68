"""The reader's tools in a real browser: search within the course, notes, places, keys, and what is carried elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rig import Eyes, Visitors, sideways, violations
from tests.browser.sealed import LESSON, UID, Shop, unlocked
from tests.building import write

pytestmark = pytest.mark.browser
only_root = pytest.mark.parametrize("base", ["/"])
LONG = "\n\n".join(f"Paragraph {number} of a lesson that nobody reads at one sitting. " * 6 for number in range(60))
CHAPTERS = {
    "content/courses/knots/course.md": "---\ntitle: Knots\ndescription: Two.\nprice: 9 USD\n---\n\nKnots.\n",
    "content/courses/knots/01-easy/chapter.md": "---\ntitle: Easy ones\n---\n",
    "content/courses/knots/01-easy/01-reef.md": f"---\ntitle: Reef\n---\n\n{LONG}\n",
    "content/courses/knots/02-hard/chapter.md": "---\ntitle: Hard ones\n---\n",
    "content/courses/knots/02-hard/01-bowline.md": "---\ntitle: Bowline\n---\n\nThe rabbit comes out of the hole.\n",
}
CHINESE = {
    "content/site.yaml": "name: 店\nurl: http://shop.localhost/\nemail: a@example.org\nlanguage: zh-CN\n",
    "content/courses/abc/02-second.md": "---\ntitle: 第二课\n---\n\n苍鹭站在浅水里，一动不动地等着小鱼游过来。\n",
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


def test_the_course_is_searched_where_it_is_open(buyers: Visitors, shop: Shop) -> None:
    """Closed words are found with their place in the text, open ones as well, and what comes later is not."""
    page = unlocked(buyers, shop)
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-tools]")).to_be_visible()
    page.keyboard.press("/")
    field = page.locator(".tool-search input")
    expect(field).to_be_focused()
    field.fill("HERON")
    hits = page.locator(".hits li")
    expect(hits.locator("a")).to_have_text(["Second", "Third"])
    expect(hits.locator("mark").first).to_have_text("heron")
    for words, titles in (("open part", ["Third"]), ("letter", ["First"]), ("nobody knew", ["Extra"])):
        field.fill(words)
        expect(hits.locator("a")).to_have_text(titles)
    field.fill("much later")
    expect(page.locator(".tool-search [data-said]")).to_have_text("Nothing found. Try another word.")
    field.fill("other half")
    expect(hits.locator("a")).to_have_text(["Third"])
    field.press("Enter")
    page.wait_for_url("**/third/")


@only_root
def test_a_language_without_spaces_is_searched_too(buyers: Visitors, shop: Shop) -> None:
    """Words are found within sentences, as in the search of the shop."""
    write(shop.root, CHINESE)
    shop.build()
    page = unlocked(buyers, shop)
    page.goto(shop.at(LESSON))
    tool(page, "search")
    page.locator(".tool-search input").fill("浅水")
    expect(page.locator(".hits mark")).to_have_text("浅水")


@only_root
def test_a_damaged_index_shows_nothing(buyers: Visitors, shop: Shop) -> None:
    """What was changed on the host is said to be damaged, and none of it is shown."""
    page = unlocked(buyers, shop)
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_be_visible()
    for path in (shop.dist / "_kp/b").iterdir():
        path.write_bytes(path.read_bytes()[:-1] + b"\0")
    page.evaluate("caches.keys()")
    tool(page, "search")
    page.locator(".tool-search input").fill("heron")
    expect(page.locator(".tool-search [data-said]")).to_contain_text("not what it should be")
    expect(page.locator(".hits li")).to_have_count(0)


@only_root
def test_notes_stay_and_can_be_taken_away(buyers: Visitors, shop: Shop, tmp_path: Path) -> None:
    """A note and a quotation are there after a reload, on their lesson alone, and as Markdown."""
    page = unlocked(buyers, shop)
    page.goto(shop.at(LESSON))
    tool(page, "notes")
    area = page.locator(".tool-notes textarea")
    area.fill("Look up *herons*.")
    expect(page.locator(".tool-notes [data-said]")).to_have_text("Kept on this device.")
    page.locator(".tool-notes [data-close]").click()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('[data-open] p'))")
    page.keyboard.press("m")
    expect(area).to_have_value("Look up *herons*.\n\n> Only those who paid may read of the heron.\n\n")
    page.locator(".tool-notes [data-close]").click()
    page.reload()
    tool(page, "notes")
    expect(area).to_have_value("Look up *herons*.\n\n> Only those who paid may read of the heron.\n\n")
    with page.expect_download() as got:
        page.locator(".tool-notes [data-export]").click()
    got.value.save_as(tmp_path / "notes.md")
    assert (tmp_path / "notes.md").read_text("utf-8") == (
        "# The alphabet\n\n## Second\n\nLook up *herons*.\n\n> Only those who paid may read of the heron.\n"
    )
    page.goto(shop.at("courses/abc/third/"))
    tool(page, "notes")
    expect(area).to_have_value("")


@only_root
def test_progress_and_notes_are_carried_to_another_device(buyers: Visitors, shop: Shop, tmp_path: Path) -> None:
    """A file holds them and no key; read in, it adds to what is there; any other file is refused."""
    first, second = unlocked(buyers, shop), unlocked(buyers, shop)
    for page, lesson, words in ((first, "second", "From the first."), (second, "third", "From the second.")):
        page.goto(shop.at(f"courses/abc/{lesson}/"))
        mark(page)
        page.goto(shop.at(LESSON))
        tool(page, "notes")
        page.locator(".tool-notes textarea").fill(words)
        expect(page.locator(".tool-notes [data-said]")).to_have_text("Kept on this device.")
        page.locator(".tool-notes [data-close]").click()
        tool(page, "device")
    with first.expect_download() as got:
        first.locator(".tool [data-export]:visible").click()
    file = tmp_path / "reading.json"
    got.value.save_as(file)
    assert set(json.loads(file.read_text("utf-8"))["stores"]) == {"progress", "notes"}
    (tmp_path / "other.json").write_text("[1]", "utf-8")
    second.locator("input[type=file]").set_input_files(tmp_path / "other.json")
    expect(second.locator("[data-carried]")).to_contain_text("not saved by this shop")
    second.locator("input[type=file]").set_input_files(file)
    expect(second.locator("[data-carried]")).to_have_text("That is all here now.")
    second.reload()
    expect(second.locator("[data-counted]")).to_have_text("2 of 5 lessons done")
    tool(second, "notes")
    expect(second.locator(".tool-notes textarea")).to_have_value("From the second.\n\nFrom the first.")


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


LISTEN = """() => { window.told = []; document.addEventListener("kps:completed", (event) => window.told.push(event.detail.uid)); }"""


@only_root
@pytest.mark.parametrize("still", [True, False])
def test_the_last_lesson_is_worth_a_moment(buyers: Visitors, shop: Shop, still: bool) -> None:  # noqa: FBT001
    """A chapter is named, the course has its panel and tells scripts; paper falls only for who likes motion."""
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
    assert page.locator(".slips").count() == (0 if still else 1)
    expect(page.locator(".slips")).to_have_count(0)
    assert violations(page) == []
    page.goto(shop.at("courses/knots/"))
    expect(page.locator("[data-completed]")).to_be_visible()
    assert page.evaluate("told") == ["knots"]


@only_root
def test_days_in_a_row_are_counted(buyers: Visitors, shop: Shop) -> None:
    """Days on which something was finished count, in any course; a gap ends the row; the reader may not want it."""
    page = unlocked(buyers, shop)
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-tools]")).to_be_visible()
    page.evaluate(
        """async () => {
          const back = (days) => new Date(Date.now() - new Date().getTimezoneOffset() * 60000 - days * 864e5).toISOString().slice(0, 10);
          await shelf.put("progress", "other", { done: { a: back(1), b: back(2), c: back(4) }, last: "" });
        }"""
    )
    mark(page)
    expect(page.locator("[data-streak]")).to_have_text("Days in a row: 3")
    tool(page, "device")
    page.locator("[data-wants-badges]").uncheck()
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


@only_root
def test_keys_are_told_and_can_be_switched_off(buyers: Visitors, shop: Shop) -> None:
    """The help opens by its own key; without keys, none does anything."""
    page = unlocked(buyers, shop)
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-tools]")).to_be_visible()
    page.keyboard.press("?")
    box = page.locator("dialog[open]")
    expect(box.locator("dt")).to_have_text(["n p", "d", "/", "m", "?"])
    box.locator("input").uncheck()
    box.locator("[data-close]").click()
    page.keyboard.press("/")
    page.keyboard.press("d")
    page.locator("[data-tool=search]").focus()
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("[data-mark]")).to_have_attribute("aria-pressed", "false")


@only_root
def test_a_lesson_is_printed_with_all_its_pictures(buyers: Visitors, shop: Shop) -> None:
    """Pictures that nobody has scrolled to are there before the printing begins, and no tools are on paper."""
    text = f"---\ntitle: Second\n---\n\n{LONG}\n\n![A plan](plan.png)\n"
    write(shop.root, {"content/courses/abc/02-second.md": text})
    shop.build()
    page = unlocked(buyers, shop)
    page.add_init_script("print = () => { window.printed = document.querySelector('[data-open] img').naturalWidth; }")
    page.goto(shop.at(LESSON))
    page.locator("[data-tool=print]").click()
    page.wait_for_function("() => window.printed > 0")
    page.emulate_media(media="print")
    expect(page.locator("[data-open] p").first).to_be_visible()
    for part in (".reader-bar", ".reader-tools", ".outline", ".pager"):
        expect(page.locator(part)).to_be_hidden()


@only_root
@pytest.mark.parametrize(
    ("name", "eyes"),
    [
        *((name, Eyes(360, dark)) for name in ("search", "notes", "device") for dark in (False, True)),
        *((name, Eyes(1280, dark)) for name in ("search", "notes", "device", "help") for dark in (False, True)),
    ],
    ids=str,
)
def test_tools_are_fit_for_everybody(name: str, eyes: Eyes, buyers: Visitors, shop: Shop) -> None:
    """axe-core finds nothing, and nothing scrolls sideways; a dialog closes with Escape."""
    page = unlocked(buyers, shop, Eyes(eyes.width, eyes.dark, still=True))
    page.goto(shop.at(LESSON))
    tool(page, name)
    if name == "search":
        page.locator(".tool-search input").fill("heron")
        expect(page.locator(".hits li")).to_have_count(2)
    assert violations(page) == []
    assert sideways(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


@only_root
def test_how_reading_works_is_said_on_a_page(buyers: Visitors, shop: Shop) -> None:
    """The tools' words have a page of their own, with scripts and without."""
    page = buyers.arrive(Eyes(scripts=False), "/unlock/help/")
    expect(page.locator("h1")).to_have_text("Reading here")
    expect(page.locator(".keys")).to_be_visible()
    page = buyers.arrive(Eyes(360, still=True), "/unlock/help/")
    assert violations(page) == []
    assert sideways(page) == []
