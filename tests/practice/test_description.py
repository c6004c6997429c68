"""The description that the stand-in checks with is of the same API as the client that is installed."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import Any

import pytest
import stripe
from stripe._request_options import RequestOptions

from kpsite.practice.description import description

OPTIONS = set(RequestOptions.__annotations__)
TYPES = {
    "get /v1/checkout/sessions": "checkout.session_list",
    "get /v1/coupons": "coupon_list",
    "get /v1/disputes": "dispute_list",
    "get /v1/payment_intents": "payment_intent_list",
    "get /v1/payment_links": "payment_link_list",
    "get /v1/prices": "price_list",
    "get /v1/products": "product_list",
    "get /v1/promotion_codes": "promotion_code_list",
    "post /v1/checkout/sessions/{session}/expire": "checkout.session_expire",
    "post /v1/coupons": "coupon_create",
    "post /v1/coupons/{coupon}": "coupon_update",
    "post /v1/payment_links": "payment_link_create",
    "post /v1/payment_links/{payment_link}": "payment_link_update",
    "post /v1/prices": "price_create",
    "post /v1/prices/{price}": "price_update",
    "post /v1/products": "product_create",
    "post /v1/products/{id}": "product_update",
    "post /v1/promotion_codes": "promotion_code_create",
    "post /v1/promotion_codes/{promotion_code}": "promotion_code_update",
    "post /v1/refunds": "refund_create",
}


def operation(name: str) -> Mapping[str, Any]:
    return next(each.schema for _, _, each in description().routes if each.name == name)


def test_the_version_is_that_of_the_client() -> None:
    """The client pins a version; the description is of that one."""
    assert description().version == stripe.api_version


@pytest.mark.parametrize("name", TYPES)
def test_each_request_has_the_parameters_of_the_clients_types(name: str) -> None:
    """No parameter too many, none missing, and the same ones required."""
    room, _, module = TYPES[name].rpartition(".")
    place = ".".join(filter(None, ("stripe.params", room, f"_{module}_params")))
    cls = "".join(word.capitalize() for word in module.split("_"))
    typed = getattr(importlib.import_module(place), f"{cls}Params")
    wanted = set(typed.__annotations__) - OPTIONS
    schema = operation(name)
    assert set(schema["properties"]) == wanted
    assert set(schema.get("required", ())) == typed.__required_keys__
