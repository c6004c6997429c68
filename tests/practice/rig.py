"""The way to the stand-in: Stripe's own client over HTTP, each answer held against Stripe's description."""

from __future__ import annotations

import functools
import json
import lzma
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import stripe

from kpsite.practice.account import Setup, Storage
from tests.practice.derive import ANSWERS

TEST_KEY, LIVE_KEY, RESTRICTED_KEY = "sk_test_kpsite", "sk_live_kpsite", "rk_test_kpsite"
NOON = 1_800_000_000.0
TIMEOUT = 30.0


class Clock:
    """A clock that stands still until it is told to go on."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now

    def pass_(self, *, hours: float = 0, seconds: float = 0) -> None:
        self.now += hours * 3600 + seconds


@functools.cache
def schemas() -> dict[str, Any]:
    """Give the description of answers as JSON Schema: OpenAPI says ``nullable``, and stubs say nothing."""
    read = json.loads(lzma.decompress(ANSWERS.read_bytes()))["schemas"]
    known = set(read)
    found: dict[str, Any] = _as_json_schema(read, known)
    return found


def _as_json_schema(value: Any, known: set[str]) -> Any:  # noqa: ANN401 - JSON has any shape
    if isinstance(value, list):
        return [_as_json_schema(each, known) for each in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("$ref"), str):
        name = value["$ref"].rpartition("/")[2]
        return {"$ref": f"#/$defs/{name}"} if name in known else {}
    found = {key: _as_json_schema(each, known) for key, each in value.items() if key != "nullable"}
    return {"anyOf": [found, {"type": "null"}]} if value.get("nullable") is True else found


def check_answer(body: str) -> None:
    """Fail when an answer is not what Stripe's description says of its kind of object."""
    value = json.loads(body)
    found = value["data"] if value.get("object") == "list" else [value]
    for each in found:
        name = "error" if "error" in each else each["object"]
        if each.get("deleted"):
            name = f"deleted_{name}"
        if name in schemas():
            schema = {"$ref": f"#/$defs/{name}", "$defs": schemas()}
            jsonschema.Draft202012Validator(schema).validate(each)


class Checking(stripe.RequestsClient):
    """The client's transport, which reads along."""

    def request(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as the client has it
        body, status, headers = super().request(*args, **kwargs)
        check_answer(body.decode())
        return body, status, headers


def client(base_url: str, key: str = TEST_KEY, timeout: float = TIMEOUT) -> stripe.StripeClient:
    """Give Stripe's client, talking to a stand-in."""
    addresses: Any = {"api": base_url}
    return stripe.StripeClient(key, base_addresses=addresses, http_client=Checking(timeout=timeout))


def product(shop: stripe.StripeClient, key: str = "kp-birds", **more: object) -> stripe.Product:
    params: Any = {"id": key, "name": "Drawing birds"} | more
    return shop.v1.products.create(params)


def price(
    shop: stripe.StripeClient, of: str = "kp-birds", amount: int = 4900, **more: object
) -> stripe.Price:
    params: Any = {"product": of, "currency": "usd", "unit_amount": amount} | more
    return shop.v1.prices.create(params)


def link(shop: stripe.StripeClient, of: str, **more: object) -> stripe.PaymentLink:
    params: Any = {"line_items": [{"price": of, "quantity": 1}]} | more
    return shop.v1.payment_links.create(params)


def coupon(shop: stripe.StripeClient, key: str = "quarter", **more: object) -> stripe.Coupon:
    amount = {} if "amount_off" in more else {"percent_off": 25}
    params: Any = {"id": key} | amount | more
    return shop.v1.coupons.create(params)


def code(
    shop: stripe.StripeClient, text: str = "SPRING", of: str = "quarter", **more: object
) -> stripe.PromotionCode:
    params: Any = {"promotion": {"type": "coupon", "coupon": of}, "code": text} | more
    return shop.v1.promotion_codes.create(params)


def refusal(deed: Callable[[], object]) -> stripe.StripeError:
    """Do what is refused, and give how."""
    with pytest.raises(stripe.StripeError) as raised:
        deed()
    return raised.value


def change(folder: Path, kind: str, key: str, **fields: object) -> None:
    """Change what no request can, as banks do: a charge's ``disputed``, a session's ``payment_status``."""
    with Storage(folder).account(False, int(NOON), Setup("")) as account:
        account.put(account.at(kind, key) | fields)


def dispute(folder: Path, charge: str) -> str:
    """Have a bank take a payment back, and give the dispute's id."""
    key = charge.replace("ch_", "dp_")
    change(folder, "charge", charge, disputed=True)
    with Storage(folder).account(False, int(NOON), Setup("")) as account:
        found = account.at("charge", charge)
        account.put({
            "id": key, "object": "dispute", "amount": found["amount"], "balance_transactions": [],
            "charge": charge, "created": account.now, "currency": found["currency"], "evidence": {},
            "evidence_details": {}, "is_charge_refundable": False, "livemode": False, "metadata": {},
            "payment_intent": found["payment_intent"], "reason": "fraudulent", "status": "needs_response",
        })  # fmt: skip
    return key
