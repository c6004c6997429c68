"""What the API does with orders once they are there: sessions end early, money goes back."""

from __future__ import annotations

from kpsite.practice.account import Account
from kpsite.practice.objects.fields import Object, Params, merged, one_of
from kpsite.practice.refusals import Refused


def expire(account: Account, _: Params, key: str) -> Object:
    """End a session that is open.

    Raises:
        Refused: it is not.
    """
    session = account.at("checkout.session", key)
    if session["status"] != "open":
        message = (
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a '
            f"status of `{session['status']}`."
        )
        raise Refused(message, "", "session")
    return account.put(session | {"status": "expired", "url": None, "expires_at": account.now})


def update_session(account: Account, params: Params, key: str) -> Object:
    """Change a session's metadata."""
    session = account.at("checkout.session", key)
    return account.put(session | {"metadata": merged(session["metadata"], params.get("metadata", {}))})


def refund(account: Account, params: Params) -> Object:
    """Give back all of a charge that is left, or a part.

    Raises:
        Refused: there is less left, or nothing.
    """
    charge = _charge(account, params)
    left = charge["amount"] - charge["amount_refunded"]
    if left == 0:
        message = f"Charge {charge['id']} has already been refunded."
        raise Refused(message, "charge_already_refunded", "charge")
    amount = params.get("amount", left)
    if not 0 < amount <= left:
        message = f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})"
        raise Refused(message, "amount_too_large", "amount")
    charge["amount_refunded"] += amount
    account.put(charge | {"refunded": charge["amount_refunded"] == charge["amount"]})
    return account.put({
        "id": account.fresh("refund"), "object": "refund", "amount": amount, "balance_transaction": None,
        "charge": charge["id"], "created": account.now, "currency": charge["currency"],
        "metadata": merged({}, params.get("metadata", {})), "payment_intent": charge["payment_intent"],
        "reason": params.get("reason"), "receipt_number": None, "source_transfer_reversal": None,
        "status": "succeeded", "transfer_reversal": None,
    })  # fmt: skip


def _charge(account: Account, params: Params) -> Object:
    if one_of(params, ("charge", "payment_intent")) == "charge":
        return account.asked("charge", params["charge"], "charge")
    intent = account.asked("payment_intent", params["payment_intent"], "payment_intent")
    return account.asked("charge", intent["latest_charge"], "payment_intent")


def update_refund(account: Account, params: Params, key: str) -> Object:
    """Change a refund's metadata."""
    found = account.at("refund", key)
    return account.put(found | {"metadata": merged(found["metadata"], params.get("metadata", {}))})
