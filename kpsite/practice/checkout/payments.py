"""What paying leaves in the account: customer, payment intent and charge, or a subscription."""

from __future__ import annotations

from typing import Any

from kpsite.practice.account import ID_LENGTH, Account, spelled
from kpsite.practice.objects.fields import Object

DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
DAY_SECONDS = 24 * 60 * 60
CARD = {
    "brand": "visa",
    "country": "US",
    "exp_month": 12,
    "exp_year": 2034,
    "funding": "credit",
    "last4": "4242",
}


def pay(account: Account, session: Object, link: Object) -> None:
    """End a session as paid, or as free; its object is changed, and what belongs to it is made.

    Free orders have no payment intent and always a customer (docs: payments/checkout/no-cost-orders).
    """
    cart, total = session["_cart"], session["amount_total"]
    recurring = session["mode"] == "subscription"
    free = total == 0
    if recurring or free or link["customer_creation"] == "always":
        session["customer"] = _customer(account, cart)["id"]
    if recurring:
        session["subscription"] = _subscription(account, session, link)["id"]
    if not free:
        intent = _payment(account, session, link)
        # the payment of a subscription hangs on its invoice
        session["payment_intent"] = None if recurring else intent["id"]
    if recurring or link["invoice_creation"]["enabled"]:
        session["invoice"] = f"in_{spelled(session['id'], ID_LENGTH)}"
    session |= {
        "status": "complete", "payment_status": "no_payment_required" if free else "paid", "url": None,
        "customer_details": _details(cart), "consent": _consent(link, cart),
        "collected_information": {
            "business_name": cart["names"].get("business"),
            "individual_name": cart["names"].get("individual"), "shipping_details": None,
        },
        "custom_fields": [_answered(each, cart["fields"]) for each in session["custom_fields"]],
    }  # fmt: skip


def _details(cart: Object) -> Object:
    names = cart["names"]
    name = names.get("individual") or names.get("business")
    return {
        "address": None, "business_name": names.get("business"), "email": cart["email"],
        "individual_name": names.get("individual"), "name": name, "phone": names.get("phone"),
        "tax_exempt": "none",
        "tax_ids": [{"type": "unknown", "value": names["tax_id"]}] if names.get("tax_id") else [],
    }  # fmt: skip


def _consent(link: Object, cart: Object) -> Object | None:
    if not link["consent_collection"]:
        return None
    return {"promotions": None, "terms_of_service": "accepted" if cart["terms"] else None}


def _answered(field: Object, answers: dict[str, str]) -> Object:
    kind = field["type"]
    return field | {kind: field[kind] | {"value": answers.get(field["key"]) or None}}


def _customer(account: Account, cart: Object) -> Object:
    return account.put({
        "id": account.fresh("customer"), "object": "customer", "address": None, "balance": 0,
        "created": account.now, "currency": cart["currency"], "default_source": None, "delinquent": False,
        "description": None, "email": cart["email"], "invoice_prefix": None, "invoice_settings": {
            "custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None,
        },
        "livemode": account.livemode, "metadata": {}, "name": cart["names"].get("individual"),
        "phone": cart["names"].get("phone"), "preferred_locales": [], "shipping": None, "tax_exempt": "none",
        "test_clock": None,
    })  # fmt: skip


def _payment(account: Account, session: Object, link: Object) -> Object:
    """Make the payment intent and its charge, which name one another."""
    data: dict[str, Any] = link["payment_intent_data"] or {}
    intent_id, charge_id = account.fresh("payment_intent"), account.fresh("charge")
    shared = {
        "amount": session["amount_total"], "application": None, "application_fee_amount": None,
        "created": account.now, "currency": session["currency"], "customer": session["customer"],
        "description": data.get("description"), "livemode": account.livemode,
        "metadata": dict(data.get("metadata") or {}), "on_behalf_of": None, "receipt_email": None,
        "shipping": None, "status": "succeeded", "transfer_data": None, "transfer_group": None,
    }  # fmt: skip
    account.put(shared | {
        "id": charge_id, "object": "charge", "amount_captured": session["amount_total"], "amount_refunded": 0,
        "balance_transaction": None, "captured": True, "disputed": False, "failure_code": None,
        "failure_message": None, "fraud_details": {}, "paid": True, "payment_intent": intent_id,
        "payment_method": None, "payment_method_details": {
            # Whoever pays twice does it with one card.
            "card": CARD | {"fingerprint": spelled(session["_cart"]["email"], 16)}, "type": "card",
        },
        "receipt_url": None, "refunded": False, "statement_descriptor": None,
        "billing_details": {
            "address": None, "email": session["_cart"]["email"], "name": None, "phone": None, "tax_id": None,
        },
    })  # fmt: skip
    return account.put(shared | {
        "id": intent_id, "object": "payment_intent", "amount_capturable": 0,
        "amount_received": session["amount_total"], "canceled_at": None, "cancellation_reason": None,
        "capture_method": "automatic_async", "client_secret": None, "confirmation_method": "automatic",
        "last_payment_error": None, "latest_charge": charge_id, "next_action": None, "payment_method": None,
        "payment_method_options": {}, "payment_method_types": session["payment_method_types"],
        "processing": None, "setup_future_usage": None, "statement_descriptor": None,
        "statement_descriptor_suffix": data.get("statement_descriptor_suffix"),
    })  # fmt: skip


def _subscription(account: Account, session: Object, link: Object) -> Object:
    data: dict[str, Any] = link["subscription_data"] or {}
    trial = data.get("trial_period_days")
    trial_end = account.now + trial * DAY_SECONDS if trial else None
    items = [
        _subscribed(account, item, trial_end)
        for item in session["line_items"]
        if account.asked("price", item["price"], "line_items")["recurring"]
    ]
    return account.put({
        "id": account.fresh("subscription"), "object": "subscription", "automatic_tax": link["automatic_tax"],
        "billing_cycle_anchor": trial_end or account.now, "cancel_at": None, "cancel_at_period_end": False,
        "canceled_at": None, "collection_method": "charge_automatically", "created": account.now,
        "currency": session["currency"], "customer": session["customer"],
        "default_payment_method": None, "description": data.get("description"), "discounts": [],
        "ended_at": None, "items": {
            "object": "list", "data": items, "has_more": False, "url": "/v1/subscription_items",
        },
        "latest_invoice": f"in_{spelled(session['id'], ID_LENGTH)}", "livemode": account.livemode,
        "metadata": dict(data.get("metadata") or {}), "pause_collection": None, "schedule": None,
        "start_date": account.now, "status": "trialing" if trial else "active", "trial_end": trial_end,
        "trial_settings": data.get("trial_settings"), "trial_start": account.now if trial else None,
    })  # fmt: skip


def _subscribed(account: Account, item: Object, trial_end: int | None) -> Object:
    recurring = account.asked("price", item["price"], "line_items")["recurring"]
    length = DAYS[recurring["interval"]] * recurring["interval_count"] * DAY_SECONDS
    return {
        "id": account.fresh("subscription_item"), "object": "subscription_item", "created": account.now,
        "current_period_end": trial_end or account.now + length, "current_period_start": account.now,
        "discounts": [], "metadata": {}, "price": item["price"], "quantity": item["quantity"],
        "tax_rates": [],
    }  # fmt: skip
