"""What of an object follows from the moment: codes run out, coupons too, sessions expire. Pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

Object: TypeAlias = dict[str, Any]
Lookup: TypeAlias = Callable[[str, str], Object | None]
SLUG_LENGTH = 14


def current(value: Object, now: int, stored: Lookup) -> Object:
    """Give an object as it stands at a moment (seconds since 1970); ``stored`` finds others."""
    match value["object"]:
        case "coupon":
            value["valid"] = _valid(value, now)
        case "promotion_code":
            coupon = stored("coupon", value["promotion"]["coupon"])
            sound = coupon is not None and _valid(coupon, now)
            value["active"] = value["_on"] and sound and not _over(value, value["expires_at"], now)
        case "checkout.session" if value["status"] == "open" and value["expires_at"] <= now:
            value |= {"status": "expired", "url": None}
        case _:
            pass
    return value


def link_address(link: Object, links: str) -> str:
    """Give the address of a payment link under that of all; the kind of purchase chooses Stripe's host."""
    host = {"donate": "donate.", "book": "book."}.get(link["submit_type"], "buy.")
    mode = "" if link["livemode"] else "test_"
    return f"{links.replace('://buy.', f'://{host}')}/{mode}{link['id'].removeprefix('plink_')[:SLUG_LENGTH]}"


def _valid(coupon: Object, now: int) -> bool:
    return not _over(coupon, coupon["redeem_by"], now)


def _over(value: Object, end: int | None, now: int) -> bool:
    most = value["max_redemptions"]
    return (end is not None and end <= now) or (most is not None and value["times_redeemed"] >= most)
