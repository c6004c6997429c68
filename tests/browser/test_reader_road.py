"""A copy of a course for the road: taken along, read without a network, and given up again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rig import Visitors
from tests.browser.sealed import LESSON, PAID, UID, Shop, only_root, unlocked
from tests.building import write

pytestmark = pytest.mark.browser


def taken(page: Page, shop: Shop) -> None:
    """Take the course along."""
    page.goto(shop.at(LESSON))
    page.locator("[data-tool=device]").click()
    said = page.locator("[data-road]")
    expect(said).to_contain_text("to be read without a network: about")
    page.locator("[data-take]").click()
    expect(said).to_contain_text("It reads without a network.")
    page.locator(".tool [data-close]").last.click()


def test_a_course_is_read_without_a_network(buyers: Visitors, shop: Shop) -> None:
    """Lessons, pictures, files, the search and the sales page: what was taken along is all there."""
    page = unlocked(buyers, shop)
    taken(page, shop)
    sent = buyers.sealed_bytes()
    buyers.cut_off()
    page.goto(shop.at("courses/abc/"))
    page.locator("[data-continue]").click()
    expect(page.locator("[data-open]")).to_contain_text(PAID)
    page.wait_for_function("() => document.querySelector('[data-open] img').naturalWidth > 0")
    with page.expect_download() as got:
        page.locator("[data-open] .downloads a").click()
    assert got.value.path().read_bytes() == b"heron,17\n"
    page.keyboard.press("/")
    page.locator(".tool-search input").fill("open part")
    page.locator(".hits a", has_text="Third").click()
    expect(page.locator("[data-open]")).to_contain_text("The heron's other half.")
    page.locator("[data-outline] a", has_text="Extra").click()
    expect(page.locator("[data-open]")).to_contain_text("Nobody knew of this.")
    assert buyers.sealed_bytes() == sent
    expect(page.locator(".reader-bar")).to_have_css("display", "flex")


@only_root
def test_a_copy_is_brought_up_to_date_and_removed(buyers: Visitors, shop: Shop) -> None:
    """After an edit the new text is taken along, the old one thrown away; a removed copy leaves nothing."""
    page = unlocked(buyers, shop)
    taken(page, shop)
    kept = "async () => (await (await caches.open(shelf.road('c_abc'))).keys()).map((one) => one.url)"
    before = set(page.evaluate(kept))
    write(shop.root, {"content/courses/abc/02-second.md": "---\ntitle: Second\n---\n\nNow the bittern.\n"})
    shop.build()
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_contain_text("Now the bittern.")
    page.locator("[data-tool=device]").click()
    expect(page.locator("[data-take]")).to_have_text("Bring it up to date")
    page.locator("[data-take]").click()
    expect(page.locator("[data-take]")).to_be_enabled()
    after = set(page.evaluate(kept))
    assert after - before
    assert before - after
    buyers.cut_off()
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_contain_text("Now the bittern.")
    page.locator("[data-tool=device]").click()
    page.locator("[data-drop]").click()
    expect(page.locator("[data-road]")).to_contain_text("about")
    assert page.evaluate("caches.keys()") == []


@only_root
def test_without_a_copy_the_page_says_that_there_is_no_network(buyers: Visitors, shop: Shop) -> None:
    """A lesson that cannot be fetched says so, and opens by itself when the network is back."""
    page = unlocked(buyers, shop)
    buyers.forgive(shop.at(f"_kp/c/{UID}.json"))
    page.route("**/_kp/**", lambda route: route.abort("internetdisconnected"))
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-state=offline]")).to_be_visible()
    expect(page.locator("[data-open]")).to_be_hidden()
    page.unroute("**/_kp/**")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-open]")).to_contain_text(PAID)


@only_root
def test_a_device_forgets_everything(buyers: Visitors, shop: Shop) -> None:
    """Keys, progress, notes and copies go, after asking once more."""
    page = unlocked(buyers, shop)
    taken(page, shop)
    page.locator("[data-mark]").click()
    expect(page.locator("[data-mark]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-tool=device]").click()
    button = page.locator(".tool [data-forget]")
    button.click()
    expect(button).to_have_text("Really forget everything?")
    button.click()
    expect(page.locator(".invitation")).to_be_visible()
    assert page.evaluate("caches.keys()") == []
    left = "async () => (await Promise.all(shelf.stores.map((name) => shelf.names(name)))).flat()"
    assert page.evaluate(left) == []
