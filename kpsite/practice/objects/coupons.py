"""Coupons and the promotion codes that carry them: hardly anything of them can be changed."""

from __future__ import annotations

import re

from kpsite.practice.account import Account
from kpsite.practice.money import check_amount, check_currency
from kpsite.practice.objects.fields import Object, Params, check_between, merged, one_of, updated
from kpsite.practice.refusals import Refused

_ID = re.compile(r"[A-Za-z0-9_-]+")
YEARS_AHEAD = 5 * 366 * 24 * 60 * 60
MOST_REDEMPTIONS = 2**31 - 1
CODE_LENGTH = 8
WHOLE_PERCENT = 100


def create_coupon(account: Account, params: Params) -> Object:
    """Make a coupon.

    Raises:
        Refused: its id is taken, or its parameters do not go together.
    """
    key = params.get("id") or account.fresh("coupon")[:CODE_LENGTH]
    if not _ID.fullmatch(key):
        raise Refused(f"Invalid coupon id: {key}", "", "id")
    if account.get("coupon", key):
        raise Refused("Coupon already exists.", "resource_already_exists", "id")
    _check_discount(params)
    _check_life(account, params)
    products = params.get("applies_to", {}).get("products", [])
    for number, product in enumerate(products):
        account.asked("product", product, f"applies_to[products][{number}]")
    coupon: Object = {
        "id": key, "object": "coupon", "amount_off": params.get("amount_off"), "created": account.now,
        "currency": params.get("currency"), "duration": params.get("duration", "once"),
        "duration_in_months": params.get("duration_in_months"), "livemode": account.livemode,
        "max_redemptions": params.get("max_redemptions"), "metadata": merged({}, params.get("metadata", {})),
        "name": params.get("name"), "percent_off": params.get("percent_off"),
        "redeem_by": params.get("redeem_by"), "times_redeemed": 0, "valid": True,
    }  # fmt: skip
    if products:
        coupon["applies_to"] = {"products": products}
    if "amount_off" in params:
        own = {params["currency"]: {"amount_off": params["amount_off"]}}
        coupon["currency_options"] = own | dict(params.get("currency_options", {}))
    return account.put(coupon)


def update_coupon(account: Account, params: Params, key: str) -> Object:
    """Change a coupon's name or metadata, or an amount coupon's other currencies.

    Raises:
        Refused: a currency does not fit.
    """
    coupon = account.at("coupon", key)
    given = dict(params)
    options = given.pop("currency_options", {})
    _check_options(coupon["currency"], options, percent=coupon["percent_off"] is not None)
    if options:
        coupon["currency_options"] = coupon["currency_options"] | options
    return account.put(updated(coupon, given, {}))


def delete_coupon(account: Account, _: Params, key: str) -> Object:
    """Delete a coupon; its codes work no longer."""
    account.drop(account.at("coupon", key))
    return {"id": key, "object": "coupon", "deleted": True}


def _check_discount(params: Params) -> None:
    kind = one_of(params, ("percent_off", "amount_off"))
    if kind == "percent_off" and not 0 < params["percent_off"] <= WHOLE_PERCENT:
        message = "Invalid percent_off: must be greater than 0 and less than or equal to 100"
        raise Refused(message, "", "percent_off")
    if kind == "amount_off":
        if "currency" not in params:
            message = "You must pass `currency` when passing `amount_off`."
            raise Refused(message, "parameter_missing", "currency")
        check_currency(params["currency"], "currency")
        if params["amount_off"] < 1:
            raise Refused("Invalid positive integer", "parameter_invalid_integer", "amount_off")
        check_amount(params["amount_off"], params["currency"], "amount_off")
    elif "currency" in params:
        raise Refused("You may not pass `currency` when passing `percent_off`.", "", "currency")
    _check_options(params.get("currency"), params.get("currency_options", {}), percent=kind == "percent_off")


def _check_options(own: str | None, options: Params, *, percent: bool) -> None:
    if options and percent:
        message = "You may not pass `currency_options` when passing `percent_off`."
        raise Refused(message, "", "currency_options")
    for currency, option in options.items():
        param = f"currency_options[{currency}]"
        check_currency(currency, param)
        if currency == own:
            raise Refused("You cannot set the coupon's own currency in `currency_options`.", "", param)
        check_amount(option["amount_off"], currency, f"{param}[amount_off]")


def _check_life(account: Account, params: Params) -> None:
    repeating = params.get("duration") == "repeating"
    if repeating != ("duration_in_months" in params):
        message = "`duration_in_months` must be passed with the duration `repeating`, and with no other."
        raise Refused(message, "", "duration_in_months")
    if repeating:
        check_between(params["duration_in_months"], 1, 60, "duration_in_months")
    if "max_redemptions" in params:
        check_between(params["max_redemptions"], 1, MOST_REDEMPTIONS, "max_redemptions")
    if "redeem_by" in params:
        _check_future(account, params["redeem_by"], "redeem_by")


def _check_future(account: Account, moment: int, param: str) -> None:
    if not account.now < moment <= account.now + YEARS_AHEAD:
        message = (
            "Invalid timestamp: must be an integer Unix timestamp in the future, at most five years ahead."
        )
        raise Refused(message, "parameter_invalid_integer", param)


def create_code(account: Account, params: Params) -> Object:
    """Make a promotion code.

    Raises:
        Refused: its text is taken by an active code, or its parameters do not go with the coupon.
    """
    promotion = params["promotion"]
    if "coupon" not in promotion:
        raise Refused("Missing required param: promotion[coupon].", "parameter_missing", "promotion[coupon]")
    coupon = account.asked("coupon", promotion["coupon"], "promotion[coupon]")
    if not coupon["valid"]:
        raise Refused("This coupon is not valid any longer.", "coupon_expired", "promotion[coupon]")
    key = account.fresh("promotion_code")
    text = params.get("code") or key[-CODE_LENGTH:].upper()
    if not _ID.fullmatch(text):
        raise Refused("Codes may hold letters, digits, dashes and underscores.", "", "code")
    if params.get("active", True):
        _check_free(account, text, "")
    if params.get("customer"):
        account.asked("customer", params["customer"], "customer")
    _check_limits(account, params, coupon)
    active = params.get("active", True)
    return account.put({
        "id": key, "object": "promotion_code", "_on": active, "active": active,
        "code": text, "created": account.now, "customer": params.get("customer"), "customer_account": None,
        "expires_at": params.get("expires_at"), "livemode": account.livemode,
        "max_redemptions": params.get("max_redemptions"), "metadata": merged({}, params.get("metadata", {})),
        "promotion": {"type": "coupon", "coupon": coupon["id"]},
        "restrictions": _restrictions(params.get("restrictions", {})), "times_redeemed": 0,
    })  # fmt: skip


def update_code(account: Account, params: Params, key: str) -> Object:
    """Switch a promotion code on or off, or change its metadata or the minimum in other currencies.

    Raises:
        Refused: its coupon is over, or another active code has its text.
    """
    code = account.at("promotion_code", key)
    if params.get("active") and not code["active"]:
        coupon = account.get("coupon", code["promotion"]["coupon"])
        ended = code["expires_at"] is not None and code["expires_at"] <= account.now
        if coupon is None or not coupon["valid"] or ended:
            raise Refused("This promotion code cannot be activated: it or its coupon is over.", "", "active")
        _check_free(account, code["code"], key)
    code["_on"] = params.get("active", code["_on"])
    options = params.get("restrictions", {}).get("currency_options", {})
    if options:
        _check_minimums(code["restrictions"]["minimum_amount_currency"], options)
        code["restrictions"].setdefault("currency_options", {}).update(options)
    code["metadata"] = merged(code["metadata"], params.get("metadata", {}))
    account.put(code)
    return account.at("promotion_code", key)


def _check_free(account: Account, text: str, own: str) -> None:
    for other in account.every("promotion_code"):
        if other["active"] and other["code"].casefold() == text.casefold() and other["id"] != own:
            message = f"An active promotion code with `code: {other['code']}` already exists."
            raise Refused(message, "resource_already_exists", "code")


def _check_limits(account: Account, params: Params, coupon: Object) -> None:
    if "max_redemptions" in params:
        most = coupon["max_redemptions"] or MOST_REDEMPTIONS
        check_between(params["max_redemptions"], 1, most, "max_redemptions")
    if "expires_at" in params:
        _check_future(account, params["expires_at"], "expires_at")
        if coupon["redeem_by"] is not None and params["expires_at"] > coupon["redeem_by"]:
            raise Refused("`expires_at` may not be after the coupon's `redeem_by`.", "", "expires_at")
    given = params.get("restrictions", {})
    if ("minimum_amount" in given) != ("minimum_amount_currency" in given):
        message = "`minimum_amount` and `minimum_amount_currency` must be passed together."
        raise Refused(message, "parameter_missing", "restrictions[minimum_amount_currency]")
    if "minimum_amount" in given:
        check_currency(given["minimum_amount_currency"], "restrictions[minimum_amount_currency]")
        check_between(given["minimum_amount"], 1, MOST_REDEMPTIONS, "restrictions[minimum_amount]")
    _check_minimums(given.get("minimum_amount_currency"), given.get("currency_options", {}))


def _check_minimums(own: str | None, options: Params) -> None:
    for currency in options:
        param = f"restrictions[currency_options][{currency}]"
        check_currency(currency, param)
        if own is None or currency == own:
            raise Refused("Other currencies' minimums need a `minimum_amount` in its own.", "", param)


def _restrictions(given: Params) -> Object:
    found = {
        "first_time_transaction": given.get("first_time_transaction", False),
        "minimum_amount": given.get("minimum_amount"),
        "minimum_amount_currency": given.get("minimum_amount_currency"),
    }
    if "minimum_amount" in given:
        own = {given["minimum_amount_currency"]: {"minimum_amount": given["minimum_amount"]}}
        found["currency_options"] = own | dict(given.get("currency_options", {}))
    return found
