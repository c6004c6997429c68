"""Buyers in a real browser: from the link they were given to the last lesson, and all that may go wrong."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.rig import ALL_EYES, Eyes, Visitors, unfit, violations
from tests.browser.sealed import LESSON, PAID, UID, Shop, only_root, unlocked
from tests.building import write

pytestmark = pytest.mark.browser
SECOND_COURSE = {
    "content/courses/knots/course.md": "---\ntitle: Knots\ndescription: Two.\nprice: 9 USD\n---\n\nKnots.\n",
    "content/courses/knots/01-reef.md": "---\ntitle: Reef\n---\n\nLeft over right.\n",
}


def state(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.unlock || ''"))


def test_from_the_link_to_the_last_lesson(buyers: Visitors, shop: Shop) -> None:
    """Unlock, read text and picture, mark as done, go on where one was, on another page load as well."""
    page = unlocked(buyers, shop)
    assert page.url == shop.at("unlock/")
    page.locator("[data-onward]").click()
    expect(page.locator("h1")).to_have_text("First")
    page.locator(".pager-on").click()
    expect(page.locator("[data-open]")).to_contain_text(PAID)
    expect(page.locator(".invitation")).to_be_hidden()
    picture = page.locator("[data-open] img")
    picture.scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector('[data-open] img').naturalWidth > 0")
    assert (picture.get_attribute("src") or "").startswith("blob:")
    with page.expect_download() as got:
        page.locator("[data-open] .downloads a").click()
    assert got.value.path().read_bytes() == b"heron,17\n"
    assert got.value.suggested_filename == "figures.csv"
    page.locator("[data-mark]").click()
    expect(page.locator("[data-mark]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("[data-counted]")).to_have_text("1 of 5 lessons done")
    page.goto(shop.at("courses/abc/"))
    way = page.locator("[data-continue]")
    expect(way).to_have_text("Go on with Second")
    way.click()
    expect(page.locator("[data-open]")).to_contain_text(PAID)


@only_root
def test_the_closed_half_of_a_lesson_follows_the_open_one(buyers: Visitors, shop: Shop) -> None:
    """Where a preview ends for visitors, a buyer reads on; a lesson that opens later says so."""
    page = unlocked(buyers, shop)
    page.goto(shop.at("courses/abc/third/"))
    expect(page.locator("[data-open]")).to_contain_text("other half")
    page.goto(shop.at("courses/abc/later/"))
    expect(page.locator("[data-reader-state=not-out]")).to_be_visible()


@only_root
def test_a_lesson_that_is_not_listed_is_there_for_buyers(buyers: Visitors, shop: Shop) -> None:
    """Visitors find no trace of it; buyers find it at the end of the contents, and can mark it as done."""
    assert not [path for path in shop.dist.rglob("*.html") if "Extra" in path.read_text("utf-8")]
    page = unlocked(buyers, shop)
    page.goto(shop.at(LESSON))
    page.locator("[data-outline] a", has_text="Extra").click()
    expect(page.locator("h1")).to_have_text("Extra")
    expect(page.locator("[data-open]")).to_contain_text("Nobody knew of this.")
    page.locator("[data-mark]").click()
    expect(page.locator("[data-mark]")).to_have_attribute("aria-pressed", "true")
    page.goto(shop.at("courses/abc/"))
    expect(page.locator("[data-continue]")).to_have_text("Go on with Extra")
    expect(page.locator("[data-counted]")).to_have_text("1 of 5 lessons done")


@only_root
def test_the_link_of_a_bundle_opens_all_its_courses(buyers: Visitors, shop: Shop) -> None:
    """One claim, several courses: each is open; one that is not here is passed over."""
    write(shop.root, SECOND_COURSE)
    shop.access(courses=(UID, "knots"))
    shop.build()
    page = buyers.arrive(Eyes(still=True), shop.base)
    buyers.forgive(shop.at("_kp/c/gone.json"))
    page.goto(shop.link.replace("#c=", "#c=gone&c=").replace("&s=", "&c=knots&s="))
    expect(page.locator("[data-state=open]")).to_be_visible()
    expect(page.locator("[data-shelf] li:visible")).to_have_text(["The alphabet", "Knots"])
    page.goto(shop.at("courses/knots/reef/"))
    expect(page.locator("[data-open]")).to_contain_text("Left over right.")


@only_root
def test_the_keyboard_turns_pages(buyers: Visitors, shop: Shop) -> None:
    """Keys lead on and back and mark as done; all lessons done is worth a word."""
    page = unlocked(buyers, shop)
    page.goto(shop.at("courses/abc/first/"))
    for name in ("first", "second", "third"):
        page.wait_for_url(f"**/{name}/")
        expect(page.locator("[data-reader-tools]")).to_be_visible()
        page.keyboard.press("d")
        expect(page.locator("[data-mark]")).to_have_attribute("aria-pressed", "true")
        page.keyboard.press("n")
    page.wait_for_url("**/later/")
    page.keyboard.press("p")


@only_root
def test_a_stranger_reads_nothing(buyers: Visitors, shop: Shop) -> None:
    """Without a key the page is what it is for visitors, and the way in for buyers stands on it."""
    page = buyers.arrive(Eyes(still=True), LESSON)
    expect(page.locator(".invitation")).to_be_visible()
    expect(page.locator("[data-open]")).to_be_hidden()
    assert "heron" not in page.content()
    page.locator(".way-in a").click()
    page.wait_for_url("**/unlock/")
    expect(page.locator("[data-state=locked]")).to_be_visible()


@only_root
def test_keys_cannot_be_read_out(buyers: Visitors, shop: Shop) -> None:
    """What the device keeps are keys that no script exports; the claim is nowhere, nor in the address."""
    page = unlocked(buyers, shop)
    kept = page.evaluate(
        """async () => {
          const shown = [JSON.stringify(localStorage), document.cookie, location.href];
          for (const name of await shelf.names("keys")) {
            const key = await shelf.get("keys", name);
            const out = await crypto.subtle.exportKey("raw", key).then(() => "exported", () => "refused");
            shown.push(`${name} ${key.extractable} ${out}`);
          }
          return shown;
        }"""
    )
    assert {line for line in kept if "uk:" in line or "claim:" in line} == {
        f"claim:{UID} false refused",
        f"uk:{UID}:1:0 false refused",
    }
    assert shop.claim not in "".join(kept)
    page.locator("[data-forget]").click()
    expect(page.locator("[data-state=forgotten]")).to_be_visible()
    page.goto(shop.at(LESSON))
    expect(page.locator(".invitation")).to_be_visible()


@only_root
def test_a_new_edition_opens_by_itself_for_those_who_may(buyers: Visitors, shop: Shop) -> None:
    """An honest buyer notices nothing; the one who was revoked is told what to do."""
    page = unlocked(buyers, shop)
    shop.access(edition=2)
    shop.build()
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_contain_text(PAID)
    shop.access(edition=3, revoked=True)
    shop.build()
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-state=revoked]")).to_be_visible()
    expect(page.locator("[data-open]")).to_be_hidden()


@only_root
@pytest.mark.parametrize(
    ("fragment", "wanted"),
    [
        ("", "locked"),
        ("#c=c_abc&s=cs_live_x", "bad-link"),
        ("#c=c_abc&s={CHECKOUT_SESSION_ID}", "placeholder"),
        ("#c=c_abc&s=%7BCHECKOUT_SESSION_ID%7D", "placeholder"),
        ("#c=c_abc&s=kpg1_00000000000000000000000000", "not-yet"),
    ],
)
def test_what_is_the_matter_is_said(fragment: str, wanted: str, buyers: Visitors, shop: Shop) -> None:
    """Each state has words of its own, and a next step."""
    page = buyers.arrive(Eyes(still=True), f"/unlock/{fragment}")
    expect(page.locator(f"[data-state={wanted}]")).to_be_visible()
    assert state(page) == wanted
    assert page.url == shop.at("unlock/")
    assert violations(page) == []


@only_root
def test_a_pasted_link_opens_as_well(buyers: Visitors, shop: Shop) -> None:
    """From a letter, with what the mail program made of it."""
    page = buyers.arrive(Eyes(still=True), "/unlock/")
    page.locator("[data-paste] input").fill(f"<{shop.link.replace('&', '&amp;')}>.")
    page.locator("[data-paste] button").click()
    expect(page.locator("[data-state=open]")).to_be_visible()


@only_root
def test_damaged_files_show_nothing_of_themselves(buyers: Visitors, shop: Shop) -> None:
    """A file that was changed on the host is told from one that is whole, and no part of it is shown."""
    page = unlocked(buyers, shop)
    for path in (shop.dist / "_kp/b").iterdir():
        data = bytearray(path.read_bytes())
        data[-1] ^= 1
        path.write_bytes(data)
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-state=damaged]")).to_be_visible()
    expect(page.locator("[data-open]")).to_be_hidden()


@only_root
def test_pages_of_buyers_are_fit_for_everybody(buyers: Visitors, shop: Shop) -> None:
    """axe-core finds nothing, and nothing scrolls sideways, on the unlock page and in an open lesson."""
    page = unlocked(buyers, shop, ALL_EYES[0])
    assert unfit(page) == []
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-reader-tools]")).to_be_visible()
    assert unfit(page) == []


@only_root
def test_without_scripts_the_page_says_what_it_takes(buyers: Visitors, shop: Shop) -> None:
    """No empty page for those who have switched them off."""
    page = buyers.arrive(Eyes(scripts=False), "/unlock/")
    expect(page.locator("noscript")).to_be_visible()


@only_root
def test_an_edit_reaches_who_has_the_course(buyers: Visitors, shop: Shop) -> None:
    """What is published anew is read anew, with the keys that are there."""
    page = unlocked(buyers, shop)
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_contain_text(PAID)
    write(shop.root, {"content/courses/abc/02-second.md": "---\ntitle: Second\n---\n\nNow the bittern.\n"})
    shop.build()
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_contain_text("Now the bittern.")
