"""API keys: the key alone says the mode and what is allowed. Pure.

Source: docs.stripe.com/keys. The names of the permissions were seen in messages of the API; that of prices is
called after plans, which came before them.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping

from kpsite.practice.refusals import forbidden, unauthorized
from kpsite.values import dataclass

_KEY = re.compile(r"(sk|rk)_(test|live)_[A-Za-z0-9_]{4,}")
# First part of a path after /v1 -> the permission it needs, with _read or _write behind.
PERMISSIONS = {
    "account": "rak_account", "balance": "rak_balance", "charges": "rak_charge",
    "checkout": "rak_checkout_session", "coupons": "rak_coupon", "customers": "rak_customer",
    "disputes": "rak_dispute", "events": "rak_event", "payment_intents": "rak_payment_intent",
    "payment_links": "rak_payment_links", "prices": "rak_plan", "products": "rak_product",
    "promotion_codes": "rak_promotion_code", "refunds": "rak_charge", "subscriptions": "rak_subscription",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Key:
    """Who asks: in which mode, and whether with a restricted key."""

    text: str
    livemode: bool
    restricted: bool

    @property
    def redacted(self) -> str:
        """The key as messages show it."""
        return f"{self.text[:8]}{'*' * 8}{self.text[-4:]}"


def key_of(headers: Mapping[str, str]) -> Key:
    """Read the key of a request, whose header names are in small letters.

    Raises:
        Refused: there is none, or it is of the wrong kind.
    """
    scheme, _, value = headers.get("authorization", "").partition(" ")
    text = _from_basic(value) if scheme.lower() == "basic" else value.strip()
    if not text:
        message = (
            "You did not provide an API key. You need to provide your API key in the Authorization header, "
            "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY')."
        )
        raise unauthorized(message)
    if text.startswith("pk_"):
        message = "This API call cannot be made with a publishable API key. Please use a secret API key."
        raise unauthorized(message)
    match = _KEY.fullmatch(text)
    if match is None:
        raise unauthorized(f"Invalid API Key provided: {text[:3]}{'*' * 8}{text[-4:]}")
    return Key(text, match[2] == "live", match[1] == "rk")


def _from_basic(value: str) -> str:
    try:
        return base64.b64decode(value).decode("ascii").partition(":")[0]
    except (binascii.Error, UnicodeDecodeError):
        return ""


def check_permission(key: Key, method: str, path: str, granted: frozenset[str] | None) -> None:
    """Refuse what a restricted key may not do; ``granted`` names its permissions, and None means all.

    Raises:
        Refused: it may not.
    """
    room = path.removeprefix("/v1/").partition("/")[0]
    if not key.restricted or granted is None or room not in PERMISSIONS:
        return
    base = PERMISSIONS[room]
    fitting = {f"{base}_write"} | ({f"{base}_read"} if method == "GET" else set())
    if not fitting & granted:
        wanted = f"{base}_{'read' if method == 'GET' else 'write'}"
        raise forbidden(key.redacted, wanted, path)
