"""What a promotion code lowers, and the price that may be promised with it."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsite.model.money import Money
from kpsite.model.offer import Offer
from kpsite.model.promo import Promo

USD = Money(4900, "USD")


def offer(price: Money = USD, **more: object) -> Offer:
    return Offer(**({"id": "course", "price": price} | more))  # type: ignore[arg-type]


def promo(**more: object) -> Promo:
    return Promo(**({"code": "SPRING"} | more))  # type: ignore[arg-type]


@given(st.integers(1, 99_999_999), st.integers(1, 100))
def test_a_share_is_promised_only_to_the_last_cent(minor: int, percent: int) -> None:
    """A price with the code is exact or not said at all: the page never rounds in Stripe's place."""
    exact = Fraction(minor * (100 - percent), 100)
    found = promo(percent_off=percent).reduced(offer(Money(minor, "USD")))
    assert found == (Money(int(exact), "USD") if exact.denominator == 1 else None)


@pytest.mark.parametrize(
    ("code", "sold", "found"),
    [
        (promo(amount_off=Money(1000, "USD")), offer(), Money(3900, "USD")),
        (promo(amount_off=Money(9900, "USD")), offer(), Money(0, "USD")),
        (promo(amount_off=Money(1000, "EUR")), offer(), None),
        (promo(amount_off=Money(900, "EUR"), currencies=(Money(1000, "USD"),)), offer(), Money(3900, "USD")),
        (promo(percent_off=20, minimum=USD), offer(), Money(3920, "USD")),
        (promo(percent_off=20, minimum=Money(4901, "USD")), offer(), None),
        (promo(percent_off=20, minimum=Money(1, "EUR")), offer(), None),
        (promo(percent_off=20), offer(Money(0, "USD")), None),
        (promo(percent_off=20), offer(pay_what_you_want=True), None),
        (promo(percent_off=50), offer(interval="month"), None),
        (promo(percent_off=50, duration="3 months"), offer(interval="month"), None),
        (promo(percent_off=50, duration="forever"), offer(interval="month"), Money(2450, "USD")),
        (promo(percent_off=100), offer(), Money(0, "USD")),
    ],
)
def test_what_the_code_makes_of_a_price(code: Promo, sold: Offer, found: Money | None) -> None:
    """Currencies, minimums and subscriptions decide whether there is a price to promise."""
    assert code.reduced(sold) == found


def test_a_subscription_is_reached_though_no_price_is_promised() -> None:
    """What saves on the first payments alone is for subscribers too; only no single price says it."""
    assert promo(percent_off=50).reaches(offer(interval="month"))


def test_a_batch_has_no_page() -> None:
    """Single-use codes are for one person each, so no page shows one to everybody."""
    assert not promo(percent_off=20, public=True, batch=9).has_page
    assert promo(percent_off=20, page=True).has_page
