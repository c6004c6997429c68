"""What is the matter, said in plain words: files that are damaged, and browsers that cannot open them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.rig import NOWHERE_ELSE, Eyes, Visitors
from tests.browser.sealed import LESSON, PAID, UID, Shop, make_shop, only_root, unlocked
from tests.browser.server import serving

pytestmark = pytest.mark.browser
UNSAFE = "http://shop.unsafe.test"


def files(shop: Shop) -> list[Path]:
    return sorted((shop.dist / "_kp/b").iterdir())


def cut(shop: Shop) -> None:
    """Leave half of each file."""
    for path in files(shop):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def swapped(shop: Shop) -> None:
    """Give each file the content of another."""
    contents = [path.read_bytes() for path in files(shop)]
    for path, data in zip(files(shop), contents[1:] + contents[:1], strict=True):
        path.write_bytes(data)


def spliced(shop: Shop) -> None:
    """Put the sealed text of another edition behind the header of this one."""
    _edited(shop, lambda old, new: old[:64] + new[64:])


def of_another_edition(shop: Shop) -> None:
    """Put files of the next edition in the place of those of this one."""
    _edited(shop, lambda _, new: new)


def _edited(shop: Shop, change: Callable[[bytes, bytes], bytes]) -> None:
    before = {path.name: path.read_bytes() for path in files(shop)}
    published = (shop.dist / f"_kp/c/{UID}.json").read_bytes()
    shop.access(edition=2)
    shop.build()
    others = sorted((path.read_bytes() for path in files(shop)), key=len)
    for name, data in before.items():
        sizes = [abs(len(each) - len(data)) for each in others]
        other = others[sizes.index(min(sizes))]
        (shop.dist / "_kp/b" / name).write_bytes(change(data, other))
    (shop.dist / f"_kp/c/{UID}.json").write_bytes(published)


def empty(shop: Shop) -> None:
    """Leave nothing of each file."""
    for path in files(shop):
        path.write_bytes(b"")


@only_root
@pytest.mark.parametrize("spoil", [cut, swapped, spliced, of_another_edition, empty])
def test_files_that_are_not_what_they_should_be_show_nothing(
    spoil: Callable[[Shop], None], buyers: Visitors, shop: Shop
) -> None:
    """The page says so with the next step, and no word or picture of the lesson is on it."""
    page = unlocked(buyers, shop)
    spoil(shop)
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-state=damaged]")).to_be_visible()
    expect(page.locator("[data-reader-state=damaged]")).to_contain_text("write to the shop")
    expect(page.locator("[data-open]")).to_be_hidden()
    assert PAID not in page.content()


@only_root
def test_a_missing_file_is_damage_too(buyers: Visitors, shop: Shop) -> None:
    """An upload that broke off shows nothing of the lesson."""
    page = unlocked(buyers, shop)
    for path in files(shop):
        buyers.forgive(shop.at(f"_kp/b/{path.name}"))
        path.unlink()
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-state=damaged]")).to_be_visible()


CLEARED = """(names) => new Promise((done) => {
  const opening = indexedDB.open(`kp:${shelf.base}`);
  opening.onsuccess = () => {
    const work = opening.result.transaction(names, "readwrite");
    names.forEach((name) => work.objectStore(name).clear());
    work.oncomplete = () => { opening.result.close(); done(); };
  };
})"""


def test_a_browser_that_forgot_is_opened_by_the_same_link(buyers: Visitors, shop: Shop) -> None:
    """Safari clears what it stored after a week: then the page is a visitor's, and the link restores all."""
    page = unlocked(buyers, shop)
    page.evaluate(CLEARED, ["keys", "access", "progress", "notes"])
    page.goto(shop.at(LESSON))
    expect(page.locator(".invitation")).to_be_visible()
    page.locator(".way-in a").click()
    expect(page.locator("[data-state=locked]")).to_be_visible()
    page.goto(shop.link)
    expect(page.locator("[data-onward]")).to_be_visible()
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_contain_text(PAID)


@only_root
def test_half_of_what_was_stored_is_enough_to_open_again(buyers: Visitors, shop: Shop) -> None:
    """Where the key of the link is left, the locker gives the rest once more."""
    page = unlocked(buyers, shop)
    page.evaluate(CLEARED, ["access"])
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_contain_text(PAID)


@only_root
def test_a_browser_that_stores_nothing_shows_visitors_their_page(buyers: Visitors, shop: Shop) -> None:
    """No alarm on a lesson's page; the page that opens courses says what to do."""
    page = buyers.arrive(Eyes(still=True), "/")
    page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('', 'SecurityError'); }")
    page.goto(shop.at(LESSON))
    expect(page.locator(".invitation")).to_be_visible()
    expect(page.locator("[data-reader-state]:visible")).to_have_count(0)
    page.goto(shop.link)
    expect(page.locator("[data-state=no-storage]")).to_be_visible()


def test_an_address_that_is_not_safe_opens_nothing(launch: Callable[..., Browser], tmp_path: Path) -> None:
    """On plain http, lessons are as visitors see them; the page that opens courses says what is missing."""
    shop = make_shop(tmp_path / "store", UNSAFE)
    with serving(shop.dist) as port:
        browser = launch(f"--host-resolver-rules=MAP shop.unsafe.test:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        visitors = Visitors(browser, UNSAFE)
        page: Page = visitors.arrive(Eyes(still=True), LESSON)
        expect(page.locator(".invitation")).to_be_visible()
        page.goto(shop.link)
        expect(page.locator("[data-state=insecure]")).to_contain_text("https://")
        assert shop.claim not in page.url
        assert visitors.leave() == []
        browser.close()


@only_root
def test_a_window_that_knows_no_workers_reads_all_the_same(buyers: Visitors, shop: Shop) -> None:
    """Lessons open; only the copy for the road is refused, with the reason."""
    page = unlocked(buyers, shop)
    page.add_init_script("delete Navigator.prototype.serviceWorker")
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_contain_text(PAID)
    page.locator("[data-tool=device]").click()
    expect(page.locator("[data-road]")).to_contain_text("can keep no copy")
    expect(page.locator("[data-take]")).to_be_disabled()


@only_root
def test_the_closed_half_of_a_page_says_when_it_is_damaged(buyers: Visitors, shop: Shop) -> None:
    """A preview with a closed half keeps its open half, and shows nothing of the other."""
    page = unlocked(buyers, shop)
    cut(shop)
    page.goto(shop.at("courses/abc/third/"))
    expect(page.locator("[data-reader-state=damaged]")).to_be_visible()
    expect(page.locator(".reading-text")).to_contain_text("The open part.")
    assert "other half" not in page.content()
