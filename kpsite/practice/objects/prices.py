"""Prices: what they cost never changes, lookup keys are unique, and none is ever deleted."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kpsite.practice.account import Account
from kpsite.practice.money import LEAST, check_amount, check_currency
from kpsite.practice.objects.fields import Object, Params, check_between, merged, one_of
from kpsite.practice.refusals import Refused

AMOUNTS = ("unit_amount", "unit_amount_decimal", "custom_unit_amount")
UNPRACTISED = ("tiers", "tiers_mode", "transform_quantity")
MAX_INTERVALS = {"day": 1095, "week": 156, "month": 36, "year": 3}


def create(account: Account, params: Params) -> Object:
    """Make a price.

    Raises:
        Refused: a parameter does not fit the others, its currency, or the account.
    """
    if one_of(params, ("product", "product_data")) == "product":
        account.asked("product", params["product"], "product")
        return make_price(account, params, "")
    inline = params["product_data"]
    product: Object = {
        "id": inline.get("id") or account.fresh("product"), "object": "product",
        "active": inline.get("active", True), "created": account.now, "default_price": None,
        "description": None, "images": [], "livemode": account.livemode, "marketing_features": [],
        "metadata": merged({}, inline.get("metadata", {})), "name": inline["name"],
        "package_dimensions": None, "shippable": None,
        "statement_descriptor": inline.get("statement_descriptor"), "tax_code": inline.get("tax_code"),
        "tax_details": None, "type": "service", "unit_label": inline.get("unit_label"),
        "updated": account.now, "url": None,
    }  # fmt: skip
    if account.get("product", product["id"]):
        message = f"Product with ID '{product['id']}' already exists."
        raise Refused(message, "resource_already_exists", "product_data[id]")
    account.put(product)
    return make_price(account, {**params, "product": product["id"]}, "")


def make_price(account: Account, params: Params, within: str) -> Object:
    """Make a price of a product that exists; ``within`` is the parameter that holds these parameters."""
    currency = params["currency"]
    check_currency(currency, _in(within, "currency"))
    for name in UNPRACTISED:
        if name in params or params.get("billing_scheme") == "tiered":
            raise Refused("The practice account has no prices in tiers.", "", _in(within, name))
    recurring = _recurring(params.get("recurring"), _in(within, "recurring"))
    amounts = _amounts(params, currency, within)
    if amounts["custom_unit_amount"] and recurring:
        message = "You cannot use `custom_unit_amount` with recurring prices."
        raise Refused(message, "", _in(within, "custom_unit_amount"))
    price: Object = {
        "id": account.fresh("price"), "object": "price", "active": params.get("active", True),
        "billing_scheme": "per_unit", "created": account.now, "currency": currency,
        "currency_options": {}, "livemode": account.livemode, "lookup_key": None,
        "metadata": merged({}, params.get("metadata", {})), "nickname": params.get("nickname"),
        "product": params["product"], "recurring": recurring,
        "tax_behavior": params.get("tax_behavior", "unspecified"), "tiers_mode": None,
        "transform_quantity": None, "type": "recurring" if recurring else "one_time", **amounts,
    }  # fmt: skip
    price["currency_options"] = _own_option(price)
    _set_options(price, params.get("currency_options", {}), _in(within, "currency_options"))
    if params.get("lookup_key"):
        _give_key(account, price, params)
    return account.put(price)


def update(account: Account, params: Params, key: str) -> Object:
    """Change what may be changed.

    Raises:
        Refused: it is a product's default price and would be archived, its key is taken, or its tax behaviour
            is settled.
    """
    price = account.at("price", key)
    if params.get("active") is False:
        _check_not_default(account, price)
    if params.get("tax_behavior", price["tax_behavior"]) != price["tax_behavior"]:
        if price["tax_behavior"] != "unspecified":
            message = "The tax behavior of a price cannot be changed once it is set."
            raise Refused(message, "", "tax_behavior")
        price["tax_behavior"] = price["currency_options"][price["currency"]]["tax_behavior"] = params[
            "tax_behavior"
        ]
    if "lookup_key" in params:
        price["lookup_key"] = None
        if params["lookup_key"]:
            _give_key(account, price, params)
    if "currency_options" in params:
        if params["currency_options"] == "":
            price["currency_options"] = _own_option(price)
        else:
            _set_options(price, params["currency_options"], "currency_options")
    price["active"] = params.get("active", price["active"])
    if "nickname" in params:
        price["nickname"] = params["nickname"] or None
    price["metadata"] = merged(price["metadata"], params.get("metadata", {}))
    return account.put(price)


def _in(within: str, name: str) -> str:
    return f"{within}[{name}]" if within else name


def _amounts(params: Params, currency: str, within: str) -> Object:
    """Give the three fields that say what something costs, of which one was passed."""
    name = one_of(params, AMOUNTS)
    given = params[name]
    if name == "custom_unit_amount":
        return {
            "unit_amount": None,
            "unit_amount_decimal": None,
            name: _custom(given, currency, _in(within, name)),
        }
    exact = Decimal(given)
    whole = int(exact) if exact == exact.to_integral_value() else None
    if whole is None:
        raise Refused("The practice account has no prices in fractions of a cent.", "", _in(within, name))
    check_amount(whole, currency, _in(within, name))
    return {"unit_amount": whole, "unit_amount_decimal": str(given), "custom_unit_amount": None}


def _custom(given: Params, currency: str, param: str) -> Object:
    if given["enabled"] is not True:
        raise Refused(
            "Pass `true` to enable `custom_unit_amount`, otherwise omit it.", "", f"{param}[enabled]"
        )
    least = given.get("minimum", LEAST.get(currency, 1))
    most, preset = given.get("maximum"), given.get("preset")
    for name, amount in (("minimum", least), ("maximum", most), ("preset", preset)):
        if amount is not None:
            check_amount(amount, currency, f"{param}[{name}]")
    if least < LEAST.get(currency, 1):
        message = "The minimum must be at least the minimum charge amount."
        raise Refused(message, "amount_too_small", f"{param}[minimum]")
    if most is not None and most < least:
        raise Refused("The maximum must be at least the minimum.", "", f"{param}[maximum]")
    if preset is not None and not least <= preset <= (most or preset):
        raise Refused("The preset must be between the minimum and the maximum.", "", f"{param}[preset]")
    return {"maximum": most, "minimum": given.get("minimum"), "preset": preset}


def _recurring(given: Params | None, param: str) -> Object | None:
    if given is None:
        return None
    if given.get("usage_type", "licensed") != "licensed" or "meter" in given:
        raise Refused("The practice account has no metered prices.", "", f"{param}[usage_type]")
    count = given.get("interval_count", 1)
    check_between(count, 1, MAX_INTERVALS[given["interval"]], f"{param}[interval_count]")
    return {
        "interval": given["interval"], "interval_count": count, "meter": None,
        "trial_period_days": given.get("trial_period_days"), "usage_type": "licensed",
    }  # fmt: skip


def _own_option(price: Object) -> dict[str, Any]:
    """A price's own currency stands among its currency options, when they are asked for."""
    fields = ("custom_unit_amount", "tax_behavior", "unit_amount", "unit_amount_decimal")
    return {price["currency"]: {name: price[name] for name in fields}}


def _set_options(price: Object, options: Params, param: str) -> None:
    for currency, option in options.items():
        inside = f"{param}[{currency}]"
        check_currency(currency, inside)
        if currency == price["currency"]:
            message = "You cannot set the price's own currency in `currency_options`."
            raise Refused(message, "", inside)
        if "tiers" in option:
            raise Refused("The practice account has no prices in tiers.", "", f"{inside}[tiers]")
        if ("custom_unit_amount" in option) != bool(price["custom_unit_amount"]):
            message = "Either all of a price's currencies or none have a `custom_unit_amount`."
            raise Refused(message, "", inside)
        tax = {"tax_behavior": option.get("tax_behavior", "unspecified")}
        price["currency_options"][currency] = _amounts(option, currency, inside) | tax


def _give_key(account: Account, price: Object, params: Params) -> None:
    """Give a price its lookup key, which archived prices hold too until it is transferred."""
    key = params["lookup_key"]
    for other in account.every("price"):
        if other["lookup_key"] == key and other["id"] != price["id"]:
            if not params.get("transfer_lookup_key"):
                message = f"A price (`{other['id']}`) already uses that lookup key."
                raise Refused(message, "resource_already_exists", "lookup_key")
            account.put(other | {"lookup_key": None})
    price["lookup_key"] = key


def _check_not_default(account: Account, price: Object) -> None:
    product = account.get("product", price["product"])
    if product and product["default_price"] == price["id"]:
        message = "This price cannot be archived because it is the default price of its product."
        raise Refused(message, "", "active")
