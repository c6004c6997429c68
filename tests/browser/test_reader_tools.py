"""The reader's tools in a real browser: search within the course, notes, keys, paper, and a file to carry."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.knots import LONG, mark, tool
from tests.browser.rig import Eyes, Visitors, look_with, sideways, violations
from tests.browser.sealed import LESSON, Shop, only_root, unlocked
from tests.building import write

pytestmark = pytest.mark.browser
TOOLS = ("search", "notes", "device", "help")  # the last is about keys, which phones have none of
CHINESE = {
    "content/site.yaml": "name: 店\nurl: http://shop.localhost/\nemail: a@example.org\nlanguage: zh-CN\n",
    "content/courses/abc/02-second.md": "---\ntitle: 第二课\n---\n\n苍鹭站在浅水里等着小鱼。\n",
}


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
    expect(page.locator(".tool-notes [data-said]")).to_have_text("Kept on this device.")
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
@pytest.mark.parametrize("onward", ["reload", "elsewhere"])
def test_the_last_words_of_a_note_stay(onward: str, buyers: Visitors, shop: Shop) -> None:
    """What was typed right before the page is left is there on coming back."""
    page = unlocked(buyers, shop)
    page.goto(shop.at(LESSON))
    tool(page, "notes")
    page.keyboard.type("Look up herons.")
    if onward == "reload":
        page.reload()
    else:
        page.goto(shop.at("courses/abc/third/"))
        page.go_back()
    tool(page, "notes")
    expect(page.locator(".tool-notes textarea")).to_have_value("Look up herons.")


@only_root
def test_progress_and_notes_are_carried_to_another_device(
    buyers: Visitors, shop: Shop, tmp_path: Path
) -> None:
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
    """Pictures that nobody has scrolled to are there before printing begins, and no tools are on paper."""
    text = f"---\ntitle: Second\n---\n\n{LONG}\n\n![A plan](plan.png)\n"
    write(shop.root, {"content/courses/abc/02-second.md": text})
    shop.build()
    page = unlocked(buyers, shop)
    page.add_init_script(
        "print = () => { window.printed = document.querySelector('[data-open] img').naturalWidth; }"
    )
    page.goto(shop.at(LESSON))
    page.locator("[data-tool=print]").click()
    page.wait_for_function("() => window.printed > 0")
    page.emulate_media(media="print")
    expect(page.locator("[data-open] p").first).to_be_visible()
    for part in (".reader-bar", ".reader-tools", ".outline", ".pager"):
        expect(page.locator(part)).to_be_hidden()


@only_root
@pytest.mark.parametrize(
    ("name", "width"),
    [*((name, 360) for name in ("search", "notes", "device")), *((name, 1280) for name in TOOLS)],
)
def test_tools_are_fit_for_everybody(name: str, width: int, buyers: Visitors, shop: Shop) -> None:
    """axe-core finds nothing, and nothing scrolls sideways, dark and light; a dialog closes with Escape."""
    dark, light = Eyes(width, dark=True, still=True), Eyes(width, still=True)
    page = unlocked(buyers, shop, dark)
    page.goto(shop.at(LESSON))
    tool(page, name)
    if name == "search":
        page.locator(".tool-search input").fill("heron")
        expect(page.locator(".hits li")).to_have_count(2)
    assert violations(page) + sideways(page) == []
    look_with(page, light)
    assert violations(page) + sideways(page) == []
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
