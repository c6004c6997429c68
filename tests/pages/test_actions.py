"""The one clear action: what stands on the button for every state of one or several offers."""

from __future__ import annotations

import datetime

import pytest

from kpsite.model.money import Money
from kpsite.model.offer import Offer
from kpsite.pages.prices import least_price, main_action, show_offers

TODAY = datetime.date(2026, 11, 22)
DAY = datetime.timedelta(1)
LINK = "https://buy.stripe.com/x"


def offer(name: str, amount: int = 4900, **more: object) -> Offer:
    values: dict[str, object] = {"id": name, "price": Money(amount, "USD"), "payment_link": LINK}
    return Offer(**(values | more))  # type: ignore[arg-type]


SOLD = offer("sold")
CHEAP = offer("cheap", 900)
ENDED = offer("ended", 100, ends=TODAY - DAY)
LATER = offer("later", 200, starts=TODAY + DAY)
GONE = offer("gone", 300, sold_out=True)
BARE = offer("bare", 400, payment_link="")


@pytest.mark.parametrize(
    ("offers", "kind", "price", "least"),
    [
        ([SOLD], "buy", "49.00", False),
        ([offer("a", interval="month")], "subscribe", "49.00", False),
        ([offer("a", interval="year", trial_days=7)], "trial", "49.00", False),
        ([offer("a", ends=TODAY)], "buy", "49.00", False),
        ([offer("a", starts=TODAY)], "buy", "49.00", False),
        ([SOLD, CHEAP], "choose", "9.00", True),
        ([ENDED], "ended", "1.00", False),
        ([LATER], "upcoming", "2.00", False),
        ([GONE], "sold_out", "3.00", False),
        ([BARE], "unlinked", "4.00", False),
        ([ENDED, LATER, GONE, SOLD], "buy", "49.00", False),
        ([ENDED, LATER, GONE, SOLD, CHEAP], "choose", "9.00", True),
        ([ENDED, GONE, LATER], "upcoming", "2.00", False),
        ([ENDED, GONE], "sold_out", "3.00", False),
        ([ENDED, GONE, LATER, BARE], "unlinked", "4.00", False),
        ([offer("a", sold_out=True, ends=TODAY - DAY)], "sold_out", "49.00", False),
    ],
)
def test_what_can_be_done_decides(offers: list[Offer], kind: str, price: str, least: bool) -> None:
    """A price that nobody can pay is never the one that is advertised beside one that somebody can."""
    shown = show_offers(offers, "open", TODAY, "en", "", lambda slug: None)
    action = main_action(shown, "/c/")
    assert action.kind == kind
    assert action.url == {"choose": "/c/#offers"}.get(
        kind, LINK if kind in ("buy", "subscribe", "trial") else ""
    )
    found = least_price(shown)
    assert found
    assert (found.amount, found.least) == (price, least)


@pytest.mark.parametrize("status", ["closed", "archived"])
def test_nothing_is_sold_of_what_is_closed(status: str) -> None:
    """A closed course keeps its prices in view and has no way to pay them."""
    shown = show_offers([SOLD, CHEAP], status, TODAY, "en", "", lambda slug: None)
    assert {one.action.kind for one in shown} == {"closed"}
    assert main_action(shown, "/c/").url == ""


def test_nothing_is_sold_of_what_is_still_to_come() -> None:
    """An upcoming course shows no offers, whatever links are there already."""
    assert show_offers([SOLD], "upcoming", TODAY, "en", "", lambda slug: None) == ()


def test_on_sale_is_what_can_be_bought() -> None:
    """Both days of an offer are days on which it is sold."""
    assert [one.on_sale(TODAY) for one in (SOLD, ENDED, LATER, GONE)] == [True, False, False, False]
    both = offer("both", starts=TODAY, ends=TODAY)
    assert [both.on_sale(TODAY + step * DAY) for step in (-1, 0, 1)] == [False, True, False]
