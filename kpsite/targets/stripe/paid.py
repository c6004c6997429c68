"""EDGE. What was paid for by whose recommendation, read back from Stripe's own records."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kpsite.growth.commissions import Back, Order
from kpsite.model.money import from_stripe
from kpsite.model.referral import Recommended, read_reference
from kpsite.targets.stripe.account import Account

SESSIONS = {"status": "complete", "expand": ["data.payment_intent.latest_charge", "data.payment_link"]}
# Disputes that took nothing, or nothing in the end.
NOT_LOST = ("won", "warning_needs_response", "warning_under_review", "warning_closed", "prevented")
NOT_REFUNDED = ("failed", "canceled")


def recommended_orders(account: Account, links: Mapping[str, str]) -> Iterator[Order]:
    """Give every payment of every order that came by a recommendation, newest first.

    ``links`` gives the keys of offers whose payment links were made by hand, by address. Raises KpsiteError.
    """
    for session in account.listed("session", SESSIONS):
        told = read_reference(session.get("client_reference_id") or "")
        # A code that was left empty stands for nobody.
        if told is None:
            continue
        for number, charge in enumerate(_charges(account, session)):
            yield _order(account, session, charge, told, links, first=number == 0)


def _charges(account: Account, session: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Give the payments of an order, the first one first; none for what was free."""
    intent = session.get("payment_intent")
    if session.get("mode") == "subscription" and session.get("customer"):
        found = [
            charge
            for charge in account.listed("charge", {"customer": session["customer"]})
            if charge["created"] >= session["created"] and charge["currency"] == session["currency"]
        ]
    else:
        found = [intent["latest_charge"]] if intent and intent.get("latest_charge") else []
    paid = [charge for charge in found if charge.get("paid") and charge["amount"] > 0]
    return sorted(paid, key=lambda charge: (charge["created"], charge["id"]))


def _order(
    account: Account,
    session: Mapping[str, Any],
    charge: Mapping[str, Any],
    told: Recommended,
    links: Mapping[str, str],
    *,
    first: bool,
) -> Order:
    currency = session["currency"].upper()
    one_time = session.get("mode") != "subscription"
    total = session["amount_total"] if one_time else charge["amount"]
    tax = (session.get("total_details") or {}).get("amount_tax") or 0
    # A later payment is taxed as the first was.
    taxed = (
        tax if one_time else round(tax * total / session["amount_total"]) if session["amount_total"] else 0
    )
    link = session.get("payment_link") or {}
    card = (charge.get("payment_method_details") or {}).get("card") or {}
    return Order(
        id=charge["id"],
        order=session["id"],
        at=charge["created"],
        ref=told.ref,
        campaign=told.campaign,
        what=(session.get("metadata") or {}).get("kp_key") or links.get(link.get("url", ""), ""),
        currency=currency,
        total=from_stripe(total, currency).minor,
        tax=from_stripe(taxed, currency).minor,
        email=(session.get("customer_details") or {}).get("email") or "",
        card=card.get("fingerprint") or "",
        first=first,
        back=tuple(_back(account, charge, total, currency)),
    )


def _back(account: Account, charge: Mapping[str, Any], total: int, currency: str) -> Iterator[Back]:
    """Give what went back, in the order's own currency, in which the charge need not be."""

    def own(amount: int) -> int:
        return from_stripe(round(amount * total / charge["amount"]), currency).minor

    if charge["amount_refunded"]:
        for refund in account.listed("refund", {"charge": charge["id"]}):
            if refund["status"] not in NOT_REFUNDED:
                yield Back("refund", refund["created"], own(refund["amount"]))
    if charge["disputed"]:
        for dispute in account.listed("dispute", {"charge": charge["id"]}):
            if dispute["status"] not in NOT_LOST:
                yield Back("dispute", dispute["created"], own(dispute["amount"]))
