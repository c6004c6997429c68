"""The one clear action: what stands on the button for every state of one or several offers."""

from __future__ import annotations

import datetime

import pytest

from kpsite.model.money import Money
from kpsite.model.offer import Offer
from kpsite.model.pay_link import PayLink
from kpsite.pages.prices import Terms, least_price, main_action, show_offers
from kpsite.pages.sale_parts import OfferView

TODAY = datetime.date(2026, 11, 22)
DAY = datetime.timedelta(1)
LINK = "https://buy.stripe.com/x"


def offer(name: str, amount: int = 4900, **more: object) -> Offer:
    values: dict[str, object] = {"id": name, "price": Money(amount, "USD"), "payment_link": LINK}
    return Offer(**(values | more))  # type: ignore[arg-type]


def shown(offers: list[Offer], status: str = "open", state: str = "") -> tuple[OfferView, ...]:
    terms = Terms(
        status=status,
        today=TODAY,
        language="en",
        pay_link=lambda offer: PayLink(offer.payment_link, state),
        course=lambda slug: None,
        free_url="/c/first/",
        tax="tax included",
    )
    return show_offers(offers, terms)


SOLD = offer("sold")
CHEAP = offer("cheap", 900)
ENDED = offer("ended", 100, ends=TODAY - DAY)
LATER = offer("later", 200, starts=TODAY + DAY)
GONE = offer("gone", 300, sold_out=True)
PART = offer("part", 700, kind="taster")
BARE = offer("bare", 400, payment_link="")
GIVEN = offer("given", 0, payment_link="")


@pytest.mark.parametrize(
    ("offers", "kind", "price", "least"),
    [
        ([SOLD], "buy", "49.00", False),
        ([offer("a", interval="month")], "subscribe", "49.00", False),
        ([offer("a", interval="year", trial_days=7)], "trial", "49.00", False),
        ([offer("a", ends=TODAY)], "buy", "49.00", False),
        ([offer("a", starts=TODAY)], "buy", "49.00", False),
        ([SOLD, CHEAP], "choose", "9.00", True),
        ([SOLD, PART], "choose", "49.00", False),
        ([PART], "buy", "7.00", False),
        ([GONE, PART], "buy", "7.00", False),
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
        ([SOLD, GIVEN], "buy", "49.00", False),
        ([BARE, GIVEN], "unlinked", "4.00", False),
        ([GIVEN], "read", "0.00", False),
        ([offer("a", 0)], "get", "0.00", False),
        ([offer("a", 0, pay_what_you_want=True)], "buy", "0.00", False),
    ],
)
def test_what_can_be_done_decides(offers: list[Offer], kind: str, price: str, least: bool) -> None:
    """A price that nobody can pay is never the one that is advertised beside one that somebody can."""
    views = shown(offers)
    action = main_action(views, "/c/")
    assert action.kind == kind
    assert action.url == {"choose": "/c/#offers", "read": "/c/first/"}.get(
        kind, LINK if kind in ("buy", "subscribe", "trial", "get") else ""
    )
    found = least_price(views)
    assert found
    assert (found.amount, found.least) == (price, least)


@pytest.mark.parametrize("status", ["closed", "archived"])
def test_nothing_is_sold_of_what_is_closed(status: str) -> None:
    """A closed course keeps its prices in view and has no way to pay them."""
    views = shown([SOLD, CHEAP], status)
    assert {one.action.kind for one in views} == {"closed"}
    assert main_action(views, "/c/").url == ""


def test_nothing_is_sold_of_what_is_still_to_come() -> None:
    """An upcoming course shows no offers, whatever links are there already."""
    assert shown([SOLD], "upcoming") == ()


def test_on_sale_is_what_can_be_bought() -> None:
    """Both days of an offer are days on which it is sold."""
    assert [one.on_sale(TODAY) for one in (SOLD, ENDED, LATER, GONE)] == [True, False, False, False]
    both = offer("both", starts=TODAY, ends=TODAY)
    assert [both.on_sale(TODAY + step * DAY) for step in (-1, 0, 1)] == [False, True, False]


def test_what_is_given_away_beside_paid_offers_has_a_button() -> None:
    """A free offer among paid ones leads to what can be read, and is never a dead button."""
    assert [one.action.kind for one in shown([GIVEN, SOLD])] == ["read", "buy"]


def test_what_is_free_says_nothing_of_tax() -> None:
    """Its neighbours do."""
    assert [one.price.tax for one in shown([GIVEN, SOLD])] == ["", "tax included"]


@pytest.mark.parametrize(
    ("state", "kind"), [("sold_out", "sold_out"), ("inactive", "closed"), ("active", "buy")]
)
def test_what_stripe_has_stopped_is_not_sold(state: str, kind: str) -> None:
    """A payment link that reached its limit, or that somebody switched off, gets no button."""
    assert shown([SOLD], state=state)[0].action.kind == kind


def test_a_deadline_offer_shows_between_its_two_days_only() -> None:
    """Before and after, its neighbours stand alone; where it stands alone itself, it says what it is."""
    early = offer("early", 100, starts=TODAY - 9 * DAY, ends=TODAY - DAY)
    now = offer("now", 200, starts=TODAY - DAY, ends=TODAY)
    later = offer("later", 300, starts=TODAY + DAY, ends=TODAY + 9 * DAY)
    assert [one.id for one in shown([early, now, later, SOLD])] == ["now", "sold"]
    assert [one.action.kind for one in shown([early])] == ["ended"]
    assert [one.action.kind for one in shown([later])] == ["upcoming"]


def test_amounts_are_compared_in_one_currency_only() -> None:
    """900 yen are not less than 49 dollars because 900 is more, nor more because it is: nobody knows here."""
    yen = offer("yen", price=Money(9, "JPY"))
    views = shown([yen, SOLD, CHEAP])
    found = [least_price(views, currency) for currency in ("USD", "JPY", "EUR", "")]
    assert [one and (one.currency, one.amount, one.least) for one in found] == [
        ("USD", "9.00", True),
        ("JPY", "9", True),
        ("JPY", "9", True),
        ("JPY", "9", True),
    ]
