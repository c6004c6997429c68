"""Lists: pages, cursors, filters, and what is expanded."""

from __future__ import annotations

from typing import Any

import pytest
import stripe

from tests.practice.rig import NOON, Clock, code, coupon, link, price, product, refusal


def test_lists_come_in_pages_newest_first(shop: stripe.StripeClient) -> None:
    """Ten at a time unless more are asked for, at most a hundred, without gaps or doubles."""
    names = [f"p{number:03}" for number in range(23)]
    for name in names:
        product(shop, name)
    first = shop.v1.products.list()
    assert ([each.id for each in first.data], first.has_more) == (names[:12:-1], True)
    everything = [each.id for each in shop.v1.products.list({"limit": 7}).auto_paging_iter()]
    assert everything == names[::-1]
    assert not shop.v1.products.list({"limit": 23}).has_more
    before = shop.v1.products.list({"ending_before": "p010", "limit": 5})
    assert ([each.id for each in before.data], before.has_more) == (names[15:10:-1], True)
    for limit in (0, 101):
        params: Any = {"limit": limit}
        assert refusal(lambda: shop.v1.products.list(params)).http_status == 400  # noqa: B023 - called at once
    assert refusal(lambda: shop.v1.products.list({"starting_after": "none"})).code == "resource_missing"
    both: Any = {"starting_after": "p001", "ending_before": "p002"}
    refusal(lambda: shop.v1.products.list(both))


def test_lists_leave_out_nothing_of_themselves(shop: stripe.StripeClient, clock: Clock) -> None:
    """Inactive objects are listed, unless a filter leaves them out."""
    product(shop)
    clock.pass_(seconds=10)
    product(shop, "kp-trees")
    shop.v1.products.update("kp-birds", {"active": False})
    old = price(shop, "kp-trees", lookup_key="a")
    new = price(shop, "kp-trees", 5900, recurring={"interval": "month"})
    shop.v1.prices.update(old.id, {"active": False})
    listed: Any
    for listed, wanted in (
        (shop.v1.products.list(), ["kp-trees", "kp-birds"]),
        (shop.v1.products.list({"active": False}), ["kp-birds"]),
        (shop.v1.products.list({"ids": ["kp-birds", "none"]}), ["kp-birds"]),
        (shop.v1.products.list({"created": {"gt": int(NOON)}}), ["kp-trees"]),
        (shop.v1.products.list({"created": int(NOON)}), ["kp-birds"]),
        (shop.v1.prices.list({"product": "kp-trees"}), [new.id, old.id]),
        (shop.v1.prices.list({"product": "kp-trees", "active": True}), [new.id]),
        (shop.v1.prices.list({"type": "one_time"}), [old.id]),
        (shop.v1.prices.list({"recurring": {"interval": "month"}}), [new.id]),
        (shop.v1.prices.list({"currency": "eur"}), []),
        (shop.v1.prices.list({"lookup_keys": ["a", "b"]}), [old.id]),
    ):
        assert [each.id for each in listed.data] == wanted


def test_links_are_found_on_and_off(shop: stripe.StripeClient) -> None:
    """Links have a single filter; their items come when they are expanded, the first ten of them."""
    product(shop)
    key = price(shop).id
    items = [{"price": key, "quantity": 1}] * 12
    on, off = link(shop, key, line_items=items), link(shop, key)
    shop.v1.payment_links.update(off.id, {"active": False})
    assert [each.id for each in shop.v1.payment_links.list().data] == [off.id, on.id]
    assert [each.id for each in shop.v1.payment_links.list({"active": True}).data] == [on.id]
    assert "line_items" not in shop.v1.payment_links.retrieve(on.id).to_dict()
    expanded = shop.v1.payment_links.list({"expand": ["data.line_items.data.price.product"]}).data[1]
    assert expanded.line_items is not None
    assert (len(expanded.line_items.data), expanded.line_items.has_more) == (10, True)
    told: Any = expanded.line_items.data[0].price
    assert (told.id, told.product.name) == (key, "Drawing birds")
    assert len(shop.v1.payment_links.line_items.list(on.id, {"limit": 100}).data) == 12


def test_ids_are_expanded_to_objects(shop: stripe.StripeClient) -> None:
    """A promotion code tells its coupon, a product its default price; what is no reference is refused."""
    product(shop, default_price_data={"currency": "usd", "unit_amount": 4900})
    coupon(shop)
    key = code(shop).id
    told: Any = shop.v1.promotion_codes.retrieve(key, {"expand": ["promotion.coupon"]})
    assert told.promotion.coupon.percent_off == 25
    told = shop.v1.products.list({"expand": ["data.default_price.product"]}).data[0]
    assert (told.default_price.unit_amount, told.default_price.product.id) == (4900, "kp-birds")


@pytest.mark.parametrize(
    "path",
    ["name", "metadata", "default_price.currency", "data.default_price", "a", "default_price.product.a.b.c"],
)
def test_what_cannot_be_expanded_is_refused(path: str, shop: stripe.StripeClient) -> None:
    """As Stripe does, and before anything else: a misspelt field would be missed in silence."""
    product(shop, default_price_data={"currency": "usd", "unit_amount": 4900})
    assert refusal(lambda: shop.v1.products.retrieve("kp-birds", {"expand": [path]})).http_status == 400


def test_metadata_are_told_as_they_are(shop: stripe.StripeClient) -> None:
    """Whatever a shop calls its keys, they come back."""
    names = {"_private": "1", "object": "coupon", "0": "zero", "currency_options": "x", "a b": "c&d=é"}
    product(shop, metadata=names)
    assert shop.v1.products.retrieve("kp-birds").metadata.to_dict() == names
