"""Payment links: what they sell never changes, and none is ever deleted."""

from __future__ import annotations

from typing import Any

from kpsite.practice.account import Account
from kpsite.practice.objects.fields import Object, Params, merged
from kpsite.practice.objects.items import (
    check_items,
    check_prices,
    items_of,
    optional_items_of,
    restocked,
)
from kpsite.practice.objects.link_rules import check_link
from kpsite.practice.refusals import Refused

PLAIN = (
    "allow_promotion_codes", "application_fee_amount", "application_fee_percent",
    "billing_address_collection",
    "customer_creation", "inactive_message", "on_behalf_of", "payment_method_collection",
    "payment_method_options", "payment_method_types", "shipping_address_collection", "submit_type",
    "transfer_data",
)  # fmt: skip
# How objects inside of a link are told: every field, empty unless it was passed.
SHAPES: dict[str, dict[str, Any]] = {
    "automatic_tax": {"enabled": False, "liability": None},
    "consent_collection": {
        "payment_method_reuse_agreement": None, "promotions": None, "terms_of_service": None,
    },
    "custom_text": {
        "after_submit": None, "shipping_address": None, "submit": None, "terms_of_service_acceptance": None,
    },
    "invoice_creation": {"enabled": False, "invoice_data": None},
    "managed_payments": {"enabled": False},
    "payment_intent_data": {
        "capture_method": None, "description": None, "metadata": {}, "setup_future_usage": None,
        "statement_descriptor": None, "statement_descriptor_suffix": None, "transfer_group": None,
    },
    "phone_number_collection": {"enabled": False},
    "subscription_data": {
        "description": None, "invoice_settings": {"issuer": {"type": "self"}}, "metadata": {},
        "trial_period_days": None, "trial_settings": None,
    },
    "tax_id_collection": {"enabled": False, "required": "never"},
}  # fmt: skip
INVOICE_DATA = {
    "account_tax_ids": None, "custom_fields": None, "description": None, "footer": None, "issuer": None,
    "metadata": None, "rendering_options": None,
}  # fmt: skip
MERGED = ("consent_collection", "custom_text", "payment_intent_data", "subscription_data")
NULL_UNLESS_PASSED = (
    "consent_collection", "managed_payments", "payment_intent_data", "subscription_data",
)  # fmt: skip


def create(account: Account, params: Params) -> Object:
    """Make a payment link.

    Raises:
        Refused: its items do not go together, or a parameter does not go with them.
    """
    if params.get("shipping_options"):
        raise Refused("The practice account has no shipping rates.", "", "shipping_options[0]")
    items = items_of(account, params["line_items"], params.get("currency"))
    key = account.fresh("payment_link")
    link: Object = {
        "id": key, "object": "payment_link", "active": True, "after_completion": None,
        "allow_promotion_codes": False, "application": None, "application_fee_amount": None,
        "application_fee_percent": None, "billing_address_collection": "auto",
        "currency": items[0]["currency"], "custom_fields": [], "customer_creation": "if_required",
        "inactive_message": None, "line_items": items, "livemode": account.livemode,
        "metadata": merged({}, params.get("metadata", {})), "name_collection": None, "on_behalf_of": None,
        "optional_items": None, "payment_method_collection": "always", "payment_method_options": None,
        "payment_method_types": None, "restrictions": None, "shipping_address_collection": None,
        "shipping_options": [], "submit_type": "auto", "transfer_data": None, "url": "",
        "_fixed": "currency" in params,
    }  # fmt: skip
    link |= {name: None if name in NULL_UNLESS_PASSED else dict(shape) for name, shape in SHAPES.items()}
    if any(account.asked("price", item["price"], "line_items")["recurring"] for item in items):
        link |= {"customer_creation": "always"}
    _set(account, link, params)
    if link["after_completion"] is None:
        link["after_completion"] = {
            "type": "hosted_confirmation",
            "hosted_confirmation": {"custom_message": None},
        }
    check_items(account, link)
    check_link(account, link, params)
    account.put(link)
    return account.at("payment_link", key)


def update(account: Account, params: Params, key: str) -> Object:
    """Change nearly everything of a payment link but what it sells.

    Raises:
        Refused: a parameter does not go with the items, or it would sell what is archived.
    """
    link = account.at("payment_link", key)
    link["line_items"] = restocked(link["line_items"], params.get("line_items", []))
    link["metadata"] = merged(link["metadata"], params.get("metadata", {}))
    if params.get("active"):
        check_prices(account, link["line_items"], "active")
    link["active"] = params.get("active", link["active"])
    _set(account, link, params)
    check_items(account, link)
    check_link(account, link, params)
    account.put(link)
    return account.at("payment_link", key)


def _set(account: Account, link: Object, params: Params) -> None:
    for name in PLAIN:
        if name in params:
            link[name] = None if params[name] == "" else params[name]
    for name, shape in SHAPES.items():
        if name in params:
            old = link[name] if name in MERGED and link[name] else shape
            link[name] = old | _emptied(params[name])
    if link["invoice_creation"]["invoice_data"] is not None:
        link["invoice_creation"]["invoice_data"] = INVOICE_DATA | _emptied(
            link["invoice_creation"]["invoice_data"]
        )
    if "after_completion" in params:
        link["after_completion"] = _after(params["after_completion"])
    if "custom_fields" in params:
        link["custom_fields"] = [_custom_field(each) for each in params["custom_fields"]]
    if "name_collection" in params:
        link["name_collection"] = _name_collection(params["name_collection"])
    if "optional_items" in params:
        link["optional_items"] = optional_items_of(account, link, params["optional_items"] or [])
    if "restrictions" in params:
        link["restrictions"] = _restrictions(link["restrictions"], params["restrictions"])


def _emptied(given: Params) -> Object:
    return {name: None if each == "" else each for name, each in given.items()}


def _after(given: Params) -> Object:
    kind = given["type"]
    other = "hosted_confirmation" if kind == "redirect" else "redirect"
    if other in given or (kind == "redirect" and kind not in given):
        param = f"after_completion[{other if other in given else kind}]"
        raise Refused(f"`after_completion` of type `{kind}` needs `{kind}` and nothing else.", "", param)
    if kind == "hosted_confirmation":
        return {"type": kind, kind: {"custom_message": None} | dict(given.get(kind, {}))}
    return {"type": kind, kind: dict(given[kind])}


def _custom_field(given: Params) -> Object:
    kind = given["type"]
    limits = {"default_value": None, "maximum_length": None, "minimum_length": None}
    inner = given.get(kind, {})
    told = {"default_value": None} | inner if kind == "dropdown" else limits | inner
    return {
        "key": given["key"], "label": {"custom": None} | given["label"],
        "optional": given.get("optional", False), "type": kind, kind: told,
    }  # fmt: skip


def _name_collection(given: Params | str) -> Object | None:
    if isinstance(given, str):
        return None
    return {name: {"optional": False} | each for name, each in given.items()}


def _restrictions(old: Object | None, given: Params | str) -> Object | None:
    if isinstance(given, str):
        return None
    limit = given["completed_sessions"]["limit"]
    if limit < 1:
        param = "restrictions[completed_sessions][limit]"
        raise Refused("Invalid positive integer", "parameter_invalid_integer", param)
    count = old["completed_sessions"]["count"] if old else 0
    return {"completed_sessions": {"count": count, "limit": limit}}
