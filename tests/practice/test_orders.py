"""What stays in the account of what buyers did: sessions, customers, subscriptions, refunds."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import stripe

from tests.practice.buyer import EMAIL, Buyer, ask, session, sold
from tests.practice.rig import Clock, code, coupon, dispute, link, price, product, refusal


def test_free_orders(shop: stripe.StripeClient) -> None:
    """At nothing to pay there is no payment intent, and always a customer."""
    made = sold(shop, allow_promotion_codes=True)
    coupon(shop, "free", percent_off=100)
    code(shop, "FREE", "free")
    buyer = Buyer(made.url, "prefilled_promo_code=FREE")
    assert "Complete order" in buyer.page.text
    buyer.press("pay", email=EMAIL, code="FREE")
    order = session(shop, buyer)
    assert (order["payment_status"], order["payment_intent"]) == ("no_payment_required", None)
    assert order["customer"]["email"] == EMAIL


def test_a_first_purchase(shop: stripe.StripeClient) -> None:
    """A code for first purchases does not work for a customer who is known; guests are always first."""
    made = sold(shop, allow_promotion_codes=True, customer_creation="always")
    coupon(shop)
    code(shop, restrictions={"first_time_transaction": True})
    first, second = Buyer(made.url), Buyer(made.url)
    first.press("pay", email=EMAIL, code="SPRING")
    assert session(shop, first)["amount_total"] == 3675
    second.press("pay", email=EMAIL, code="SPRING")
    assert "This code is for a first purchase." in second.page.text
    assert session(shop, second)["status"] == "open"


def test_subscriptions(shop: stripe.StripeClient, clock: Clock) -> None:
    """A trial costs nothing today and says what it will; the subscription is there afterwards."""
    product(shop)
    key = price(shop, amount=900, recurring={"interval": "month"}).id
    trial = {"trial_period_days": 14, "metadata": {"kp_key": "birds.monthly"}}
    buyer = Buyer(link(shop, key, subscription_data=trial).url)
    assert "14 days free, then $9.00 every month" in buyer.page.text
    buyer.press("pay", email=EMAIL)
    order = session(shop, buyer)
    assert (order["mode"], order["amount_total"], order["payment_status"]) == (
        "subscription",
        0,
        "no_payment_required",
    )
    begun = shop.v1.subscriptions.retrieve(order["subscription"]).to_dict()
    assert (begun["status"], begun["metadata"]) == ("trialing", {"kp_key": "birds.monthly"})
    assert begun["items"]["data"][0]["price"]["id"] == key
    assert begun["items"]["data"][0]["current_period_end"] == int(clock.now) + 14 * 86400
    paid = Buyer(link(shop, key).url)
    paid.press("pay", email=EMAIL)
    order = session(shop, paid)
    assert (order["amount_total"], order["payment_intent"], order["payment_status"]) == (900, None, "paid")
    assert [each.status for each in shop.v1.subscriptions.list().data] == ["active", "trialing"]


def test_refunds(shop: stripe.StripeClient) -> None:
    """Money goes back in part or in full, never twice; the session stays as it was."""
    buyer = Buyer(sold(shop).url)
    buyer.press("pay", email=EMAIL)
    intent = session(shop, buyer)["payment_intent"]["id"]
    assert shop.v1.refunds.create({"payment_intent": intent, "amount": 900}).amount == 900
    assert (
        refusal(lambda: shop.v1.refunds.create({"payment_intent": intent, "amount": 4001})).code
        == "amount_too_large"
    )
    shop.v1.refunds.create({"payment_intent": intent})
    assert (
        refusal(lambda: shop.v1.refunds.create({"payment_intent": intent})).code == "charge_already_refunded"
    )
    order = session(shop, buyer)
    charge = order["payment_intent"]["latest_charge"]
    assert (order["payment_status"], charge["amount_refunded"], charge["refunded"]) == ("paid", 4900, True)
    assert len(shop.v1.refunds.list({"payment_intent": intent}).data) == 2


def test_sessions_are_found(shop: stripe.StripeClient, clock: Clock) -> None:
    """By link, state, time and buyer, newest first."""
    made, other = sold(shop), link(shop, price(shop).id)
    paid = Buyer(made.url)
    paid.press("pay", email=EMAIL)
    clock.pass_(hours=1)
    open_, elsewhere = Buyer(made.url), Buyer(other.url)
    params: Any
    for params, wanted in (
        ({}, [elsewhere, open_, paid]),
        ({"payment_link": made.id}, [open_, paid]),
        ({"status": "complete"}, [paid]),
        ({"created": {"gte": int(clock.now)}}, [elsewhere, open_]),
        ({"customer_details": {"email": EMAIL}}, [paid]),
    ):
        listed = shop.v1.checkout.sessions.list(params)
        assert [each.id for each in listed.data] == [buyer.session for buyer in wanted]
    assert [
        each.price.id for each in shop.v1.checkout.sessions.line_items.list(paid.session).data if each.price
    ]


def test_sessions_end_after_a_day(shop: stripe.StripeClient, clock: Clock) -> None:
    """An open session expires by itself; the shop can end one before, but none that is over."""
    made = sold(shop)
    left, ended = Buyer(made.url), Buyer(made.url)
    assert shop.v1.checkout.sessions.expire(ended.session).status == "expired"
    wrong = refusal(lambda: shop.v1.checkout.sessions.expire(ended.session))
    assert "status of `expired`" in str(wrong)
    clock.pass_(hours=24)
    assert session(shop, left)["status"] == "expired"
    assert "Too late" in ask(left.url).text
    assert left.press("pay", email=EMAIL).location == left.session
    assert session(shop, left)["payment_status"] == "unpaid"


def test_disputes(shop: stripe.StripeClient, tmp_path: Path) -> None:
    """A payment that a bank takes back is marked, and its dispute is found."""
    buyer = Buyer(sold(shop).url)
    buyer.press("pay", email=EMAIL)
    intent = session(shop, buyer)["payment_intent"]
    key = dispute(tmp_path / "practice", intent["latest_charge"]["id"])
    assert session(shop, buyer)["payment_intent"]["latest_charge"]["disputed"]
    listed = shop.v1.disputes.list({"payment_intent": intent["id"], "expand": ["data.charge"]}).data
    assert [each.id for each in listed] == [key]
    assert shop.v1.disputes.retrieve(key).status == "needs_response"
