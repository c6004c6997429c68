"""Lists: which objects a request asks for, and a page of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from kpsite.practice.account import Account, Object
from kpsite.practice.refusals import Refused, missing

Params: TypeAlias = Mapping[str, Any]
Test: TypeAlias = Callable[[Object, Any], bool]
DEFAULT_LIMIT, MAX_LIMIT = 10, 100
PAGING = ("limit", "starting_after", "ending_before")
MAX_LOOKUP_KEYS = 10


def page(values: Sequence[Object], params: Params, kind: str) -> tuple[list[Object], bool]:
    """Give one page of a list that is sorted, newest first, and whether there is more.

    Raises:
        Refused: the limit is none, or a cursor names nothing.
    """
    limit = params.get("limit", DEFAULT_LIMIT)
    if not 1 <= limit <= MAX_LIMIT:
        word = (
            f"greater than or equal to 1 (was {limit})" if limit < 1 else f"less than or equal to {MAX_LIMIT}"
        )
        raise Refused(f"This value must be {word}.", "parameter_invalid_integer", "limit", kept=False)
    if "starting_after" in params and "ending_before" in params:
        message = "You cannot parameterize both starting_after and ending_before."
        raise Refused(message, "", "ending_before", kept=False)
    if "ending_before" in params:
        before = list(values[: _place(values, params, "ending_before", kind)])
        return before[-limit:], len(before) > limit
    begin = _place(values, params, "starting_after", kind) + 1 if "starting_after" in params else 0
    return list(values[begin : begin + limit]), len(values) > begin + limit


def _place(values: Sequence[Object], params: Params, cursor: str, kind: str) -> int:
    for place, value in enumerate(values):
        if value["id"] == params[cursor]:
            return place
    raise missing(kind.replace("_", " "), params[cursor], cursor)


def _same(field: str) -> Test:
    return lambda value, wanted: bool(value[field] == wanted)


def _among(field: str) -> Test:
    return lambda value, wanted: value[field] in wanted


def _created(value: Object, wanted: int | Mapping[str, int]) -> bool:
    at = value["created"]
    if isinstance(wanted, int):
        return bool(at == wanted)
    tests = {"gt": at.__gt__, "gte": at.__ge__, "lt": at.__lt__, "lte": at.__le__}
    return all(tests[name](moment) for name, moment in wanted.items())


def _recurring(value: Object, wanted: Mapping[str, str]) -> bool:
    return all((value["recurring"] or {}).get(name) == each for name, each in wanted.items())


def _has_price(value: Object, wanted: str) -> bool:
    return any(item["price"] == wanted for item in value["items"]["data"])


def _status(value: Object, wanted: str) -> bool:
    ended = ("canceled", "incomplete_expired")
    return wanted == "all" or value["status"] in (ended if wanted == "ended" else (wanted,))


# Kind -> parameter -> what it asks of an object.
FILTERS: Mapping[str, Mapping[str, Test]] = {
    "charge": {name: _same(name) for name in ("customer", "payment_intent", "transfer_group")},
    "checkout.session": {
        **{
            name: _same(name)
            for name in ("customer", "payment_intent", "payment_link", "status", "subscription")
        },
        "customer_details": lambda value, wanted: (value["customer_details"] or {}).get("email")
        == wanted["email"],
    },
    "coupon": {},
    "customer": {"email": _same("email")},
    "dispute": {name: _same(name) for name in ("charge", "payment_intent")},
    "payment_intent": {"customer": _same("customer")},
    "payment_link": {"active": _same("active")},
    "price": {
        **{name: _same(name) for name in ("active", "currency", "product", "type")},
        "lookup_keys": _among("lookup_key"), "recurring": _recurring,
    },
    "product": {
        **{name: _same(name) for name in ("active", "shippable", "url")}, "ids": _among("id"),
    },
    "promotion_code": {
        **{name: _same(name) for name in ("active", "customer")},
        "code": lambda value, wanted: value["code"].casefold() == wanted.casefold(),
        "coupon": lambda value, wanted: value["promotion"]["coupon"] == wanted,
    },
    "refund": {name: _same(name) for name in ("charge", "payment_intent")},
    "subscription": {"customer": _same("customer"), "price": _has_price, "status": _status},
}  # fmt: skip


def chosen(account: Account, kind: str, params: Params) -> list[Object]:
    """Give the objects of a kind that a request asks for, newest first.

    Raises:
        Refused: the practice account does not know a filter.
    """
    tests = {"created": _created, **FILTERS[kind]}
    if len(params.get("lookup_keys", ())) > MAX_LOOKUP_KEYS:
        message = f"Array lookup_keys exceeded maximum {MAX_LOOKUP_KEYS} allowed elements."
        raise Refused(message, "", "lookup_keys", kept=False)
    wanted = {name: each for name, each in params.items() if name not in PAGING}
    for name in wanted:
        if name not in tests:
            raise Refused(f"The practice account cannot filter by `{name}`.", "", name, kept=False)
    if kind == "subscription" and "status" not in wanted:
        found = [each for each in account.every(kind) if each["status"] != "canceled"]
    else:
        found = account.every(kind)
    return [each for each in found if all(tests[name](each, value) for name, value in wanted.items())]
