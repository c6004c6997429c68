"""Money: amounts in minor units with their currency, read from text and never from floating point."""

from __future__ import annotations

import re
from decimal import Decimal

from kpsite.values import dataclass

# Stripe's zero-decimal and three-decimal currencies (docs.stripe.com/currencies); isk and ugx are written
# with two decimals there, but have no minor unit.
ZERO_DECIMAL = frozenset({
    "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "MGA", "PYG", "RWF", "UGX", "VND", "VUV",
    "XAF", "XOF", "XPF",
})  # fmt: skip
WRITTEN_WITH_DECIMALS = frozenset({"ISK", "UGX"})
THREE_DECIMAL = frozenset({
    "BHD", "JOD", "KWD", "OMR", "TND",
})  # fmt: skip
# The currencies that Stripe charges in (docs.stripe.com/currencies), the ones above included.
CURRENCIES = ZERO_DECIMAL | THREE_DECIMAL | frozenset({
    "AED", "AFN", "ALL", "AMD", "ANG", "AOA", "ARS", "AUD", "AWG", "AZN", "BAM", "BBD", "BDT", "BGN",
    "BMD", "BND", "BOB", "BRL", "BSD", "BWP", "BYN", "BZD", "CAD", "CDF", "CHF", "CNY", "COP", "CRC",
    "CVE", "CZK", "DKK", "DOP", "DZD", "EGP", "ETB", "EUR", "FJD", "FKP", "GBP", "GEL", "GIP", "GMD",
    "GTQ", "GYD", "HKD", "HNL", "HTG", "HUF", "IDR", "ILS", "INR", "JMD", "KES", "KGS", "KHR", "KYD",
    "KZT", "LAK", "LBP", "LKR", "LRD", "LSL", "MAD", "MDL", "MKD", "MMK", "MNT", "MOP", "MUR", "MVR",
    "MWK", "MXN", "MYR", "MZN", "NAD", "NGN", "NIO", "NOK", "NPR", "NZD", "PAB", "PEN", "PGK", "PHP",
    "PKR", "PLN", "QAR", "RON", "RSD", "RUB", "SAR", "SBD", "SCR", "SEK", "SGD", "SHP", "SLE", "SOS",
    "SRD", "STD", "SZL", "THB", "TJS", "TOP", "TRY", "TTD", "TWD", "TZS", "UAH", "USD", "UYU", "UZS",
    "WST", "XCD", "YER", "ZAR", "ZMW",
})  # fmt: skip
# The least that Stripe charges, in minor units (docs.stripe.com/currencies, "Minimum and maximum charge
# amounts"). It counts in the currency of the seller's bank account, so others only come near to it.
LEAST_CHARGES = {
    "AED": 200, "AUD": 50, "BGN": 100, "BRL": 50, "CAD": 50, "CHF": 50, "CZK": 1500, "DKK": 250, "EUR": 50,
    "GBP": 30, "HKD": 400, "HUF": 17500, "INR": 50, "JPY": 50, "MXN": 1000, "MYR": 200, "NOK": 300,
    "NZD": 50, "PLN": 200, "RON": 200, "SEK": 300, "SGD": 50, "THB": 1000, "USD": 50,
}  # fmt: skip
_AMOUNT = re.compile(r"(?P<amount>(?:0|[1-9][0-9]*)(?:\.[0-9]+)?)(?:[ \u00a0]+(?P<currency>[A-Za-z]{3}))?")
MAX_DIGITS = 8


def exponent(currency: str) -> int:
    """Give how many decimals a currency has (ISO 4217, as charged by Stripe)."""
    return 0 if currency in ZERO_DECIMAL else 3 if currency in THREE_DECIMAL else 2


@dataclass(frozen=True, slots=True, order=True)
class Money:
    """An amount in minor units (cents) of a currency (ISO 4217, upper case)."""

    minor: int
    currency: str

    @property
    def amount(self) -> str:
        """The amount in whole units for machines: a point, no thousands mark, all decimals."""
        return str(Decimal(self.minor).scaleb(-exponent(self.currency)))

    @property
    def free(self) -> bool:
        """Whether it costs nothing."""
        return self.minor == 0


def least_charge(currency: str) -> Money:
    """Give the least that can be charged in a currency (ISO 4217, upper case)."""
    return Money(LEAST_CHARGES.get(currency, 1), currency)


def to_stripe(money: Money) -> int:
    """Give the whole number that Stripe is sent: minor units, but two zeros more for the currencies that it
    writes with decimals that they do not have (docs.stripe.com/currencies, "Special cases").
    """
    return money.minor * 100 if money.currency in WRITTEN_WITH_DECIMALS else money.minor


def from_stripe(amount: int, currency: str) -> Money:
    """Give the money that a whole number from Stripe stands for; ``currency`` in upper case."""
    return Money(amount // 100 if currency in WRITTEN_WITH_DECIMALS else amount, currency)


def parse_money(text: str, currency: str) -> Money:
    """Read ``49 USD``, ``49.90`` (in ``currency``) or ``free``.

    Raises:
        ValueError: the text is no amount; its message says what would be right.
    """
    if text.strip().casefold() == "free":
        return Money(0, currency)
    match = _AMOUNT.fullmatch(text.strip())
    if match is None:
        raise ValueError('write an amount and its currency, such as "49 USD" or "49.90 EUR", or "free"')
    unit = (match["currency"] or currency).upper()
    if unit not in CURRENCIES:
        hint = "write its three-letter code, such as USD, EUR or CNY"
        raise ValueError(f'"{unit}" is no currency that can be charged; {hint}')
    minor = Decimal(match["amount"]).scaleb(exponent(unit))
    if minor != minor.to_integral_value():
        decimals = exponent(unit)
        raise ValueError(f"{unit} has {decimals or 'no'} decimal{'s' if decimals != 1 else ''}")
    if len(str(int(minor))) > MAX_DIGITS:
        raise ValueError(f"the amount is over the {MAX_DIGITS} digits that can be charged")
    return Money(int(minor), unit)
