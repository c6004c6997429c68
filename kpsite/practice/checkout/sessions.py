"""Checkout sessions of payment links: opened by looking, changed by choosing, ended by paying or by time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kpsite.practice.account import Account
from kpsite.practice.checkout.arrival import Arrival
from kpsite.practice.checkout.cart import bounds, check_total, code_for, currencies, fill, lines_of, offered
from kpsite.practice.checkout.payments import pay
from kpsite.practice.money import minor, written
from kpsite.practice.objects.fields import Object
from kpsite.practice.objects.links import INVOICE_DATA
from kpsite.practice.refusals import Refused

LIFE_SECONDS = 24 * 60 * 60
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
MAX_TEXT = 255
NO_EMAIL = "Write your email address, so that the receipt can reach you."
NEEDED = "This field is needed."
COPIED = (
    "allow_promotion_codes", "billing_address_collection", "consent_collection", "custom_text",
    "customer_creation", "managed_payments", "metadata", "name_collection",
    "optional_items", "payment_method_collection", "phone_number_collection",
    "shipping_address_collection", "shipping_options", "submit_type", "tax_id_collection",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """What a buyer filled in, as it was written; quantities by the name of the line."""

    email: str = ""
    code: str = ""
    currency: str = ""
    amount: str | None = None
    quantities: Mapping[str, int] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    terms: bool = False


def open_session(account: Account, link: Object, came: Arrival, back: str) -> Object:
    """Open a session for somebody who opened a link; ``back`` is where leaving leads."""
    recurring = any(account.asked("price", item["price"], "")["recurring"] for item in link["line_items"])
    session: Object = {
        "id": account.fresh("checkout.session"), "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "after_expiration": None, "cancel_url": None, "client_reference_id": came.reference or None,
        "client_secret": None, "collected_information": None, "consent": None, "created": account.now,
        "currency_conversion": None,
        "custom_fields": [_unanswered(each) for each in link["custom_fields"]], "customer": None,
        "customer_account": None, "customer_details": None, "customer_email": None,
        "expires_at": account.now + LIFE_SECONDS, "invoice": None, "livemode": account.livemode,
        "locale": None,
        "mode": "subscription" if recurring else "payment", "payment_intent": None,
        "payment_link": link["id"],
        "payment_method_options": {}, "payment_method_types": link["payment_method_types"] or ["card"],
        "payment_status": "unpaid", "presentment_details": None, "recovered_from": None, "setup_intent": None,
        "shipping_cost": None, "status": "open", "subscription": None, "ui_mode": "hosted_page",
        "automatic_tax": link["automatic_tax"] | {"provider": None, "status": None},
        **{name: link[name] for name in COPIED},
    }  # fmt: skip
    invoices = link["invoice_creation"]
    session |= {
        "invoice_creation": invoices | {"invoice_data": invoices["invoice_data"] or INVOICE_DATA},
        "success_url": (link["after_completion"].get("redirect") or {}).get("url"),
        "url": f"{account.setup.links.removesuffix('/pay')}/checkout/{session['id']}",
        "_cart": {
            "back": back, "code": None, "currency": link["currency"], "custom_amount": None,
            "email": came.email,
            "fields": {}, "locked": came.locked, "names": {}, "notices": {}, "quantities": {},
            "terms": False, "typed": "", "utm": [list(each) for each in came.utm],
        },
    }  # fmt: skip
    fill(account, session, link)
    if came.code and link["allow_promotion_codes"]:
        _take_code(account, session, link, came.code)
    return account.put(session)


def _unanswered(field_: Object) -> Object:
    kind = field_["type"]
    return field_ | {kind: field_[kind] | {"value": None}}


def choose(account: Account, session: Object, choice: Choice) -> Object:
    """Keep what a buyer filled in, with what is wrong with it as the cart's notices, by field.

    Raises:
        Refused: the session is over.
    """
    _check_open(session)
    link = account.at("payment_link", session["payment_link"])
    cart = session["_cart"]
    cart |= {"fields": dict(choice.fields), "names": dict(choice.names), "notices": {}, "terms": choice.terms}
    if not cart["locked"]:
        cart["email"] = choice.email.strip()[:MAX_TEXT]
    if choice.currency in currencies(account, link):
        cart["currency"] = choice.currency
    cart["quantities"] = _quantities(account, link, choice)
    cart |= {"code": None, "typed": "", "custom_amount": None}
    if choice.amount is not None:
        _take_amount(account, link, cart, choice.amount)
    fill(account, session, link)
    if choice.code.strip() and link["allow_promotion_codes"]:
        _take_code(account, session, link, choice.code)
    return account.put(session)


def _take_amount(account: Account, link: Object, cart: Object, text: str) -> None:
    price = account.asked("price", link["line_items"][0]["price"], "amount")
    if not price["custom_unit_amount"]:
        return
    least, most = bounds(price, cart["currency"])
    amount = minor(text, cart["currency"])
    if amount is not None and least <= amount <= most:
        cart["custom_amount"] = amount
    else:
        first, last = written(least, cart["currency"]), written(most, cart["currency"])
        cart["notices"]["amount"] = f"Choose an amount from {first} to {last}."


def _take_code(account: Account, session: Object, link: Object, text: str) -> None:
    cart = session["_cart"]
    cart["typed"] = text.strip()
    try:
        code = code_for(account, text)
        cart |= {"code": code["id"], "typed": code["code"]}
        fill(account, session, link)
    except Refused as refused:
        cart["code"] = None
        cart["notices"]["code"] = refused.message
        fill(account, session, link)


def _quantities(account: Account, link: Object, choice: Choice) -> dict[str, int]:
    """Keep the quantities within what the link allows."""
    found = {}
    for item in link["line_items"]:
        if item["adjustable_quantity"] and item["id"] in choice.quantities:
            found[item["id"]] = _within(
                choice.quantities[item["id"]], item, least=int(len(link["line_items"]) == 1)
            )
    for name, item in offered(account, link, choice.currency or link["currency"]):
        wanted = choice.quantities.get(name, 0)
        if wanted > 0:
            found[name] = _within(wanted, item, least=1) if item["adjustable_quantity"] else item["quantity"]
    return found


def _within(wanted: int, item: Object, least: int) -> int:
    bounds = item["adjustable_quantity"]
    low: int = bounds["minimum"]
    high: int = bounds["maximum"]
    return min(max(wanted, low, least), high)


def complete(account: Account, session: Object) -> Object:
    """Pay, as far as practice goes: the session is over then, and codes and seats are used up.

    Raises:
        Refused: what is bought is not to be had any longer; ``param`` names the field that is to blame.
    """
    _check_open(session)
    link = account.at("payment_link", session["payment_link"])
    if not link["active"]:
        raise Refused(link["inactive_message"] or "This link is no longer active.")
    if not lines_of(account, link, session["_cart"]):
        raise Refused("Your order is empty.")
    fill(account, session, link)
    check_total(session["amount_total"], session["currency"], "card")
    pay(account, session, link)
    _use_up(account, session, link)
    return account.put(session)


def _check_open(session: Object) -> None:
    if session["status"] != "open":
        raise Refused("This Checkout Session is not open any longer.", param="session")


def left_out(account: Account, session: Object) -> dict[str, str]:
    """Give what has to be filled in before paying and is not, or not rightly, by the name of the field."""
    link, cart = account.at("payment_link", session["payment_link"]), session["_cart"]
    found = {} if _EMAIL.fullmatch(cart["email"]) else {"email": NO_EMAIL}
    for field_ in link["custom_fields"]:
        found[field_["key"]] = _answer_fault(field_, cart["fields"].get(field_["key"], ""))
    for name, wanted in (link["name_collection"] or {}).items():
        if wanted["enabled"] and not wanted["optional"] and not cart["names"].get(name):
            found[name] = NEEDED
    if link["phone_number_collection"]["enabled"] and not cart["names"].get("phone"):
        found["phone"] = NEEDED
    consent = link["consent_collection"] or {}
    if consent.get("terms_of_service") == "required" and not cart["terms"]:
        found["terms"] = "Please accept the terms of service."
    return {name: fault for name, fault in found.items() if fault}


def _answer_fault(field_: Object, answer: str) -> str:
    kind, limits = field_["type"], field_[field_["type"]]
    if not answer:
        return "" if field_["optional"] else NEEDED
    if kind == "dropdown":
        return "" if answer in [each["value"] for each in limits["options"]] else "Choose one of these."
    if kind == "numeric" and not answer.isdecimal():
        return "Write digits only."
    least, most = limits["minimum_length"] or 0, limits["maximum_length"] or MAX_TEXT
    return "" if least <= len(answer) <= most else f"Write {least} to {most} characters."


def _use_up(account: Account, session: Object, link: Object) -> None:
    cart = session["_cart"]
    if cart["code"]:
        code = account.asked("promotion_code", cart["code"], "code")
        coupon = account.asked("coupon", code["promotion"]["coupon"], "code")
        for each in (code, coupon):
            account.put(each | {"times_redeemed": each["times_redeemed"] + 1})
    seats = (link["restrictions"] or {}).get("completed_sessions")
    if seats:
        seats["count"] += 1
        link["active"] = link["active"] and seats["count"] < seats["limit"]
        account.put(link)
