"""Numbers as readers of a language write them."""

from __future__ import annotations

import pytest
from babel import Locale, numbers

from kpsite.render.filters import write_number

LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "pl",
    "ar",
    "fa",
    "he",
    "hi",
    "bn",
    "my",
    "th",
    "zh-CN",
    "ja",
    "ko",
    "sw",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("value", [0, 7, 10, 42, 99, 100, 999, 1000, 9999, 10000, 1234567, 4.5, -3])
def test_numbers_are_written_as_in_cldr(value: float, language: str) -> None:
    """Small numbers take a shorter way, which no reader notices."""
    assert write_number(value, language) == numbers.format_decimal(
        value, locale=Locale.parse(language, sep="-")
    )


def test_an_unknown_language_has_english_numbers() -> None:
    assert write_number(12345, "xx-unheard") == "12,345"
