"""Idempotency keys: the first answer comes again for a day, whatever became of the account since."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from kpsite.practice.faults import Fault, Matching
from kpsite.practice.server import StandIn
from tests.practice.rig import TEST_KEY, Clock, client, link, price, product, refusal

ONCE: Any = {"idempotency_key": "key-1"}


def test_the_first_answer_comes_again(shop: stripe.StripeClient, clock: Clock) -> None:
    """For a day the same request makes nothing new; after that it does."""
    product(shop)
    key = price(shop).id
    params: Any = {"line_items": [{"price": key, "quantity": 1}]}
    first = shop.v1.payment_links.create(params, ONCE)
    shop.v1.payment_links.update(first.id, {"active": False})
    clock.pass_(hours=23.9)
    again = shop.v1.payment_links.create(params, ONCE)
    assert (again.id, again.active) == (first.id, True), "the answer is the one of that time"
    assert again.last_response is not None
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    clock.pass_(hours=0.2)
    assert shop.v1.payment_links.create(params, ONCE).id != first.id
    assert len(shop.v1.payment_links.list().data) == 2


def test_another_request_is_refused(shop: stripe.StripeClient) -> None:
    """The same key with other parameters, or for something else, is a mistake."""
    shop.v1.products.create({"name": "A"}, ONCE)
    with pytest.raises(stripe.IdempotencyError):
        shop.v1.products.create({"name": "B"}, ONCE)
    with pytest.raises(stripe.IdempotencyError):
        shop.v1.coupons.create({"percent_off": 10}, ONCE)
    assert len(shop.v1.products.list().data) == 1


def test_refusals_of_the_account_are_kept_and_those_of_the_form_are_not(shop: stripe.StripeClient) -> None:
    """What the endpoint found wrong comes again for the same key, even once it would be right."""
    params: Any = {"line_items": [{"price": "price_none", "quantity": 1}]}
    product(shop)
    key = price(shop).id
    shop.v1.prices.update(key, {"active": False})
    inactive: Any = {"line_items": [{"price": key, "quantity": 1}]}
    refusal(lambda: shop.v1.payment_links.create(inactive, ONCE))
    shop.v1.prices.update(key, {"active": True})
    wrong = refusal(lambda: shop.v1.payment_links.create(inactive, ONCE))
    assert "only accepts active prices" in str(wrong)
    other: Any = {"idempotency_key": "key-2"}
    malformed: Any = {"line_items": [{"price": key, "quantity": "many"}]}
    refusal(lambda: shop.v1.payment_links.create(malformed, other))
    assert shop.v1.payment_links.create(inactive, other).active
    assert refusal(lambda: shop.v1.payment_links.create(params)).code == "resource_missing"


def test_the_clients_own_retry_makes_nothing_twice(stand_in: StandIn) -> None:
    """The client gives its retries the same key, so a lost answer does no harm."""
    shop = client(stand_in.base_url)
    product(shop)
    key = price(shop).id
    stand_in.faults = Matching("POST", "/v1/payment_links", Fault.DROP_AFTER)
    addresses: Any = {"api": stand_in.base_url}
    patient = stripe.StripeClient(TEST_KEY, base_addresses=addresses, max_network_retries=2)
    made = link(patient, key)
    assert [each.id for each in shop.v1.payment_links.list().data] == [made.id]


def test_long_keys_are_refused(shop: stripe.StripeClient) -> None:
    """A key has up to 255 characters."""
    long: Any = {"idempotency_key": "k" * 256}
    assert refusal(lambda: shop.v1.products.create({"name": "A"}, long)).http_status == 400
