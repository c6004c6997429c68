"""What the checkout page of a session shows: every value a template may use, in words. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kpsite.practice.account import Account
from kpsite.practice.checkout.cart import Line, currencies, lines_of, offered, unit
from kpsite.practice.money import LEAST, whole, written
from kpsite.practice.objects.fields import Object

BUTTONS = {"book": "Book", "donate": "Donate", "subscribe": "Subscribe"}
NAMES = {"individual": ("Full name", "name"), "business": ("Business name", "organization")}


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the order, or one thing that may be added to it (``taken`` says whether it was)."""

    name: str
    title: str
    text: str
    amount: str
    unit: str
    quantity: int
    least: int
    most: int
    adjustable: bool
    taken: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field of the form; ``options`` are value and label of a menu."""

    name: str
    label: str
    value: str
    optional: bool
    kind: str = "text"
    autocomplete: str = "off"
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CodeView:
    """The promotion code: what was typed, and what it takes off."""

    typed: str
    applied: bool
    saved: str


@dataclass(frozen=True, slots=True)
class AmountView:
    """What a buyer may pay if that is theirs to say, in whole units."""

    value: str
    least: str
    most: str
    currency: str


@dataclass(frozen=True, slots=True)
class CheckoutView:
    """The checkout page. ``notices`` are what is wrong, by the name of the field."""

    title: str
    action: str
    lines: tuple[LineView, ...]
    extras: tuple[LineView, ...]
    currency: str
    currencies: tuple[str, ...]
    amount: AmountView | None
    code: CodeView | None
    email: str
    locked: bool
    fields: tuple[FieldView, ...]
    terms: str
    agreed: bool
    subtotal: str
    total: str
    later: str
    button: str
    beside: str
    below: str
    notices: dict[str, str]


def checkout_view(account: Account, session: Object, action: str) -> CheckoutView:
    """Give what the page of an open session shows; ``action`` is where its form goes."""
    link = account.at("payment_link", session["payment_link"])
    cart = session["_cart"]
    currency = cart["currency"]
    lines = lines_of(account, link, cart)
    own = [line for line in lines if not line.name.startswith("optional-")]
    total = session["amount_total"]
    texts = {name: (each or {}).get("message", "") for name, each in link["custom_text"].items()}
    consent = (link["consent_collection"] or {}).get("terms_of_service") == "required"
    return CheckoutView(
        own[0].product["name"] if len(own) == 1 else "Your order", action,
        tuple(_line(line, cart) for line in own),
        tuple(_extra(account, name, item, cart) for name, item in offered(account, link, currency)),
        currency.upper(), tuple(each.upper() for each in currencies(account, link)),
        _amount(own, cart), _code(session) if link["allow_promotion_codes"] else None, cart["email"],
        cart["locked"], (*_names(link, cart), *_fields(link, cart)),
        (texts["terms_of_service_acceptance"] or "I agree to the terms of service.") if consent else "",
        cart["terms"], written(session["amount_subtotal"], currency), written(total, currency),
        _later(lines, link, cart), _button(link, session),
        texts["submit"], texts["after_submit"], dict(cart["notices"]),
    )  # fmt: skip


def _line(line: Line, cart: Object) -> LineView:
    bounds = line.adjustable or {"minimum": 1, "maximum": line.quantity}
    return LineView(
        line.name, line.product["name"], line.product["description"] or "",
        written(line.due, cart["currency"]),
        _each(line.price, cart), line.quantity, max(1, bounds["minimum"]), bounds["maximum"],
        line.adjustable is not None, True,
    )  # fmt: skip


def _extra(account: Account, name: str, item: Object, cart: Object) -> LineView:
    price = account.asked("price", item["price"], "optional_items")
    product = account.asked("product", price["product"], "optional_items")
    taken = cart["quantities"].get(name, 0)
    bounds = item["adjustable_quantity"] or {"minimum": 1, "maximum": item["quantity"]}
    return LineView(
        name, product["name"], product["description"] or "",
        written(unit(price, cart) * (taken or item["quantity"]), cart["currency"]), _each(price, cart),
        taken or item["quantity"], max(1, bounds["minimum"]), bounds["maximum"],
        item["adjustable_quantity"] is not None, bool(taken),
    )  # fmt: skip


def _each(price: Object, cart: Object) -> str:
    return written(unit(price, cart), cart["currency"]) + (f" {_rhythm(price)}" if price["recurring"] else "")


def _rhythm(price: Object) -> str:
    every = price["recurring"]
    return (
        f"every {every['interval_count']} {every['interval']}s"
        if every["interval_count"] > 1
        else f"every {every['interval']}"
    )


def _amount(lines: list[Line], cart: Object) -> AmountView | None:
    custom = next((line.price for line in lines if line.price["custom_unit_amount"]), None)
    if custom is None:
        return None
    currency = cart["currency"]
    option = custom["currency_options"][currency]["custom_unit_amount"]
    least = option["minimum"] or LEAST.get(currency, 1)
    most = whole(option["maximum"], currency) if option["maximum"] else ""
    return AmountView(whole(unit(custom, cart), currency), whole(least, currency), most, currency.upper())


def _code(session: Object) -> CodeView:
    saved = session["total_details"]["amount_discount"]
    applied = session["_cart"]["code"] is not None
    return CodeView(
        session["_cart"]["typed"], applied, f"−{written(saved, session['currency'])}" if applied else ""
    )


def _names(link: Object, cart: Object) -> list[FieldView]:
    asked = [
        FieldView(
            name, NAMES[name][0], cart["names"].get(name, ""), wanted["optional"], autocomplete=NAMES[name][1]
        )
        for name, wanted in (link["name_collection"] or {}).items()
        if wanted["enabled"]
    ]
    if link["phone_number_collection"]["enabled"]:
        asked.append(FieldView("phone", "Phone number", cart["names"].get("phone", ""), False, "tel", "tel"))
    if link["tax_id_collection"]["enabled"]:
        asked.append(FieldView("tax_id", "Tax ID of your business", cart["names"].get("tax_id", ""), True))
    return asked


def _fields(link: Object, cart: Object) -> list[FieldView]:
    found = []
    for field in link["custom_fields"]:
        inner = field[field["type"]]
        value = cart["fields"].get(field["key"], inner["default_value"] or "")
        options = tuple((each["value"], each["label"]) for each in inner.get("options", ()))
        found.append(
            FieldView(
                field["key"],
                field["label"]["custom"],
                value,
                field["optional"],
                field["type"],
                "off",
                options,
            )
        )
    return found


def _later(lines: list[Line], link: Object, cart: Object) -> str:
    """Say what a subscription costs after today; codes are left out of it."""
    recurring = [line for line in lines if line.price["recurring"]]
    if not recurring:
        return ""
    amount = sum(unit(line.price, cart) * line.quantity for line in recurring)
    days = (link["subscription_data"] or {}).get("trial_period_days")
    begun = f"{days} days free, then " if days else "Then "
    return f"{begun}{written(amount, cart['currency'])} {_rhythm(recurring[0].price)}"


def _button(link: Object, session: Object) -> str:
    total = written(session["amount_total"], session["currency"])
    if session["mode"] == "subscription":
        return "Start trial" if session["amount_total"] == 0 and link["subscription_data"] else "Subscribe"
    if session["amount_total"] == 0:
        return "Complete order"
    return f"{BUTTONS.get(link['submit_type'], 'Pay')} {total}"
