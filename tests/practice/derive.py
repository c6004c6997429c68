"""Derives what the stand-in knows of Stripe's API from a description of it.

    python -m tests.practice.derive openapi.json

The description is an OpenAPI 3.0 file of API version 2026-10-28.endive, rebuilt from the types of
stripe-python 16.1.0 (which Stripe generates from its own description) with the lengths and counts of the
published one added. Both carry the MIT licence, Copyright (c) Stripe, https://stripe.com. From its megabyte
two small files are made: the parameters of each request, which the stand-in checks with and so belong to the
package, and the shape of each answer, which only the tests need. ``test_description.py`` compares the first
with the types of the client that is installed, so that a new version of it is noticed.
"""

from __future__ import annotations

import json
import lzma
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
REQUESTS = ROOT / "kpsite" / "practice" / "requests.json.xz"
ANSWERS = ROOT / "tests" / "practice" / "answers.json.xz"
ANSWERED = (
    "account", "charge", "checkout.session", "coupon", "customer", "deleted_coupon", "deleted_product",
    "error", "item", "payment_intent", "payment_link", "price", "product", "promotion_code", "refund",
)  # fmt: skip
UNSPOKEN = ("description", "title", "encoding")
STRING = {"type": "string"}
INTEGER = {"type": "integer"}
WHEN = {
    "anyOf": [
        {
            "type": "object",
            "additionalProperties": False,
            "properties": dict.fromkeys(("gt", "gte", "lt", "lte"), INTEGER),
        },
        INTEGER,
    ]
}
EXPAND = {"expand": {"type": "array", "items": STRING}}
PAGED = {"limit": INTEGER, "starting_after": STRING, "ending_before": STRING, "created": WHEN} | EXPAND
METADATA = {"anyOf": [{"type": "object", "additionalProperties": STRING}, {"type": "string", "enum": [""]}]}
# Requests that the description leaves out, from the parameter types of the client.
MORE: dict[str, dict[str, Any]] = {
    "get /v1/balance": EXPAND,
    "get /v1/disputes": PAGED | {"charge": STRING, "payment_intent": STRING},
    "get /v1/disputes/{dispute}": EXPAND,
    "get /v1/payment_intents": PAGED | {"customer": STRING, "customer_account": STRING},
    "get /v1/payment_intents/{intent}": EXPAND | {"client_secret": STRING},
    "get /v1/subscriptions/{subscription_exposed_id}": EXPAND,
    "get /v1/subscriptions": PAGED
    | {
        "customer": STRING,
        "price": STRING,
        "status": {
            "type": "string",
            "enum": [
                "active", "all", "canceled", "ended", "incomplete", "incomplete_expired", "past_due",
                "paused", "trialing", "unpaid",
            ],
        },
    },
    "post /v1/checkout/sessions/{session}": EXPAND | {"metadata": METADATA},
    "post /v1/checkout/sessions/{session}/expire": EXPAND,
}  # fmt: skip


def bare(value: Any) -> Any:  # noqa: ANN401 - JSON has any shape
    """Give a schema without the words that explain it."""
    if isinstance(value, dict):
        kept = {k: v for k, v in value.items() if k not in UNSPOKEN or not isinstance(v, str)}
        return {key: bare(each) for key, each in kept.items()}
    return [bare(each) for each in value] if isinstance(value, list) else value


def parameters(method: str, operation: dict[str, Any]) -> dict[str, Any]:
    """Give one schema for all that a request may carry: a POST in its body, others in their query."""
    if method == "post":
        (content,) = operation["requestBody"]["content"].values()
        schema: dict[str, Any] = bare(content["schema"])
        return schema
    queried = [each for each in operation.get("parameters", []) if each["in"] == "query"]
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {each["name"]: bare(each["schema"]) for each in queried},
        "required": [each["name"] for each in queried if each.get("required")],
    }


def main(source: str) -> None:
    """Write both files."""
    described = json.loads(Path(source).read_text("utf-8"))
    operations = {
        f"{method} {path}": parameters(method, operation)
        for path, methods in described["paths"].items()
        for method, operation in methods.items()
        if method in ("get", "post", "delete")
    }
    for name, properties in MORE.items():
        operations[name] = {"type": "object", "additionalProperties": False, "properties": properties}
    schemas = {name: bare(described["components"]["schemas"][name]) for name in ANSWERED}
    version = described["info"]["version"]
    pack(REQUESTS, {"version": version, "operations": operations})
    pack(ANSWERS, {"version": version, "schemas": schemas})


def pack(path: Path, value: dict[str, Any]) -> None:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    path.write_bytes(lzma.compress(text.encode(), preset=9))


if __name__ == "__main__":
    main(*sys.argv[1:])
