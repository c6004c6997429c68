"""Checkout sessions of payment links: opened by looking, changed by choosing, ended by paying or by time."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kpsite.practice.account import Account
from kpsite.practice.checkout.arrival import Arrival
from kpsite.practice.checkout.cart import code_for, currencies, fill, lines_of, offered
from kpsite.practice.checkout.payments import pay
from kpsite.practice.objects.fields import Object
from kpsite.practice.refusals import Refused

LIFE_SECONDS = 24 * 60 * 60
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
MAX_TEXT = 255
COPIED = (
    "allow_promotion_codes", "billing_address_collection", "consent_collection", "custom_text",
    "customer_creation", "invoice_creation", "managed_payments", "metadata", "name_collection",
    "optional_items", "payment_method_collection", "phone_number_collection",
    "shipping_address_collection", "shipping_options", "submit_type", "tax_id_collection",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """What a buyer filled in; quantities by the name of the line, amounts in minor units."""

    email: str = ""
    code: str = ""
    currency: str = ""
    custom_amount: int | None = None
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
    session |= {
        "success_url": (link["after_completion"].get("redirect") or {}).get("url"),
        "url": f"{account.setup.links.removesuffix('/pay')}/checkout/{session['id']}",
        "_cart": {
            "back": back, "code": None, "currency": link["currency"], "custom_amount": None,
            "email": came.email,
            "fields": {}, "locked": came.locked, "names": {}, "notice": None, "quantities": {},
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
    """Keep what a buyer filled in, with what is wrong with it as the cart's notice.

    Raises:
        Refused: the session is over.
    """
    _check_open(session)
    link = account.at("payment_link", session["payment_link"])
    cart = session["_cart"]
    cart |= {
        "fields": dict(choice.fields),
        "names": dict(choice.names),
        "notice": None,
        "terms": choice.terms,
    }
    if not cart["locked"]:
        cart["email"] = choice.email.strip()[:MAX_TEXT]
    if choice.currency in currencies(account, link):
        cart["currency"] = choice.currency
    cart["custom_amount"] = choice.custom_amount
    cart["quantities"] = _quantities(account, link, choice)
    cart |= {"code": None, "typed": ""}
    fill(account, session, link)
    if choice.code.strip() and link["allow_promotion_codes"]:
        _take_code(account, session, link, choice.code)
    return account.put(session)


def _take_code(account: Account, session: Object, link: Object, text: str) -> None:
    cart = session["_cart"]
    cart["typed"] = text.strip()
    try:
        cart["code"] = code_for(account, text)["id"]
        fill(account, session, link)
    except Refused as refused:
        cart |= {"code": None, "notice": ["code", refused.message]}
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
        Refused: something is not filled in, or not to be had any longer; ``param`` names the field.
    """
    _check_open(session)
    link = account.at("payment_link", session["payment_link"])
    cart = session["_cart"]
    if not link["active"]:
        raise Refused(link["inactive_message"] or "This link is no longer active.")
    if not lines_of(account, link, cart):
        raise Refused("Your order is empty.")
    _check_filled(link, cart)
    fill(account, session, link)
    pay(account, session, link)
    _use_up(account, session, link)
    return account.put(session)


def _check_open(session: Object) -> None:
    if session["status"] != "open":
        raise Refused("This Checkout Session is not open any longer.", param="session")


def _check_filled(link: Object, cart: Object) -> None:
    if not _EMAIL.fullmatch(cart["email"]):
        raise Refused("Write your email address, so that the receipt can reach you.", param="email")
    for field_ in link["custom_fields"]:
        _check_answer(field_, cart["fields"].get(field_["key"], ""))
    for name, wanted in (link["name_collection"] or {}).items():
        if wanted["enabled"] and not wanted["optional"] and not cart["names"].get(name):
            raise Refused("This field is needed.", param=name)
    if link["phone_number_collection"]["enabled"] and not cart["names"].get("phone"):
        raise Refused("This field is needed.", param="phone")
    consent = link["consent_collection"] or {}
    if consent.get("terms_of_service") == "required" and not cart["terms"]:
        raise Refused("Please accept the terms of service.", param="terms")


def _check_answer(field_: Object, answer: str) -> None:
    key, kind = field_["key"], field_["type"]
    if not answer:
        if not field_["optional"]:
            raise Refused("This field is needed.", param=key)
        return
    limits = field_[kind]
    if kind == "dropdown" and answer not in [each["value"] for each in limits["options"]]:
        raise Refused("Choose one of these.", param=key)
    if kind == "numeric" and not answer.isdecimal():
        raise Refused("Write digits only.", param=key)
    least, most = limits.get("minimum_length") or 0, limits.get("maximum_length") or MAX_TEXT
    if kind != "dropdown" and not least <= len(answer) <= most:
        raise Refused(f"Write {least} to {most} characters.", param=key)


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
