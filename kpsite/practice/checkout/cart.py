"""A buyer's cart: what stands in it, in which currency, what a code takes off, and what is due now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from kpsite.practice.account import ID_LENGTH, Account, spelled
from kpsite.practice.money import LEAST, MOST_OTHERS
from kpsite.practice.objects.fields import Object
from kpsite.practice.refusals import Refused

PERCENT = Decimal(100)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a cart. ``due`` is what it costs now, in minor units, all pieces together."""

    name: str
    price: Object
    product: Object
    quantity: int
    adjustable: Object | None
    due: int


def currencies(account: Account, link: Object) -> list[str]:
    """Give the currencies that a link can be paid in, its own first."""
    if link["_fixed"]:
        return [link["currency"]]
    prices = [account.asked("price", item["price"], "line_items") for item in link["line_items"]]
    shared = set.intersection(*(set(price["currency_options"]) for price in prices))
    return [link["currency"], *sorted(shared - {link["currency"]})]


def lines_of(account: Account, link: Object, cart: Object) -> list[Line]:
    """Give the lines of a cart; optional items stand in it when the buyer took them."""
    trial = bool((link["subscription_data"] or {}).get("trial_period_days"))
    entries = [
        (item["id"], item, cart["quantities"].get(item["id"], item["quantity"]))
        for item in link["line_items"]
    ]
    for name, item in offered(account, link, cart["currency"]):
        entries.append((name, item, cart["quantities"].get(name, 0)))
    found = []
    for name, item, quantity in entries:
        if quantity:
            price = account.asked("price", item["price"], "line_items")
            product = account.asked("product", price["product"], "line_items")
            due = 0 if trial and price["recurring"] else unit(price, cart) * quantity
            found.append(Line(name, price, product, quantity, item["adjustable_quantity"], due))
    return found


def offered(account: Account, link: Object, currency: str) -> list[tuple[str, Object]]:
    """Give the optional items that can be had in a currency, each with its name in the form."""
    named = [(f"optional-{number}", item) for number, item in enumerate(link["optional_items"] or ())]
    return [
        (name, item)
        for name, item in named
        if currency in account.asked("price", item["price"], "optional_items")["currency_options"]
    ]


def unit(price: Object, cart: Object) -> int:
    """Give what one piece costs in the cart's currency, in minor units."""
    option = price["currency_options"][cart["currency"]]
    if option["custom_unit_amount"] is None:
        amount: int = option["unit_amount"]
        return amount
    custom = option["custom_unit_amount"]
    least = custom["minimum"] or LEAST.get(cart["currency"], 1)
    chosen: int = cart["custom_amount"] or custom["preset"] or least
    return chosen


def bounds(price: Object, currency: str) -> tuple[int, int]:
    """Give the least and the most that a buyer may choose to pay for one piece, in minor units."""
    custom = price["currency_options"][currency]["custom_unit_amount"]
    least, most = custom["minimum"] or LEAST.get(currency, 1), custom["maximum"] or MOST_OTHERS
    return int(least), int(most)


def code_for(account: Account, text: str) -> Object:
    """Find the promotion code that a buyer wrote.

    Raises:
        Refused: there is no active one.
    """
    for code in account.every("promotion_code"):
        if code["active"] and code["code"].casefold() == text.strip().casefold():
            return code
    raise Refused("This code is invalid.", param="code")


def discounts(account: Account, cart: Object, lines: Sequence[Line]) -> list[int]:
    """Give what the cart's code takes off each line, in minor units.

    Raises:
        Refused: the code does not fit the cart.
    """
    code = account.get("promotion_code", cart["code"]) if cart["code"] else None
    if code is None:
        return [0] * len(lines)
    coupon = account.asked("coupon", code["promotion"]["coupon"], "code")
    _check_restrictions(account, code, cart, sum(line.due for line in lines))
    only = coupon.get("applies_to", {}).get("products")
    reached = [line.due if only is None or line.product["id"] in only else 0 for line in lines]
    if only is not None and not any(line.product["id"] in only for line in lines):
        raise Refused("This code does not apply to anything in your order.", param="code")
    if coupon["percent_off"] is not None:
        share = Decimal(str(coupon["percent_off"])) / PERCENT
        return [_rounded(amount * share) for amount in reached]
    amount = coupon["currency_options"].get(cart["currency"], {}).get("amount_off")
    if amount is None:
        raise Refused("This code does not apply to this currency.", param="code")
    return _spread(min(amount, sum(reached)), reached)


def _rounded(amount: Decimal) -> int:
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))


def _spread(amount: int, over: Sequence[int]) -> list[int]:
    """Share an amount out in proportion, without losing a cent."""
    whole, left, found = sum(over), amount, []
    for part in over:
        share = left * part // whole if whole else 0
        found.append(share)
        left, whole = left - share, whole - part
    return found


def _check_restrictions(account: Account, code: Object, cart: Object, due: int) -> None:
    if not code["active"]:
        raise Refused("This code is invalid.", param="code")
    limits = code["restrictions"]
    if limits["minimum_amount"] is not None:
        least = limits["currency_options"].get(cart["currency"], {}).get("minimum_amount")
        if least is None or due < least:
            raise Refused("Your order does not reach the minimum for this code.", param="code")
    known = [each for each in account.every("customer") if each["email"] and each["email"] == cart["email"]]
    if limits["first_time_transaction"] and known:
        raise Refused("This code is for a first purchase.", param="code")
    if code["customer"] and code["customer"] not in [each["id"] for each in known]:
        raise Refused("This code is invalid.", param="code")


def fill(account: Account, session: Object, link: Object) -> None:
    """Work a session's items and totals out from its cart.

    Raises:
        Refused: the cart's code does not fit it.
    """
    cart = session["_cart"]
    lines = lines_of(account, link, cart)
    off = discounts(account, cart, lines)
    due, less = sum(line.due for line in lines), sum(off)
    if cart["code"]:
        check_total(due - less, cart["currency"], "code")
    discount = _discount(account, session) if cart["code"] else None
    session |= {
        "amount_subtotal": due, "amount_total": due - less, "currency": cart["currency"],
        "discounts": [{"coupon": None, "promotion_code": cart["code"]}] if cart["code"] else [],
        "line_items": [_item(session, line, taken, discount) for line, taken in zip(lines, off, strict=True)],
    }  # fmt: skip
    breakdown: dict[str, Any] = {"discounts": [], "taxes": []}
    if discount:
        breakdown["discounts"] = [{"amount": less, "discount": discount}]
    session["total_details"] = {
        "amount_discount": less, "amount_shipping": 0, "amount_tax": 0, "breakdown": breakdown,
    }  # fmt: skip


def check_total(total: int, currency: str, param: str) -> None:
    """Refuse what cannot be charged.

    Raises:
        Refused: it is more than nothing, and less than the least.
    """
    if 0 < total < LEAST.get(currency, 1):
        raise Refused("The total is less than the smallest amount that can be charged.", param=param)


def _discount(account: Account, session: Object) -> Object:
    code = account.asked("promotion_code", session["_cart"]["code"], "code")
    return {
        "id": f"di_{spelled(session['id'] + code['id'], ID_LENGTH)}", "object": "discount",
        "checkout_session": session["id"], "customer": None, "customer_account": None, "end": None,
        "invoice": None, "invoice_item": None, "promotion_code": code["id"],
        "source": {"coupon": code["promotion"]["coupon"], "type": "coupon"}, "start": account.now,
        "subscription": None, "subscription_item": None,
    }  # fmt: skip


def _item(session: Object, line: Line, taken: int, discount: Object | None) -> Object:
    return {
        "id": f"li_{spelled(session['id'] + line.name, ID_LENGTH)}", "object": "item",
        "adjustable_quantity": line.adjustable, "amount_discount": taken, "amount_subtotal": line.due,
        "amount_tax": 0, "amount_total": line.due - taken, "currency": session["_cart"]["currency"],
        "description": line.product["name"],
        "discounts": [{"amount": taken, "discount": discount}] if discount and taken else [],
        "metadata": {}, "price": line.price["id"], "quantity": line.quantity, "taxes": [],
    }  # fmt: skip
