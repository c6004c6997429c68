"""Which courses a purchase opens: memberships, bundles, additions at the checkout, links of all times."""

from __future__ import annotations

import datetime

from tests.building import DAY
from tests.fulfil.rig import Shop
from tests.practice.buyer import EMAIL, Buyer
from tests.practice.rig import link, price, product


def test_memberships_open_while_they_are_paid(shop: Shop) -> None:
    """All that is included is open, for as long as it is paid, whatever the course says of days."""
    offer = "access_days: 30\noffers:\n  - {id: club, price: 9 USD, interval: month, includes: [ink]}"
    shop.edit("fold", "price: 49 USD", offer)
    shop.apply()
    claim = shop.buy("fold.club")
    shop.let_in(claim)
    assert shop.opens(claim, "ink")
    shop.verb("build", "--today", (DAY + datetime.timedelta(days=60)).isoformat())
    assert shop.opens(claim)
    for status, in_ in (("past_due", False), ("trialing", True), ("canceled", False)):
        shop.change("subscription", shop.order(claim)["subscription"]["id"], status=status)
        told = shop.fulfil()
        shop.build()
        assert shop.opens(claim) is in_, status
        assert bool(told["rotate"]) is (status == "canceled")


def test_members_get_what_is_included_today(shop: Shop) -> None:
    """Who bought once has what was sold then."""
    offers = "offers:\n  - {id: club, price: 9 USD, interval: month}\n  - {id: once, price: 49 USD}"
    shop.edit("fold", "price: 49 USD", offers)
    shop.apply()
    member, buyer = shop.buy("fold.club"), shop.buy("fold.once")
    shop.edit("fold", "month}", "month, includes: [ink]}")
    shop.edit("fold", "49 USD}", "49 USD, includes: [ink]}")
    shop.let_in(member, buyer)
    assert (shop.opens(member, "ink"), shop.opens(buyer, "ink")) == (True, False)


def test_what_was_added_at_the_checkout_opens(shop: Shop) -> None:
    """An order bump brings its own course, for those who took it."""
    shop.edit("fold", "price: 49 USD", "offers:\n  - {id: course, price: 49 USD, bumps: [ink]}")
    shop.apply()
    plain = shop.buy()
    more = shop.buy(**{"take-optional-0": "on"})
    shop.let_in(plain, more)
    assert (shop.opens(plain, "ink"), shop.opens(more, "ink")) == (False, True)


def test_links_of_earlier_prices(shop: Shop) -> None:
    """Whoever bought at another price, or what is no longer sold, stays in."""
    first = shop.buy()
    shop.edit("fold", "price: 49 USD", "price: 59 USD")
    shop.apply()
    second = shop.buy()
    shop.let_in(first, second)
    shop.edit("fold", "price: 59 USD", "status: archived\nprice: 59 USD")
    shop.let_in(first, second)


def test_links_made_by_hand(shop: Shop) -> None:
    """They open their offer's courses, and go on to when the line in the store has changed."""
    product(shop.stripe)
    by_hand = link(shop.stripe, price(shop.stripe).id)
    shop.edit("fold", "price: 49 USD", f"price: 49 USD\npayment_link: {by_hand.url}")
    buyer = Buyer(f"{shop.stand_in.base_url}/__practice__/pay/{by_hand.url.rpartition('/')[2]}")
    buyer.press("pay", email=EMAIL)
    shop.let_in(buyer.session)
    shop.edit("fold", f"payment_link: {by_hand.url}", "payment_link: https://buy.stripe.com/another")
    shop.let_in(buyer.session)
    shop.refund(buyer.session)
    assert len(shop.fulfil()["gone"]) == 1
