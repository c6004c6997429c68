"""Parameters are checked against Stripe's own description of its API, and against one another."""

from __future__ import annotations

from typing import Any, cast

import pytest
import stripe

from tests.practice.rig import coupon, price, product, refusal

INVALID_LENGTH, INVALID_INTEGER = "parameter_invalid_string_length", "parameter_invalid_integer"
INVALID_BOOLEAN, INVALID_ARRAY = "parameter_invalid_boolean", "parameter_invalid_array"
INVALID_OBJECT = "parameter_invalid_object"
MISSING = "parameter_missing"
PICTURE = "https://shop.example.org/a.png"
PRODUCTS = {
    "no name": ({"id": "a"}, MISSING, "name"),
    "unknown": ({"name": "A", "colour": "red"}, "parameter_unknown", "colour"),
    "empty name": ({"name": ""}, "parameter_invalid_empty", "name"),
    "no boolean": ({"name": "A", "active": "yes"}, INVALID_BOOLEAN, "active"),
    "a list as text": ({"name": "A", "images": PICTURE}, INVALID_ARRAY, "images"),
    "nine images": ({"name": "A", "images": [PICTURE] * 9}, None, "images"),
    "a picture that is none": ({"name": "A", "images": ["a.png"]}, "url_invalid", "images[0]"),
    "a long metadata value": ({"name": "A", "metadata": {"a": "x" * 501}}, INVALID_LENGTH, "metadata[a]"),
    "a long metadata key": ({"name": "A", "metadata": {"k" * 41: "a"}}, None, f"metadata[{'k' * 41}]"),
    "51 metadata": ({"name": "A", "metadata": {f"k{n}": "a" for n in range(51)}}, None, "metadata"),
    "metadata as text": ({"name": "A", "metadata": "a"}, INVALID_OBJECT, "metadata"),
    "a long unit": ({"name": "A", "unit_label": "a" * 13}, INVALID_LENGTH, "unit_label"),
    "a tax code of no kind": ({"name": "A", "tax_code": "books"}, "resource_missing", "tax_code"),
    "an id with a space": ({"name": "A", "id": "a b"}, None, "id"),
}  # fmt: skip


@pytest.mark.parametrize(("params", "wanted", "param"), PRODUCTS.values(), ids=PRODUCTS)
def test_products_are_checked(
    params: dict[str, Any], wanted: str | None, param: str, shop: stripe.StripeClient
) -> None:
    """A refused product says why, where, and is not made."""
    wrong = refusal(lambda: shop.v1.products.create(cast("Any", params)))
    assert isinstance(wrong, stripe.InvalidRequestError)
    assert (wrong.http_status, wrong.code, wrong.param) == (400, wanted, param)
    assert shop.v1.products.list().data == []


PRICES = {
    "no currency": ({"unit_amount": 100}, MISSING, "currency"),
    "no amount": ({"currency": "usd"}, MISSING, "unit_amount"),
    "two amounts": (
        {"currency": "usd", "unit_amount": 100, "unit_amount_decimal": "100"}, None, "unit_amount_decimal",
    ),
    "no integer": ({"currency": "usd", "unit_amount": "49.00"}, INVALID_INTEGER, "unit_amount"),
    "a float": ({"currency": "usd", "unit_amount": 49.5}, INVALID_INTEGER, "unit_amount"),
    "negative": ({"currency": "usd", "unit_amount": -1}, INVALID_INTEGER, "unit_amount"),
    "nine digits": ({"currency": "usd", "unit_amount": 100_000_000}, "amount_too_large", "unit_amount"),
    "no currency of Stripe": ({"currency": "xyz", "unit_amount": 100}, None, "currency"),
    "capitals": ({"currency": "USD", "unit_amount": 100}, None, "currency"),
    "a third decimal": ({"currency": "kwd", "unit_amount": 5124}, None, "unit_amount"),
    "krónur with aurar": ({"currency": "isk", "unit_amount": 550}, None, "unit_amount"),
    "its own currency again": (
        {"currency": "usd", "unit_amount": 100, "currency_options": {"usd": {"unit_amount": 100}}},
        None, "currency_options[usd]",
    ),
    "an option in capitals": (
        {"currency": "usd", "unit_amount": 100, "currency_options": {"EUR": {"unit_amount": 100}}},
        None, "currency_options[EUR]",
    ),
    "an interval of no kind": (
        {"currency": "usd", "unit_amount": 100, "recurring": {"interval": "fortnight"}},
        None, "recurring[interval]",
    ),
    "four years": (
        {"currency": "usd", "unit_amount": 100, "recurring": {"interval": "year", "interval_count": 4}},
        INVALID_INTEGER, "recurring[interval_count]",
    ),
    "pay what you want, every month": (
        {"currency": "usd", "custom_unit_amount": {"enabled": True}, "recurring": {"interval": "month"}},
        None, "custom_unit_amount",
    ),
    "pay less than can be charged": (
        {"currency": "usd", "custom_unit_amount": {"enabled": True, "minimum": 49}},
        "amount_too_small", "custom_unit_amount[minimum]",
    ),
    "a preset under the minimum": (
        {"currency": "usd", "custom_unit_amount": {"enabled": True, "minimum": 500, "preset": 400}},
        None, "custom_unit_amount[preset]",
    ),
    "a long lookup key": (
        {"currency": "usd", "unit_amount": 100, "lookup_key": "k" * 201},
        INVALID_LENGTH, "lookup_key",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("params", "wanted", "param"), PRICES.values(), ids=PRICES)
def test_prices_are_checked(
    params: dict[str, Any], wanted: str | None, param: str, shop: stripe.StripeClient
) -> None:
    """A refused price says why, where, and is not made."""
    product(shop)
    full: Any = {"product": "kp-birds"} | params
    wrong = refusal(lambda: shop.v1.prices.create(full))
    assert isinstance(wrong, stripe.InvalidRequestError)
    assert (wrong.http_status, wrong.code, wrong.param) == (400, wanted, param)
    assert shop.v1.prices.list().data == []


LINKS = {
    "no quantity": ({"line_items": [{"price": "P"}]}, MISSING, "line_items[0][quantity]"),
    "nothing": ({"active": True}, "parameter_unknown", "active"),
    "no price": ({"line_items": [{"quantity": 1}]}, MISSING, "price"),
    "no such price": (
        {"line_items": [{"price": "price_none", "quantity": 1}]}, "resource_missing", "line_items[0][price]",
    ),
    "21 items": ({"line_items": [{"price": "P", "quantity": 1}] * 21}, None, "line_items"),
    "11 optional items": ({"optional_items": [{"price": "P", "quantity": 1}] * 11}, None, "optional_items"),
    "a button of no kind": ({"submit_type": "buy"}, None, "submit_type"),
    "a long message": ({"inactive_message": "x" * 501}, INVALID_LENGTH, "inactive_message"),
    "a long text": (
        {"custom_text": {"submit": {"message": "x" * 1201}}},
        INVALID_LENGTH, "custom_text[submit][message]",
    ),
    "nowhere to go": ({"after_completion": {"type": "redirect"}}, None, "after_completion[redirect]"),
    "no address": (
        {"after_completion": {"type": "redirect", "redirect": {"url": "/unlock/"}}},
        "url_invalid", "after_completion[redirect][url]",
    ),
    "a trial without a subscription": (
        {"subscription_data": {"trial_period_days": 14}}, None, "subscription_data",
    ),
    "four fields": (
        {
            "custom_fields": [
                {"key": f"k{n}", "label": {"type": "custom", "custom": "A"}, "type": "text"} for n in range(4)
            ]
        },
        None, "custom_fields",
    ),
    "no seats": (
        {"restrictions": {"completed_sessions": {"limit": 0}}},
        INVALID_INTEGER, "restrictions[completed_sessions][limit]",
    ),
    "a coupon on the link": ({"discounts": [{"coupon": "a"}]}, "parameter_unknown", "discounts"),
    "tax without a behaviour": ({"automatic_tax": {"enabled": True}}, None, "automatic_tax"),
    "another currency than its price": ({"currency": "gbp"}, None, "line_items[0][price]"),
}  # fmt: skip


@pytest.mark.parametrize(("params", "wanted", "param"), LINKS.values(), ids=LINKS)
def test_links_are_checked(
    params: dict[str, Any], wanted: str | None, param: str, shop: stripe.StripeClient
) -> None:
    """A refused link says why, where, and is not made."""
    product(shop)
    key = price(shop).id
    items = [
        {**item, "price": key} if item.get("price") == "P" else item for item in params.get("line_items", [])
    ]
    extras = [{**item, "price": key} for item in params.get("optional_items", [])]
    full: Any = {"line_items": [{"price": key, "quantity": 1}]} | params
    full |= ({"line_items": items} if items else {}) | ({"optional_items": extras} if extras else {})
    wrong = refusal(lambda: shop.v1.payment_links.create(full))
    assert isinstance(wrong, stripe.InvalidRequestError)
    assert (wrong.http_status, wrong.code, wrong.param) == (400, wanted, param)
    assert shop.v1.payment_links.list().data == []


CODES = {
    "no coupon": ({"promotion": {"type": "coupon"}}, MISSING, "promotion[coupon]"),
    "the coupon as before 2025": ({"coupon": "quarter"}, "parameter_unknown", "coupon"),
    "no such coupon": (
        {"promotion": {"type": "coupon", "coupon": "none"}}, "resource_missing", "promotion[coupon]",
    ),
    "a space": ({"code": "TWO WORDS"}, None, "code"),
    "over already": ({"expires_at": 1}, INVALID_INTEGER, "expires_at"),
    "more uses than the coupon": ({"max_redemptions": 6}, INVALID_INTEGER, "max_redemptions"),
    "longer than the coupon": ({"expires_at": 1_800_000_000 + 7200}, None, "expires_at"),
    "a minimum of no currency": (
        {"restrictions": {"minimum_amount": 100}}, MISSING, "restrictions[minimum_amount_currency]",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("params", "wanted", "param"), CODES.values(), ids=CODES)
def test_codes_are_checked(
    params: dict[str, Any], wanted: str | None, param: str, shop: stripe.StripeClient
) -> None:
    """A refused promotion code says why, where, and is not made."""
    coupon(shop, max_redemptions=5, redeem_by=1_800_000_000 + 3600)
    full: Any = {"promotion": {"type": "coupon", "coupon": "quarter"}} | params
    wrong = refusal(lambda: shop.v1.promotion_codes.create(full))
    assert isinstance(wrong, stripe.InvalidRequestError)
    assert (wrong.http_status, wrong.code, wrong.param) == (400, wanted, param)
    assert shop.v1.promotion_codes.list().data == []


COUPONS = {
    "nothing off": ({}, MISSING, "percent_off"),
    "both": ({"percent_off": 10, "amount_off": 100, "currency": "usd"}, None, "amount_off"),
    "no percent": ({"percent_off": 0}, None, "percent_off"),
    "over 100": ({"percent_off": 100.5}, None, "percent_off"),
    "no currency": ({"amount_off": 100}, MISSING, "currency"),
    "a percentage with a currency": ({"percent_off": 10, "currency": "usd"}, None, "currency"),
    "a long name": ({"percent_off": 10, "name": "x" * 41}, INVALID_LENGTH, "name"),
    "no such product": (
        {"percent_off": 10, "applies_to": {"products": ["none"]}},
        "resource_missing", "applies_to[products][0]",
    ),
    "months without repeating": ({"percent_off": 10, "duration_in_months": 3}, None, "duration_in_months"),
    "repeating without months": ({"percent_off": 10, "duration": "repeating"}, None, "duration_in_months"),
    "over already": ({"percent_off": 10, "redeem_by": 1_799_999_999}, INVALID_INTEGER, "redeem_by"),
    "no uses": ({"percent_off": 10, "max_redemptions": 0}, INVALID_INTEGER, "max_redemptions"),
}  # fmt: skip


@pytest.mark.parametrize(("params", "wanted", "param"), COUPONS.values(), ids=COUPONS)
def test_coupons_are_checked(
    params: dict[str, Any], wanted: str | None, param: str, shop: stripe.StripeClient
) -> None:
    """A refused coupon says why, where, and is not made."""
    wrong = refusal(lambda: shop.v1.coupons.create(cast("Any", params)))
    assert isinstance(wrong, stripe.InvalidRequestError)
    assert (wrong.http_status, wrong.code, wrong.param) == (400, wanted, param)
    assert shop.v1.coupons.list().data == []
