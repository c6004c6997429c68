"""What buyers see of a store that sells them nothing more, and how it fits who needs it larger."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.rig import PHONE, Eyes, Visitors, sideways
from tests.browser.sealed import UID, Shop, only_root, unlocked
from tests.building import write

pytestmark = pytest.mark.browser
PROMO = {"content/promos.yaml": "- code: SPRING\n  percent_off: 20\n  courses: [abc]\n  public: true\n"}
FOR_SALE = ".promo, .closing, .plate .price, .buy-bar, .syllabus .free"
TWICE = "document.documentElement.style.fontSize = '200%'"


@only_root
def test_the_right_link_overrules_a_mistyped_one(buyers: Visitors, shop: Shop) -> None:
    """The page goes on looking whether a link is open by now, and stops when it is given another."""
    page = buyers.arrive(Eyes(still=True), "/")
    page.clock.install()
    wrong = shop.claim[:-1] + ("A" if shop.claim[-1] != "A" else "B")
    page.goto(shop.link.replace(shop.claim, wrong))
    expect(page.locator("[data-state=not-yet]")).to_be_visible()
    page.goto(shop.link)
    expect(page.locator("[data-state=open]")).to_be_visible()
    page.clock.run_for(20_000)
    # Whatever was looked for meanwhile has been found when the same has been looked for once more.
    assert page.evaluate("([uid, claim]) => shelf.unlock(uid, claim)", [UID, wrong]) == "not-yet"
    expect(page.locator("[data-state=open]")).to_be_visible()
    expect(page.locator("[data-state=not-yet]")).to_be_hidden()


@only_root
def test_what_is_bought_is_not_for_sale(buyers: Visitors, shop: Shop) -> None:
    """Visitors see reductions, prices and free lessons of a course; who has it sees their way on alone."""
    write(shop.root, PROMO)
    shop.build()
    page = buyers.arrive(PHONE, "/courses/abc/")
    for part in (".promo", ".closing", ".plate .price", ".syllabus .free"):
        expect(page.locator(part).first).to_be_visible()
    page = unlocked(buyers, shop)
    page.goto(shop.at("courses/abc/"))
    expect(page.locator("[data-continue]")).to_be_visible()
    expect(page.locator(FOR_SALE).locator("visible=true")).to_have_count(0)


@only_root
def test_without_scripts_no_field_is_offered_that_opens_nothing(buyers: Visitors, shop: Shop) -> None:
    """The page that opens courses says what it needs; a link that is pasted would go nowhere."""
    page = buyers.arrive(Eyes(scripts=False), "/unlock/")
    expect(page.locator("noscript p")).to_be_visible()
    expect(page.get_by_label("Open a link")).to_be_hidden()


@pytest.mark.parametrize(
    "path", ["/", "/courses/", "/courses/honest-charts/", "/bundles/readers-desk/", "/search/"]
)
def test_text_of_twice_the_size_fits_a_phone(path: str, visitors: Visitors) -> None:
    """Text wraps and fields shrink, and nothing has to be moved sideways."""
    page = visitors.arrive(PHONE, path)
    page.evaluate(TWICE)
    assert sideways(page) == []


@only_root
def test_a_key_fits_a_phone_at_twice_the_size(buyers: Visitors, shop: Shop) -> None:
    """The page with one's link, and the field for another."""
    page = unlocked(buyers, shop, PHONE)
    page.evaluate(TWICE)
    assert sideways(page) == []
