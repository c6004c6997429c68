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
    "get /v1/checkout/sessions": "params.checkout._session_list_params.SessionListParams",
    "get /v1/coupons": "params._coupon_list_params.CouponListParams",
    "get /v1/disputes": "params._dispute_list_params.DisputeListParams",
    "get /v1/payment_intents": "params._payment_intent_list_params.PaymentIntentListParams",
    "get /v1/payment_links": "params._payment_link_list_params.PaymentLinkListParams",
    "get /v1/prices": "params._price_list_params.PriceListParams",
    "get /v1/products": "params._product_list_params.ProductListParams",
    "get /v1/promotion_codes": "params._promotion_code_list_params.PromotionCodeListParams",
    "post /v1/checkout/sessions/{session}/expire": "params.checkout._session_expire_params.SessionExpireParams",
    "post /v1/coupons": "params._coupon_create_params.CouponCreateParams",
    "post /v1/coupons/{coupon}": "params._coupon_update_params.CouponUpdateParams",
    "post /v1/payment_links": "params._payment_link_create_params.PaymentLinkCreateParams",
    "post /v1/payment_links/{payment_link}": "params._payment_link_update_params.PaymentLinkUpdateParams",
    "post /v1/prices": "params._price_create_params.PriceCreateParams",
    "post /v1/prices/{price}": "params._price_update_params.PriceUpdateParams",
    "post /v1/products": "params._product_create_params.ProductCreateParams",
    "post /v1/products/{id}": "params._product_update_params.ProductUpdateParams",
    "post /v1/promotion_codes": "params._promotion_code_create_params.PromotionCodeCreateParams",
    "post /v1/promotion_codes/{promotion_code}": "params._promotion_code_update_params.PromotionCodeUpdateParams",
    "post /v1/refunds": "params._refund_create_params.RefundCreateParams",
}


def operation(name: str) -> Mapping[str, Any]:
    return next(each.schema for _, _, each in description().routes if each.name == name)


def test_the_version_is_that_of_the_client() -> None:
    """The client pins a version; the description is of that one."""
    assert description().version == stripe.api_version


@pytest.mark.parametrize("name", TYPES)
def test_each_request_has_the_parameters_of_the_clients_types(name: str) -> None:
    """No parameter too many, none missing, and the same ones required."""
    module, _, cls = TYPES[name].rpartition(".")
    typed = getattr(importlib.import_module(f"stripe.{module}"), cls)
    wanted = set(typed.__annotations__) - OPTIONS
    schema = operation(name)
    assert set(schema["properties"]) == wanted
    assert set(schema.get("required", ())) == typed.__required_keys__
