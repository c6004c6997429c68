"""The items of payment links: which prices may stand together, and in what numbers."""

from __future__ import annotations

from collections.abc import Sequence

from kpsite.practice.account import Account
from kpsite.practice.money import LEAST, check_charged
from kpsite.practice.objects.fields import Object, Params, check_between, one_of
from kpsite.practice.objects.prices import create as create_price
from kpsite.practice.refusals import Refused, missing

MAX_ITEMS = 20
MAX_OPTIONAL = 10
MAX_QUANTITY = 999_999
DEFAULT_MAXIMUM = 99


def items_of(account: Account, given: Sequence[Params], currency: str | None) -> list[Object]:
    """Make the items of a new link, in its currency.

    Raises:
        Refused: a price is missing or archived, or does not have the currency.
    """
    items: list[Object] = []
    for number, each in enumerate(given):
        param = f"line_items[{number}]"
        if one_of(each, ("price", "price_data")) == "price_data":
            inline = {name: value for name, value in each["price_data"].items() if name != "enabled"}
            price = create_price(account, inline)
        else:
            price = _saleable(account, each["price"], f"{param}[price]")
        if "quantity" not in each:
            raise Refused(
                f"Missing required param: {param}[quantity].", "parameter_missing", f"{param}[quantity]"
            )
        wanted = currency or (items[0]["currency"] if items else price["currency"])
        amount = _amount(price, wanted, f"{param}[price]")
        product = account.asked("product", price["product"], param)
        total = amount * each["quantity"]
        items.append({
            "id": account.fresh("item"), "object": "item",
            "adjustable_quantity": _adjustable(each.get("adjustable_quantity"), param), "amount_discount": 0,
            "amount_subtotal": total, "amount_tax": 0, "amount_total": total, "currency": wanted,
            "description": product["name"], "discounts": [], "metadata": {}, "price": price["id"],
            "quantity": each["quantity"], "taxes": [],
        })  # fmt: skip
        check_between(each["quantity"], 1, MAX_QUANTITY, f"{param}[quantity]")
    return items


def restocked(items: Sequence[Object], given: Sequence[Params]) -> list[Object]:
    """Give a link's items with other quantities; nothing else of them can be changed.

    Raises:
        Refused: the link has no such item.
    """
    found = {item["id"]: dict(item) for item in items}
    for number, each in enumerate(given):
        param = f"line_items[{number}]"
        if each["id"] not in found:
            raise missing("line item", each["id"], f"{param}[id]")
        item = found[each["id"]]
        if "quantity" in each:
            check_between(each["quantity"], 1, MAX_QUANTITY, f"{param}[quantity]")
            total = item["amount_total"] // item["quantity"] * each["quantity"]
            item |= {"quantity": each["quantity"], "amount_subtotal": total, "amount_total": total}
        if "adjustable_quantity" in each:
            item["adjustable_quantity"] = _adjustable(each["adjustable_quantity"], param)
    return list(found.values())


def optional_items_of(account: Account, link: Object, given: Sequence[Params]) -> list[Object] | None:
    """Make the items that a buyer may add.

    Raises:
        Refused: a price is missing or archived, or does not have the link's currency.
    """
    found = []
    for number, each in enumerate(given):
        param = f"optional_items[{number}]"
        price = _saleable(account, each["price"], f"{param}[price]")
        _amount(price, link["currency"], f"{param}[price]")
        check_between(each["quantity"], 1, MAX_QUANTITY, f"{param}[quantity]")
        adjustable = _adjustable(each.get("adjustable_quantity"), param)
        found.append(
            {"adjustable_quantity": adjustable, "price": each["price"], "quantity": each["quantity"]}
        )
    return found or None


def check_prices(account: Account, items: Sequence[Object], param: str) -> None:
    """Refuse items of which something is archived.

    Raises:
        Refused: something is.
    """
    for item in items:
        _saleable(account, item["price"], param)


def check_items(account: Account, link: Object) -> None:
    """Refuse items that cannot be sold together.

    Raises:
        Refused: they are too many, mix intervals, cost too little, or pay-what-you-want is not alone.
    """
    items, optional = link["line_items"], link["optional_items"] or []
    if len(optional) > MAX_OPTIONAL or len(items) + len(optional) > MAX_ITEMS:
        message = f"There may be up to {MAX_OPTIONAL} optional items, and {MAX_ITEMS} items altogether."
        raise Refused(message, "", "optional_items")
    prices = [account.asked("price", item["price"], "line_items") for item in items]
    intervals = {
        (price["recurring"]["interval"], price["recurring"]["interval_count"])
        for price in prices
        if price["recurring"]
    }
    if len(intervals) > 1:
        message = "Checkout does not support multiple prices with different billing intervals."
        raise Refused(message, "", "line_items")
    if any(price["custom_unit_amount"] for price in prices):
        if len(items) > 1 or optional or items[0]["quantity"] != 1 or items[0]["adjustable_quantity"]:
            message = "A price with `custom_unit_amount` must be the only item, with a quantity of 1."
            raise Refused(message, "", "line_items")
    else:
        check_charged(sum(item["amount_total"] for item in items), link["currency"], "line_items")


def _saleable(account: Account, key: str, param: str) -> Object:
    price = account.asked("price", key, param)
    if not price["active"]:
        message = "The price specified is inactive. This field only accepts active prices."
        raise Refused(message, "price_inactive", param)
    if not account.asked("product", price["product"], param)["active"]:
        message = "The product of the price specified is inactive. This field only accepts active products."
        raise Refused(message, "product_inactive", param)
    return price


def _amount(price: Object, currency: str, param: str) -> int:
    option = price["currency_options"].get(currency)
    if option is None:
        message = (
            f"The price specified only supports `{price['currency']}`. This doesn't match the expected "
            f"currency: `{currency}`."
        )
        raise Refused(message, "", param)
    if option["custom_unit_amount"]:
        custom = option["custom_unit_amount"]
        least: int = custom["preset"] or custom["minimum"] or LEAST.get(currency, 1)
        return least
    amount: int = option["unit_amount"]
    return amount


def _adjustable(given: Params | None, param: str) -> Object | None:
    if given is None or not given["enabled"]:
        return None
    least, most = given.get("minimum", 0), given.get("maximum", DEFAULT_MAXIMUM)
    check_between(most, 1, MAX_QUANTITY, f"{param}[adjustable_quantity][maximum]")
    check_between(least, 0, most, f"{param}[adjustable_quantity][minimum]")
    return {"enabled": True, "maximum": most, "minimum": least}
