"""Money is read as people write it, kept exactly, and written as readers of each language do."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from bidi.algorithm import get_display
from hypothesis import given
from hypothesis import strategies as st

from kpsite.model.language import NAMES
from kpsite.model.money import CURRENCIES, Money, exponent, parse_money
from kpsite.pages.prices import write_money, write_percent


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [
        ("49 USD", 4900, "USD"),
        ("49", 4900, "EUR"),
        ("49.9", 4990, "EUR"),
        ("49.90 eur", 4990, "EUR"),
        ("49\u00a0CHF", 4900, "CHF"),
        ("5800 JPY", 5800, "JPY"),
        ("4.5 KWD", 4500, "KWD"),
        ("4.505 KWD", 4505, "KWD"),
        ("0.50 USD", 50, "USD"),
        ("0", 0, "EUR"),
        ("free", 0, "EUR"),
        (" Free ", 0, "EUR"),
        ("999999.99 USD", 99999999, "USD"),
    ],
)
def test_amounts_are_read(text: str, minor: int, currency: str) -> None:
    """Whole units, decimals as far as the currency has them, ``free``, and the store's own currency."""
    assert parse_money(text, "EUR") == Money(minor, currency)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("49.999 USD", "USD has 2 decimals"),
        ("49.5 JPY", "JPY has no decimals"),
        ("4.5055 KWD", "KWD has 3 decimals"),
        ("1000000 USD", "the amount is over the 8 digits that can be charged"),
        ("49 XYZ", '"XYZ" is no currency that can be charged'),
        ("49 BTC", '"BTC" is no currency that can be charged'),
        ("$49", "write an amount and its currency"),
        ("USD 49", "write an amount and its currency"),
        ("49USD", "write an amount and its currency"),
        ("1,000 USD", "write an amount and its currency"),
        ("49,90 EUR", "write an amount and its currency"),
        ("-5 USD", "write an amount and its currency"),
        ("+5 USD", "write an amount and its currency"),
        ("010", "write an amount and its currency"),
        ("1:30", "write an amount and its currency"),
        ("12e3", "write an amount and its currency"),
        ("0x10", "write an amount and its currency"),
        ("1_000", "write an amount and its currency"),
        (".5 USD", "write an amount and its currency"),
        ("5. USD", "write an amount and its currency"),
        ("٤٩ USD", "write an amount and its currency"),
        (".inf", "write an amount and its currency"),
        ("", "write an amount and its currency"),
        ("for free", "write an amount and its currency"),
    ],
)
def test_what_could_be_misread_is_refused(text: str, words: str) -> None:
    """YAML's number surprises, thousands marks, signs and unknown currencies are errors with a way out."""
    with pytest.raises(ValueError, match=words):
        parse_money(text, "USD")


@given(minor=st.integers(0, 99_999_999), currency=st.sampled_from(sorted(CURRENCIES)))
def test_no_amount_is_changed_by_writing_and_reading(minor: int, currency: str) -> None:
    """What machines are shown reads back as the same amount, to the last minor unit."""
    money = Money(minor, currency)
    assert parse_money(f"{money.amount} {currency}", "USD") == money
    assert Decimal(money.amount) * 10 ** exponent(currency) == minor
    assert "E" not in money.amount


@pytest.mark.parametrize(
    ("minor", "currency", "language", "text"),
    [
        (4900, "USD", "en", "$49"),
        (4990, "USD", "en", "$49.90"),
        (124950, "EUR", "en", "€1,249.50"),
        (124950, "EUR", "de", "1.249,50\u00a0€"),
        (4900, "EUR", "fr", "49\u00a0€"),
        (4900, "CHF", "en", "CHF\u00a049"),
        (4500, "KWD", "en", "KWD\u00a04.500"),
        (4000, "KWD", "en", "KWD\u00a04"),
        (5800, "JPY", "ja", "￥5,800"),
        (580000, "KRW", "ko", "₩580,000"),
        (9900, "CNY", "zh-CN", "¥99"),
        (9900, "CNY", "en", "CN¥99"),
        (9990, "USD", "zh-CN", "US$99.90"),
        (9900, "TWD", "zh-TW", "$99"),
        (1000000, "INR", "hi", "₹10,000"),
        (10000000, "INR", "hi", "₹1,00,000"),
        (4900, "USD", "bn", "49\u00a0US$"),
        (4900, "BDT", "bn", "49৳"),
        (4900, "CAD", "km", "49\u00a0CA$"),
        (4900, "CHF", "ms", "CHF\u00a049"),
        (4900, "USD", "my", "49\u00a0US$"),
        (4900, "USD", "pt-BR", "US$\u00a049"),
        (124950, "EUR", "es", "1249,50\u00a0€"),
        (1249500, "EUR", "es", "12.495\u00a0€"),
        (124900, "USD", "es-MX", "USD\u00a01,249"),
        (124900, "USD", "es-419", "USD\u00a01,249"),
        (124900, "PLN", "pl", "1249\u00a0zł"),
        (124900, "EUR", "pt-PT", "1249\u00a0€"),
        (124900, "EUR", "it-IT", "1249\u00a0€"),
        (124900, "EUR", "la", "€\u00a01,249"),
    ],
)
def test_amounts_are_written_the_readers_way(minor: int, currency: str, language: str, text: str) -> None:
    """Marks, order and decimals are the language's own; whole amounts have no zeros behind the point."""
    assert write_money(Money(minor, currency), language) == text


@pytest.mark.parametrize(
    ("currency", "language", "text", "seen"),
    [
        ("USD", "ar", "\u200f49\u00a0US$\u200e", "US$ 49"),
        ("CAD", "ar", "\u200f49\u00a0CA$\u200e", "CA$ 49"),
        ("EUR", "ar", "\u200f49\u00a0€", "€ 49"),
        ("CHF", "ar-EG", "\u200f49\u00a0CHF", "CHF 49"),
        ("SAR", "ar", "\u200f49\u00a0ر.س.\u200f", ".س.ر 49"),
        ("BRL", "he", "\u200f49\u00a0\u200fR$\u200e", "R$ 49"),
        ("ILS", "he", "\u200f49\u00a0\u200f₪", "₪ 49"),
        ("USD", "fa", "\u200e$\u00a049", "$ 49"),
        ("USD", "ur", "$49", "$49"),
        ("CAD", "ur", "CA$\u200e49", "CA$49"),
        ("USD", "ps", "US$\u200e\u00a049", "US$ 49"),
    ],
)
def test_amounts_are_seen_the_readers_way(currency: str, language: str, text: str, seen: str) -> None:
    """From right to left, a currency with letters and a sign keeps its own order beside the amount; ``seen``
    is what stands on paper, from left to right (Unicode's bidirectional algorithm).
    """
    written = write_money(Money(4900, currency), language)
    assert written == text
    shown = get_display(written, base_dir="R").replace("\u00a0", " ")
    assert shown.translate({0x200E: None, 0x200F: None}) == seen


@pytest.mark.parametrize("language", sorted(NAMES))
@pytest.mark.parametrize("currency", ["USD", "CAD", "EUR", "CHF", "CNY", "XOF"])
def test_letters_of_a_currency_touch_no_digit(currency: str, language: str) -> None:
    """In every language (UTS 35, Part 3, "Currency spacing")."""
    written = write_money(Money(4900, currency), language)
    assert not re.search(r"\d[^\W\d_]|[^\W\d_]\d", written), written


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "20%"), ("de", "20\u00a0%"), ("tr", "%20"), ("la", "20%")],
)
def test_shares_are_written_the_readers_way(language: str, text: str) -> None:
    """The percent sign stands where the language puts it; a language without data is written as English."""
    assert write_percent(20, language) == text
