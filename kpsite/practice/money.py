"""Amounts that Stripe takes, in minor units, and the least that it charges. Pure.

Source: docs.stripe.com/currencies ("Minimum and maximum charge amounts", "Special cases"). The
minimum is one of the currency that is paid out; the stand-in pays out in the currency of the price.
"""

from __future__ import annotations

from decimal import Decimal

from kpsite.model.money import CURRENCIES, THREE_DECIMAL, exponent
from kpsite.practice.refusals import Refused

LEAST = {
    "aed": 200, "aud": 50, "bgn": 100, "brl": 50, "cad": 50, "chf": 50, "czk": 1500, "dkk": 250, "eur": 50,
    "gbp": 30, "hkd": 400, "huf": 17500, "inr": 50, "jpy": 50, "mxn": 1000, "myr": 200, "nok": 300,
    "nzd": 50, "pln": 200, "ron": 200, "sek": 300, "sgd": 50, "thb": 1000, "usd": 50,
}  # fmt: skip
MOST = {"idr": 10**12 - 1, "inr": 10**9 - 1}
MOST_OTHERS = 10**8 - 1
WHOLE = ("isk", "ugx")  # no minor unit, but written with two decimals
DECIMALS_OF_WHOLE = 2


def check_currency(currency: str, param: str) -> None:
    """Refuse a currency that is unknown, or not in small letters.

    Raises:
        Refused: it is.
    """
    if currency.upper() not in CURRENCIES or currency != currency.lower():
        known = ", ".join(sorted(each.lower() for each in CURRENCIES))
        raise Refused(
            f"Invalid currency: {currency}. Stripe currently supports these currencies: {known}", "", param
        )


def check_amount(amount: int, currency: str, param: str) -> None:
    """Refuse an amount that cannot be the price of anything.

    Raises:
        Refused: it is negative, too large, or has decimals that its currency does not.
    """
    if amount < 0:
        message = "Invalid non-negative integer"
        raise Refused(message, "parameter_invalid_integer", param)
    if amount > MOST.get(currency, MOST_OTHERS):
        raise Refused("Amount must be no more than 8 digits.", "amount_too_large", param)
    step = 100 if currency in WHOLE else 10 if currency.upper() in THREE_DECIMAL else 1
    if amount % step:
        raise Refused(f"Invalid amount: {currency} amounts must be divisible by {step}.", "", param)


def check_charged(amount: int, currency: str, param: str) -> None:
    """Refuse a total that is more than nothing and less than the least charge.

    Raises:
        Refused: it is.
    """
    least = LEAST.get(currency, 1)
    if 0 < amount < least:
        message = (
            f"The Checkout Session's total amount must convert to at least {least} of the smallest unit of "
            f"{currency}."
        )
        raise Refused(message, "amount_too_small", param)


def _decimals(currency: str) -> int:
    return DECIMALS_OF_WHOLE if currency in WHOLE else exponent(currency.upper())


def written(amount: int, currency: str) -> str:
    """Write an amount for people: ``$49.00``."""
    from babel.numbers import format_currency

    value = Decimal(amount).scaleb(-_decimals(currency))
    return str(format_currency(value, currency.upper(), locale="en_US"))


def whole(amount: int, currency: str) -> str:
    """Write an amount in whole units for a form: ``49.00``."""
    return str(Decimal(amount).scaleb(-_decimals(currency)))


def minor(text: str, currency: str) -> int | None:
    """Read an amount that was written in whole units; nothing when it is none that can be charged."""
    try:
        amount = Decimal(text.strip()).scaleb(_decimals(currency))
        exact = amount.is_finite() and amount == amount.to_integral_value()
        return int(amount) if exact and 0 <= amount <= MOST_OTHERS else None
    except ArithmeticError:
        return None
