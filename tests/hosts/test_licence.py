"""The function that lets buyers in at once: what opens a course, what never does, and how to the byte."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import stripe

from kpsite.practice.server import StandIn, practice_server
from kpsite.sealing.buyers import Sale
from kpsite.sealing.lockers import entry, read_entry
from kpsite.sealing.terms import Terms, access
from tests.hosts.rig import (
    TODAY,
    UID,
    WHERE,
    Function,
    Told,
    built,
    exported,
    give_back,
    hosted,
    licensed,
    lock_of,
    order,
)
from tests.practice.buyer import EMAIL, REDIRECT, Buyer
from tests.practice.rig import NOON, change, client, code, coupon, dispute, link, price, product
from tests.sites import MASTER


@dataclass(frozen=True, slots=True)
class World:
    """A licensed store, its account, and its function on a host."""

    root: Path
    account: Path
    stand_in: StandIn
    shop: stripe.StripeClient
    pay: str
    function: Function

    def buyer(self, query: str = "") -> Buyer:
        """Give somebody who has opened the store's payment link."""
        return Buyer(self.pay, query)

    def paid(self) -> Buyer:
        """Give somebody who has paid."""
        buyer = self.buyer()
        buyer.press("pay", email=EMAIL)
        return buyer

    def change(self, buyer: Buyer, **fields: object) -> None:
        """Change a buyer's session as no request can."""
        change(self.account, "checkout.session", buyer.session, **fields)


@pytest.fixture(params=WHERE)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with practice_server(tmp_path / "account", clock=lambda: NOON) as stand_in:
        shop = client(stand_in.base_url)
        product(shop, allowed := "kp-birds")
        cost = price(shop, allowed).id
        made = link(shop, cost, after_completion=REDIRECT, allow_promotion_codes=True)
        root = licensed(tmp_path / "store", {"kpsite.lock": lock_of(link=made.id, price=cost)})
        dist = built(root, TODAY)
        with hosted(dist / request.param, stand_in.base_url, exported(root)) as function:
            yield World(root, tmp_path / "account", stand_in, shop, made.url, function)


def opens(told: Told, claim: str) -> bool:
    """Tell whether an answer is the locker of a claim; every other answer is one and the same."""
    if told.status == 200:
        return read_entry(claim, UID, told.body).keys == ((0xFFFFFFFF, MASTER.course_key(UID, 1)),)
    assert (told.status, told.body) == (404, b"")
    return False


def test_who_has_paid_gets_what_a_build_would_have_published(world: World) -> None:
    """The locker is that of Python to the byte; nobody else's claim opens anything."""
    claim = world.paid().session
    told = world.function.claim(claim)
    terms = Terms(1, (0,), 0, TODAY)
    given = access(MASTER, UID, Sale(claim, TODAY), terms)
    assert given is not None
    assert told.body == entry(claim, UID, given)
    assert told.headers["cache-control"] == "no-store"
    assert told.headers["access-control-allow-origin"] == "https://shop.example.org"
    assert not opens(world.function.claim("cs_test_" + "a" * 60), claim)
    assert not opens(world.function.claim(claim, "c_other"), claim)


def test_the_ticket_stands_for_the_claim(world: World) -> None:
    """A device that keeps the ticket alone is let in again, until the money goes back; others' are no use."""
    buyer = world.paid()
    first = world.function.claim(buyer.session)
    ticket = first.headers["kpsite-ticket"]
    assert buyer.session not in ticket
    assert world.function.ask({"course": UID, "ticket": ticket}).body == first.body
    for wrong in (ticket[:-2] + "AA", "A" * 60):
        assert world.function.ask({"course": UID, "ticket": wrong}).status == 404
    give_back(world.shop, buyer.session)
    assert world.function.ask({"course": UID, "ticket": ticket}).status == 404


def unpaid(world: World) -> str:
    buyer = world.paid()
    world.change(buyer, payment_status="unpaid")
    return buyer.session


def still_open(world: World) -> str:
    return world.buyer().session


def expired(world: World) -> str:
    buyer = world.paid()
    world.change(buyer, status="expired")
    return buyer.session


def of_another_link(world: World) -> str:
    product(world.shop, "kp-cats")
    other = link(world.shop, price(world.shop, "kp-cats").id, after_completion=REDIRECT)
    buyer = Buyer(other.url)
    buyer.press("pay", email=EMAIL)
    return buyer.session


def of_no_link(world: World) -> str:
    buyer = world.paid()
    world.change(buyer, payment_link=None, metadata={"kp_site": "shop", "kp_courses": UID})
    return buyer.session


def marked_by_another_shop(world: World) -> str:
    claim = of_another_link(world)
    marks = {"kp_site": "other", "kp_courses": UID}
    change(world.account, "checkout.session", claim, metadata=marks)
    return claim


def of_the_other_mode(world: World) -> str:
    buyer = world.paid()
    world.change(buyer, livemode=True)
    return buyer.session


def refunded(world: World) -> str:
    buyer = world.paid()
    give_back(world.shop, buyer.session)
    return buyer.session


def refunded_in_part(world: World) -> str:
    buyer = world.paid()
    give_back(world.shop, buyer.session, amount=900)
    return buyer.session


def disputed(world: World, status: str = "needs_response") -> str:
    buyer = world.paid()
    key = dispute(world.account, order(world.shop, buyer.session)["payment_intent"]["latest_charge"]["id"])
    change(world.account, "dispute", key, status=status)
    return buyer.session


def free(world: World) -> str:
    coupon(world.shop, "free", percent_off=100)
    code(world.shop, "FREE", "free")
    buyer = world.buyer("prefilled_promo_code=FREE")
    buyer.press("pay", email=EMAIL, code="FREE")
    return buyer.session


def of_an_earlier_link(world: World) -> str:
    marks = {"kp_site": "shop", "kp_courses": f"c_more {UID}"}
    cost = price(world.shop, amount=3900).id
    buyer = Buyer(link(world.shop, cost, after_completion=REDIRECT, metadata=marks).url)
    buyer.press("pay", email=EMAIL)
    return buyer.session


def added_at_the_checkout(world: World) -> str:
    claim = of_another_link(world)
    own = world.shop.v1.prices.list({"product": "kp-birds"}).data[0].id
    with_it = order(world.shop, claim)["line_items"]["data"]
    items = [{**one, "price": own} for one in with_it]
    change(world.account, "checkout.session", claim, line_items=items)
    return claim


def subscribed(world: World, status: str = "active") -> str:
    marks = {"kp_site": "shop", "kp_courses": UID}
    cost = price(world.shop, amount=900, recurring={"interval": "month"}).id
    buyer = Buyer(link(world.shop, cost, after_completion=REDIRECT, metadata=marks).url)
    buyer.press("pay", email=EMAIL)
    change(world.account, "subscription", order(world.shop, buyer.session)["subscription"], status=status)
    return buyer.session


CLOSED: dict[str, Callable[[World], str]] = {
    "complete, and not paid yet": unpaid,
    "not complete": still_open,
    "expired": expired,
    "a link of something else": of_another_link,
    "no link at all": of_no_link,
    "the mark of another shop": marked_by_another_shop,
    "a session of the other mode": of_the_other_mode,
    "refunded": refunded,
    "disputed": disputed,
    "a dispute that is looked at": lambda world: disputed(world, "under_review"),
    "a dispute that was lost": lambda world: disputed(world, "lost"),
    "a subscription past due": lambda world: subscribed(world, "past_due"),
    "a subscription that ended": lambda world: subscribed(world, "canceled"),
    "a subscription never begun": lambda world: subscribed(world, "incomplete_expired"),
    "a subscription that pauses": lambda world: subscribed(world, "paused"),
}
OPEN: dict[str, Callable[[World], str]] = {
    "paid": lambda world: world.paid().session,
    "nothing to pay": free,
    "refunded in part": refunded_in_part,
    "a dispute that was won": lambda world: disputed(world, "won"),
    "a bank that only asks": lambda world: disputed(world, "warning_under_review"),
    "a link of an earlier price": of_an_earlier_link,
    "added at the checkout of something else": added_at_the_checkout,
    "a subscription": subscribed,
    "a subscription on trial": lambda world: subscribed(world, "trialing"),
}


@pytest.mark.parametrize("world", WHERE[:1], indirect=True)
@pytest.mark.parametrize("why", CLOSED)
def test_what_stays_closed(why: str, world: World) -> None:
    """Whatever is missing, the answer is the same, and nothing of it stands in the log."""
    claim = CLOSED[why](world)
    assert not opens(world.function.claim(claim), claim)
    assert world.function.log == ""


@pytest.mark.parametrize("world", WHERE[:1], indirect=True)
@pytest.mark.parametrize("why", OPEN)
def test_what_opens(why: str, world: World) -> None:
    """Everybody who has paid and kept what was paid for."""
    claim = OPEN[why](world)
    assert opens(world.function.claim(claim), claim)
