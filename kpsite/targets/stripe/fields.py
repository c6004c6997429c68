"""What kpsite sets on each kind of Stripe object, by the API's own names: how it is read, compared and sent.

Inputs are the fields of a request written flat (``custom_text.submit.message``) with values as text. What
Stripe does not echo as it was sent, or has for lists of one, gets a plainer form here. Another object of ours
stands in them as its key with a digest of what cannot change on it (``price fold.course #1f0c``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from kpsite.plan import Inputs

Object = Mapping[str, Any]
"""An object of an account as plain values, as Stripe's API gives it."""

KINDS = ("product", "price", "coupon", "code", "link")
"""In the order in which they can be made: each one names only what comes before it."""

FIXED = frozenset({
    "product", "currency", "unit_amount", "custom_unit_amount.enabled", "custom_unit_amount.minimum",
    "custom_unit_amount.preset", "recurring.interval", "tax_behavior",
    "percent_off", "amount_off", "duration", "duration_in_months", "applies_to.products", "currency_options",
    "code", "promotion.coupon", "expires_at", "max_redemptions", "restrictions.first_time_transaction",
    "restrictions.minimum_amount", "restrictions.minimum_amount_currency",
    "line_items.price", "managed_payments.enabled", "subscription_data.description", "submit_type",
})  # fmt: skip
"""What cannot change on an object that exists (the update operations of Stripe's API do not take it, or, as
for ``submit_type``, its change is a new address).
"""

_FIELDS = {
    "product": ("name", "description", "url", "tax_code", "active"),
    "price": (
        "product", "currency", "unit_amount", "custom_unit_amount.", "recurring.interval", "tax_behavior",
        "currency_options.", "nickname", "lookup_key", "active",
    ),
    "coupon": (
        "percent_off", "amount_off", "currency", "duration", "duration_in_months", "applies_to.products",
        "currency_options", "name",
    ),
    "code": (
        "code", "promotion.coupon", "expires_at", "max_redemptions", "restrictions.first_time_transaction",
        "restrictions.minimum_amount", "restrictions.minimum_amount_currency", "active",
    ),
    "link": (
        "line_items.", "optional_items", "after_completion.type", "after_completion.redirect.url",
        "allow_promotion_codes", "automatic_tax.enabled", "billing_address_collection",
        "consent_collection.promotions", "consent_collection.terms_of_service", "custom_text.",
        "customer_creation", "inactive_message", "invoice_creation.enabled", "managed_payments.enabled",
        "name_collection.individual.enabled", "payment_intent_data.description",
        "payment_intent_data.statement_descriptor_suffix", "payment_intent_data.metadata.",
        "phone_number_collection.enabled", "restrictions.completed_sessions.limit", "submit_type",
        "subscription_data.description", "subscription_data.trial_period_days",
        "subscription_data.metadata.", "tax_id_collection.enabled", "active",
    ),
}  # fmt: skip
"""What is read of each kind; a name with a point at its end stands for everything below it."""

DEFAULTS = {
    "tax_behavior": "unspecified", "restrictions.first_time_transaction": "false",
    "allow_promotion_codes": "false", "automatic_tax.enabled": "false", "billing_address_collection": "auto",
    "consent_collection.promotions": "none", "consent_collection.terms_of_service": "none",
    "customer_creation": "if_required", "invoice_creation.enabled": "false",
    "managed_payments.enabled": "false", "name_collection.individual.enabled": "false",
    "phone_number_collection.enabled": "false", "submit_type": "auto", "tax_id_collection.enabled": "false",
}  # fmt: skip
"""What Stripe answers for fields that were never set: the same as nothing."""

_CLEARED = {
    "restrictions.completed_sessions.limit": "restrictions",
    "custom_text.submit.message": "custom_text.submit",
    "custom_text.after_submit.message": "custom_text.after_submit",
    "custom_text.terms_of_service_acceptance.message": "custom_text.terms_of_service_acceptance",
}
"""Where an empty text is sent to remove a field, when that is not the field itself."""

_QUANTITY = "line_items.adjustable_quantity.maximum"
_OURS = "metadata.kp_"
REVISION = "metadata.kp_rev"
_UNHASHED = frozenset({"lookup_key"})  # goes over to the next price, and no hand did that


def marks(name: str, key: str) -> Inputs:
    """Give the marks by which an object is known as ours: the store's name in its accounts, and the key."""
    return {"metadata.kp_site": name, "metadata.kp_key": key, "metadata.kp_v": "1"}


def digest(inputs: Inputs) -> str:
    """Give 16 hex digits for inputs: an object on which they are written down is as kpsite left it."""
    known = sorted((name, value) for name, value in inputs.items() if name not in _UNHASHED)
    return hashlib.blake2b(repr(known).encode(), digest_size=8).hexdigest()


def fixed(inputs: Inputs) -> Inputs:
    """Give the inputs that cannot change on an object that exists."""
    return {name: value for name, value in inputs.items() if name in FIXED}


def reference(key: str, inputs: Inputs) -> str:
    """Give the form in which an object stands in the inputs of others."""
    return f"{key} #{digest(fixed(inputs))[:8]}"


def key_of(reference: str) -> str:
    """Give the key of the object that a reference is to."""
    return reference.partition(" #")[0]


def references(inputs: Inputs) -> Iterator[str]:
    """Give the keys of all objects that stand in some inputs."""
    for name in ("product", "applies_to.products", "promotion.coupon", "line_items.price", "optional_items"):
        yield from (key_of(each) for each in inputs.get(name, "").split("; ") if each)


def read_inputs(kind: str, found: Object, named: Mapping[str, str]) -> dict[str, str]:
    """Give the inputs of an object of an account.

    ``named`` gives the reference for the id of an object of ours; other ids stand as they are.
    """
    flat = dict(_flat(_plainer(kind, found, named)))
    wanted = (*_FIELDS[kind], _OURS)
    return {
        name: value
        for name, value in flat.items()
        if (name in wanted or any(name.startswith(part) for part in wanted if part[-1] in "._"))
        and name != REVISION
        and value != DEFAULTS.get(name)
    }


def _flat(value: Object, path: str = "") -> Iterator[tuple[str, str]]:
    for name, inner in value.items():
        if isinstance(inner, Mapping):
            yield from _flat(inner, f"{path}{name}.")
        elif inner is not None and inner != "" and not isinstance(inner, list):
            yield f"{path}{name}", text_of(inner)


def text_of(value: object) -> str:
    """Give a single value as it stands in inputs."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float | Decimal) and value == int(value):
        return str(int(value))
    return str(value)


def _plainer(kind: str, found: Object, named: Mapping[str, str]) -> dict[str, Any]:
    made = dict(found)
    if kind == "price":
        made["product"] = _named(found.get("product"), named)
        if found.get("custom_unit_amount") is not None:
            made["custom_unit_amount"] = {"enabled": True, **found["custom_unit_amount"]}
        options = found.get("currency_options") or {}
        made["currency_options"] = {
            currency: _option(option) for currency, option in options.items() if currency != found["currency"]
        }
    elif kind == "coupon":
        products = (found.get("applies_to") or {}).get("products") or ()
        made["applies_to"] = {"products": "; ".join(sorted(_named(one, named) for one in products))}
        options = found.get("currency_options") or {}
        made["currency_options"] = " ".join(
            f"{currency}:{option['amount_off']}"
            for currency, option in sorted(options.items())
            if currency != found.get("currency")
        )
    elif kind == "code":
        made["promotion"] = {"coupon": _named((found.get("promotion") or {}).get("coupon"), named)}
    elif kind == "link":
        made |= _link(found, named)
    return made


def _option(option: Object) -> dict[str, Any]:
    custom = option.get("custom_unit_amount")
    amount = {"unit_amount": option.get("unit_amount")} if custom is None else {}
    kept = {"custom_unit_amount": {"enabled": True, **custom}} if custom is not None else {}
    return {**amount, **kept, "tax_behavior": _set(option.get("tax_behavior"))}


def _set(tax_behavior: str | None) -> str:
    return "" if tax_behavior in (None, "unspecified") else str(tax_behavior)


def _link(found: Object, named: Mapping[str, str]) -> dict[str, Any]:
    items = (found.get("line_items") or {}).get("data") or ()
    item = items[0] if items else {}
    quantity = item.get("adjustable_quantity") or {}
    extra = found.get("optional_items") or ()
    recurring = bool((item.get("price") or {}).get("recurring"))
    return {
        "line_items": {
            "price": "; ".join(_named(one.get("price"), named) for one in items),
            "adjustable_quantity": {"maximum": quantity.get("maximum") if quantity.get("enabled") else None},
        },
        "optional_items": "; ".join(_named(one["price"], named) for one in extra),
        # Subscriptions always make a customer, whatever was asked.
        "customer_creation": None if recurring else found.get("customer_creation"),
    }


def _named(known: object, named: Mapping[str, str]) -> str:
    identity = str(known.get("id", "")) if isinstance(known, Mapping) else str(known or "")
    return named.get(identity, identity)


def parameters(kind: str, inputs: Inputs, ids: Mapping[str, str]) -> dict[str, Any]:
    """Give the parameters of the request that makes an object. ``ids`` holds the id of each key."""
    made = _sent(kind, inputs, ids)
    if kind == "link":
        del made["active"]  # a new link always is
    made.setdefault("metadata", {})["kp_rev"] = digest(inputs)
    return made


def _sent(kind: str, inputs: Inputs, ids: Mapping[str, str]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for name, value in inputs.items():
        if name == "product":
            made["product"] = ids[key_of(value)]
        elif name == "applies_to.products":
            made["applies_to"] = {"products": [ids[key_of(one)] for one in value.split("; ")]}
        elif name == "currency_options":
            options = (one.split(":") for one in value.split())
            made[name] = {currency: {"amount_off": amount} for currency, amount in options}
        elif name == "promotion.coupon":
            made["promotion"] = {"type": "coupon", "coupon": ids[key_of(value)]}
        elif name == "optional_items":
            made[name] = [{"price": ids[key_of(one)], "quantity": "1"} for one in value.split("; ")]
        elif name == "line_items.price":
            made["line_items"] = [{"price": ids[key_of(value)], "quantity": "1"} | _adjustable(inputs)]
        elif not name.startswith("line_items."):
            _put(made, name, value)
    if "lookup_key" in inputs:
        made["transfer_lookup_key"] = "true"
    if kind == "product" and "metadata.kp_image" in inputs:
        made["images"] = [inputs["metadata.kp_image"]]
    return made


def _adjustable(inputs: Inputs) -> dict[str, Any]:
    most = inputs.get(_QUANTITY)
    return {"adjustable_quantity": {"enabled": "true", "minimum": "1", "maximum": most}} if most else {}


def _put(made: dict[str, Any], name: str, value: str) -> None:
    *parents, last = name.split(".")
    for parent in parents:
        made = made.setdefault(parent, {})
    made[last] = value


def changes(
    kind: str, before: Inputs, after: Inputs, ids: Mapping[str, str], item: str = ""
) -> list[dict[str, Any]]:
    """Give the parameters of the requests that change an object from ``before`` to ``after``.

    Groups in which something changes are sent whole, as Stripe replaces some of them and adds to others;
    what is gone is sent as an empty text, because it would stay otherwise. ``item`` is the id of a link's
    line item.
    """
    differing = {name for name in (*before, *after) if before.get(name) != after.get(name)} - FIXED
    groups = {name.partition(".")[0] for name in differing}
    sent = {
        name: value for name, value in after.items() if name.partition(".")[0] in groups and name not in FIXED
    }
    made = _sent(kind, sent, ids)
    first: list[dict[str, Any]] = []
    for name in sorted(differing - after.keys()):
        if name.startswith("currency_options."):
            # A single currency cannot be taken away: all are, and the others come back.
            kept = {key: value for key, value in before.items() if not key.startswith("currency_options.")}
            first = [{"currency_options": "", "metadata": {"kp_rev": digest(kept)}}]
        elif not name.startswith("line_items."):
            _put(made, _CLEARED.get(name, name), DEFAULTS.get(name, ""))
    if _QUANTITY in differing:
        quantity = _adjustable(after) or {"adjustable_quantity": {"enabled": "false"}}
        made["line_items"] = [{"id": item, "quantity": "1", **quantity}]
    if "metadata.kp_image" in differing - after.keys():
        made["images"] = ""
    made.setdefault("metadata", {})["kp_rev"] = digest(after)
    return [*first, made]
