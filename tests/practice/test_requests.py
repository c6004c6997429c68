"""Requests are checked against Stripe's own description of its API: what Stripe would refuse is refused."""

from __future__ import annotations

import http.client
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
import stripe

from kpsite.practice.server import StandIn
from tests.practice.rig import LIVE_KEY, TEST_KEY, check_answer, client, code, coupon, link, price, product

LONG = "x" * 5001


def refusal(deed: Callable[[], Any]) -> stripe.StripeError:
    with pytest.raises(stripe.StripeError) as raised:
        deed()
    return raised.value


PRODUCTS = {
    "no name": ({"id": "a"}, "parameter_missing", "name"),
    "unknown": ({"name": "A", "colour": "red"}, "parameter_unknown", "colour"),
    "empty name": ({"name": ""}, "parameter_invalid_empty", "name"),
    "no boolean": ({"name": "A", "active": "yes"}, "parameter_invalid_boolean", "active"),
    "a list as text": ({"name": "A", "images": "https://shop.example.org/a.png"}, "parameter_invalid_array", "images"),
    "nine images": ({"name": "A", "images": ["https://shop.example.org/a.png"] * 9}, None, "images"),
    "a picture that is none": ({"name": "A", "images": ["a.png"]}, "url_invalid", "images[0]"),
    "a long metadata value": ({"name": "A", "metadata": {"a": "x" * 501}}, "parameter_invalid_string_length", "metadata[a]"),
    "a long metadata key": ({"name": "A", "metadata": {"k" * 41: "a"}}, None, f"metadata[{'k' * 41}]"),
    "51 metadata": ({"name": "A", "metadata": {f"k{n}": "a" for n in range(51)}}, None, "metadata"),
    "metadata as text": ({"name": "A", "metadata": "a"}, "parameter_invalid_object", "metadata"),
    "a long unit": ({"name": "A", "unit_label": "a" * 13}, "parameter_invalid_string_length", "unit_label"),
    "a tax code of no kind": ({"name": "A", "tax_code": "books"}, "resource_missing", "tax_code"),
    "an id with a space": ({"name": "A", "id": "a b"}, None, "id"),
}  # fmt: skip


@pytest.mark.parametrize(("params", "wanted", "param"), PRODUCTS.values(), ids=PRODUCTS)
def test_products_are_checked(params: Any, wanted: str | None, param: str, shop: stripe.StripeClient) -> None:
    """A refused product says why, where, and is not made."""
    wrong = refusal(lambda: shop.v1.products.create(params))
    assert isinstance(wrong, stripe.InvalidRequestError)
    assert (wrong.http_status, wrong.code, wrong.param) == (400, wanted, param)
    assert shop.v1.products.list().data == []


PRICES = {
    "no currency": ({"unit_amount": 100}, "parameter_missing", "currency"),
    "no amount": ({"currency": "usd"}, "parameter_missing", "unit_amount"),
    "two amounts": ({"currency": "usd", "unit_amount": 100, "unit_amount_decimal": "100"}, None, "unit_amount_decimal"),
    "no integer": ({"currency": "usd", "unit_amount": "49.00"}, "parameter_invalid_integer", "unit_amount"),
    "a float": ({"currency": "usd", "unit_amount": 49.5}, "parameter_invalid_integer", "unit_amount"),
    "negative": ({"currency": "usd", "unit_amount": -1}, "parameter_invalid_integer", "unit_amount"),
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
        {"currency": "usd", "unit_amount": 100, "recurring": {"interval": "fortnight"}}, None, "recurring[interval]",
    ),
    "four years": (
        {"currency": "usd", "unit_amount": 100, "recurring": {"interval": "year", "interval_count": 4}},
        "parameter_invalid_integer", "recurring[interval_count]",
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
        "parameter_invalid_string_length", "lookup_key",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("params", "wanted", "param"), PRICES.values(), ids=PRICES)
def test_prices_are_checked(params: Any, wanted: str | None, param: str, shop: stripe.StripeClient) -> None:
    """A refused price says why, where, and is not made."""
    product(shop)
    wrong = refusal(lambda: shop.v1.prices.create({"product": "kp-birds", **params}))
    assert isinstance(wrong, stripe.InvalidRequestError)
    assert (wrong.http_status, wrong.code, wrong.param) == (400, wanted, param)
    assert shop.v1.prices.list().data == []


LINKS = {
    "no quantity": ({"line_items": [{"price": "P"}]}, "parameter_missing", "line_items[0][quantity]"),
    "nothing": ({"active": True}, "parameter_unknown", "active"),
    "no price": ({"line_items": [{"quantity": 1}]}, "parameter_missing", "price"),
    "no such price": (
        {"line_items": [{"price": "price_none", "quantity": 1}]}, "resource_missing", "line_items[0][price]",
    ),
    "21 items": ({"line_items": [{"price": "P", "quantity": 1}] * 21}, None, "line_items"),
    "11 optional items": ({"optional_items": [{"price": "P", "quantity": 1}] * 11}, None, "optional_items"),
    "a button of no kind": ({"submit_type": "buy"}, None, "submit_type"),
    "a long message": ({"inactive_message": "x" * 501}, "parameter_invalid_string_length", "inactive_message"),
    "a long text": (
        {"custom_text": {"submit": {"message": "x" * 1201}}},
        "parameter_invalid_string_length", "custom_text[submit][message]",
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
        "parameter_invalid_integer", "restrictions[completed_sessions][limit]",
    ),
    "a coupon on the link": ({"discounts": [{"coupon": "a"}]}, "parameter_unknown", "discounts"),
    "tax without a behaviour": ({"automatic_tax": {"enabled": True}}, None, "automatic_tax"),
    "another currency than its price": ({"currency": "gbp"}, None, "line_items[0][price]"),
}  # fmt: skip


@pytest.mark.parametrize(("params", "wanted", "param"), LINKS.values(), ids=LINKS)
def test_links_are_checked(params: Any, wanted: str | None, param: str, shop: stripe.StripeClient) -> None:
    """A refused link says why, where, and is not made."""
    product(shop)
    key = price(shop).id
    items = [
        {**item, "price": key} if item.get("price") == "P" else item for item in params.get("line_items", [])
    ]
    extras = [{**item, "price": key} for item in params.get("optional_items", [])]
    full = {"line_items": [{"price": key, "quantity": 1}]} | params
    full |= ({"line_items": items} if items else {}) | ({"optional_items": extras} if extras else {})
    wrong = refusal(lambda: shop.v1.payment_links.create(full))  # type: ignore[arg-type]
    assert isinstance(wrong, stripe.InvalidRequestError)
    assert (wrong.http_status, wrong.code, wrong.param) == (400, wanted, param)
    assert shop.v1.payment_links.list().data == []


CODES = {
    "no coupon": ({"promotion": {"type": "coupon"}}, "parameter_missing", "promotion[coupon]"),
    "the coupon as before 2025": ({"coupon": "quarter"}, "parameter_unknown", "coupon"),
    "no such coupon": (
        {"promotion": {"type": "coupon", "coupon": "none"}}, "resource_missing", "promotion[coupon]",
    ),
    "a space": ({"code": "TWO WORDS"}, None, "code"),
    "over already": ({"expires_at": 1}, "parameter_invalid_integer", "expires_at"),
    "more uses than the coupon": ({"max_redemptions": 6}, "parameter_invalid_integer", "max_redemptions"),
    "longer than the coupon": ({"expires_at": 1_800_000_000 + 7200}, None, "expires_at"),
    "a minimum of no currency": (
        {"restrictions": {"minimum_amount": 100}}, "parameter_missing", "restrictions[minimum_amount_currency]",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("params", "wanted", "param"), CODES.values(), ids=CODES)
def test_codes_are_checked(params: Any, wanted: str | None, param: str, shop: stripe.StripeClient) -> None:
    """A refused promotion code says why, where, and is not made."""
    coupon(shop, max_redemptions=5, redeem_by=1_800_000_000 + 3600)
    wrong = refusal(
        lambda: shop.v1.promotion_codes.create(
            {"promotion": {"type": "coupon", "coupon": "quarter"}, **params}
        )
    )
    assert isinstance(wrong, stripe.InvalidRequestError)
    assert (wrong.http_status, wrong.code, wrong.param) == (400, wanted, param)
    assert shop.v1.promotion_codes.list().data == []


COUPONS = {
    "nothing off": ({}, "parameter_missing", "percent_off"),
    "both": ({"percent_off": 10, "amount_off": 100, "currency": "usd"}, None, "amount_off"),
    "no percent": ({"percent_off": 0}, None, "percent_off"),
    "over 100": ({"percent_off": 100.5}, None, "percent_off"),
    "no currency": ({"amount_off": 100}, "parameter_missing", "currency"),
    "a percentage with a currency": ({"percent_off": 10, "currency": "usd"}, None, "currency"),
    "a long name": ({"percent_off": 10, "name": "x" * 41}, "parameter_invalid_string_length", "name"),
    "no such product": (
        {"percent_off": 10, "applies_to": {"products": ["none"]}}, "resource_missing", "applies_to[products][0]",
    ),
    "months without repeating": ({"percent_off": 10, "duration_in_months": 3}, None, "duration_in_months"),
    "repeating without months": ({"percent_off": 10, "duration": "repeating"}, None, "duration_in_months"),
    "over already": ({"percent_off": 10, "redeem_by": 1_799_999_999}, "parameter_invalid_integer", "redeem_by"),
    "no uses": ({"percent_off": 10, "max_redemptions": 0}, "parameter_invalid_integer", "max_redemptions"),
}  # fmt: skip


@pytest.mark.parametrize(("params", "wanted", "param"), COUPONS.values(), ids=COUPONS)
def test_coupons_are_checked(params: Any, wanted: str | None, param: str, shop: stripe.StripeClient) -> None:
    """A refused coupon says why, where, and is not made."""
    wrong = refusal(lambda: shop.v1.coupons.create(params))
    assert isinstance(wrong, stripe.InvalidRequestError)
    assert (wrong.http_status, wrong.code, wrong.param) == (400, wanted, param)
    assert shop.v1.coupons.list().data == []


def send(stand_in: StandIn, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
    """Send what Stripe's client would not."""
    connection = http.client.HTTPConnection(urlsplit(stand_in.base_url).netloc, timeout=30)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body, {"Authorization": f"Bearer {TEST_KEY}"} | named)
    answer = connection.getresponse()
    found = answer.status, answer.read().decode()
    connection.close()
    return found


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/v1/products", "name=A&name=B", 400),
        ("POST", "/v1/products", "name=A&metadata[a=b", 400),
        ("POST", "/v1/products", "name=A&metadata=x&metadata[a]=b", 400),
        ("POST", "/v1/products", "name=%00", 400),
        ("GET", "/v1/nothing", "", 404),
        ("DELETE", "/v1/prices/price_1", "", 404),
        ("GET", "/v1/prices/price_1", "", 404),
        ("GET", "/v1/products?limit=0", "", 400),
        ("GET", "/v1/products?limit=ten", "", 400),
        ("GET", "/v1/products?expand[]=data.price", "", 400),
        ("GET", "/v1/events", "", 404),
        ("PUT", "/v1/products/a", "", 405),
    ],
)
def test_what_no_client_sends_is_refused_too(
    method: str, path: str, body: str, status: int, stand_in: StandIn
) -> None:
    """Malformed forms, unknown addresses, and an address that only looks like one."""
    found, text = send(stand_in, method, path, body, Content_Type="application/x-www-form-urlencoded")
    assert found == status
    if status != 405:
        check_answer(text)


def test_other_versions_and_shapes_are_refused(stand_in: StandIn) -> None:
    """The stand-in speaks one version of the API, and forms alone."""
    assert send(stand_in, "GET", "/v1/products", Stripe_Version="2019-05-16")[0] == 400
    assert send(stand_in, "POST", "/v1/products", '{"name": "A"}', Content_Type="application/json")[0] == 400


@pytest.mark.parametrize("key", ["", "pk_test_practice", "sk_test", "secret"])
def test_keys_are_checked(key: str, stand_in: StandIn) -> None:
    """Without a key, with a publishable one or with nonsense, nothing is answered, and no key is shown in full."""
    status, text = send(stand_in, "GET", "/v1/account", Authorization=f"Bearer {key}")
    assert status == 401
    assert "sk_test" not in text


def test_other_host_names_are_refused(stand_in: StandIn) -> None:
    """A page from elsewhere that has its name point here can read nothing."""
    assert send(stand_in, "GET", "/v1/account", Host="evil.example.org")[0] == 421


def test_test_and_live_share_nothing(stand_in: StandIn, shop: stripe.StripeClient) -> None:
    """The key alone picks the mode; what was made in one is not there in the other."""
    live = client(stand_in.base_url, LIVE_KEY)
    product(shop)
    assert live.v1.products.list().data == []
    made = product(live)
    assert (made.livemode, shop.v1.products.retrieve("kp-birds").livemode) == (True, False)
    assert live.v1.accounts.retrieve_current().id == shop.v1.accounts.retrieve_current().id
    wrong = refusal(lambda: link(live, price(shop).id))
    assert wrong.code == "resource_missing"
    assert "/test_" in link(shop, price(shop).id).url
    secure = {"type": "redirect", "redirect": {"url": "http://shop.example.org/unlock/"}}
    wrong = refusal(lambda: link(live, price(live).id, after_completion=secure))
    assert wrong.code == "url_invalid"


def test_codes_of_a_coupon(shop: stripe.StripeClient) -> None:
    """The rows above are refused for what they say, not for what goes before."""
    coupon(shop, max_redemptions=5, redeem_by=1_800_000_000 + 3600)
    assert code(shop, max_redemptions=5, expires_at=1_800_000_000 + 3600).active
