"""From the payment to the open page, and back: a real browser, the real verbs, the practice account."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import stripe
from playwright.sync_api import Page, expect

from kpsite.practice.server import StandIn, practice_server
from kpsite.reading.lock import PRACTICE_HOME, read_lock
from tests.browser.rig import Eyes, Visitors, sideways, violations
from tests.browser.sealed import LESSON, PAID, Shop
from tests.practice.buyer import EMAIL, Buyer
from tests.practice.rig import client
from tests.sites import TODAY, kpsite

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("base", ["/"])]
PATIENCE = 60 * 10 * 1000  # milliseconds: longer than the page looks for a locker


@pytest.fixture
def stand_in(shop: Shop) -> Iterator[StandIn]:
    """Give the practice account of the shop, with its products, prices and links."""
    verb(shop, "apply", "--practice", "--yes", "--base-url", shop.at("/"), "--today", TODAY)
    with practice_server(shop.root / PRACTICE_HOME) as running:
        yield running


def verb(shop: Shop, *words: str) -> str:
    with ThreadPoolExecutor(1) as other:  # the browser's loop runs on this thread
        said = other.submit(kpsite, shop.root, *words, "--store", str(shop.root)).result()
    assert said.code == 0, said
    return said.out


def buy(shop: Shop, stand_in: StandIn) -> str:
    """Buy the course, and give the path to which Stripe sends the buyer."""
    held = read_lock(shop.root / PRACTICE_HOME).section("practice").objects
    (url,) = [one.url for key, one in held.items() if key.startswith("link ")]
    buyer = Buyer(f"{stand_in.base_url}/__practice__/pay/{url.rpartition('/')[2]}")
    return buyer.press("pay", email=EMAIL).location.removeprefix(shop.origin)


def arrives(buyers: Visitors, shop: Shop, path: str) -> Page:
    """Come from the checkout with a clock that the test turns."""
    page = buyers.arrive(Eyes(360, still=True))
    page.clock.install()
    page.goto(shop.origin + path)
    return page


def state(page: Page, name: str) -> None:
    expect(page.locator(f"[data-state={name}]")).to_be_visible()


def publish(shop: Shop, *words: str) -> None:
    verb(shop, "fulfil", "--practice", *words)
    shop.build()


def test_a_buyer_waits_and_is_let_in(buyers: Visitors, shop: Shop, stand_in: StandIn) -> None:
    """The page waits, opens by itself after fulfil and build, and the same link opens on a second device."""
    path = buy(shop, stand_in)
    page = arrives(buyers, shop, path)
    state(page, "not-yet")
    assert page.url == shop.at("unlock/")
    assert page.locator("[data-own]").input_value() == shop.origin + path
    publish(shop)
    page.clock.fast_forward(PATIENCE)
    state(page, "open")
    page.goto(shop.at(LESSON))
    expect(page.locator("[data-open]")).to_contain_text(PAID)
    second = buyers.arrive(Eyes(still=True), path)
    state(second, "open")
    second.goto(shop.at(LESSON))
    expect(second.locator("[data-open]")).to_contain_text(PAID)


def test_waiting_has_an_end(buyers: Visitors, shop: Shop, stand_in: StandIn) -> None:
    """When nothing came, the page says in plain words what to do; the link works later all the same."""
    path = buy(shop, stand_in)
    page = arrives(buyers, shop, path)
    state(page, "not-yet")
    for _ in range(1000):  # each look takes its own time, which is none of the clock's
        page.clock.fast_forward(PATIENCE)
        if page.locator("[data-state=later]").is_visible():
            break
    state(page, "later")
    assert violations(page) == []
    assert sideways(page) == []
    publish(shop)
    page.goto("about:blank")
    page.goto(shop.origin + path)
    state(page, "open")


def test_a_refund_and_what_comes_after(buyers: Visitors, shop: Shop, stand_in: StandIn) -> None:
    """A new device is refused, an open one is out with the next edition; who has paid notices nothing."""
    gone, stays = buy(shop, stand_in), buy(shop, stand_in)
    publish(shop)
    refunded, honest = (buyers.arrive(Eyes(still=True), path) for path in (gone, stays))
    state(refunded, "open")
    state(honest, "open")
    refund(stand_in, gone.rpartition("=")[2])
    publish(shop, "--rotate")
    state(buyers.arrive(Eyes(still=True), gone), "not-yet")
    refunded.goto(shop.at(LESSON))
    expect(refunded.locator("[data-reader-state=revoked]")).to_be_visible()
    honest.goto(shop.at(LESSON))
    expect(honest.locator("[data-open]")).to_contain_text(PAID)


def refund(stand_in: StandIn, session: str) -> None:
    account: stripe.StripeClient = client(stand_in.base_url)
    order = account.v1.checkout.sessions.retrieve(session)
    account.v1.refunds.create({"payment_intent": str(order.payment_intent)})
