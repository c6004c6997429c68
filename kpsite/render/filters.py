"""What templates can write in the reader's way: dates, numbers, durations, inline Markdown."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from gettext import NullTranslations

from markupsafe import Markup

from kpsite.render.markdown.inline import render_inline
from kpsite.render.markdown.plain import plain_text

_GROUPED = 100


@cache
def write_day(iso: str, language: str) -> str:
    """Write an ISO date as readers of a language do (Unicode CLDR, through Babel)."""
    from datetime import date

    from babel import Locale, UnknownLocaleError, dates

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return str(dates.format_date(date.fromisoformat(iso), "long", locale=locale))


@cache
def write_number(value: int | float, language: str) -> str:
    """Write a number as readers of a language do."""
    # Start-up time: no language of CLDR groups two digits, and most numbers have no more.
    if isinstance(value, int) and 0 <= value < _GROUPED:
        return str(value)
    from babel import Locale, UnknownLocaleError, numbers

    try:
        locale = Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = Locale.parse("en")
    return str(numbers.format_decimal(value, locale=locale))


def write_duration(minutes: int, words: NullTranslations) -> str:
    """Write minutes as hours and minutes: ``1 h 20 min``."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return words.gettext("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return words.gettext("%(hours)s h") % {"hours": hours}
    return words.gettext("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}


def filters(language: str, words: NullTranslations) -> dict[str, Callable[..., object]]:
    """Give the filters for templates of a language."""
    return {
        "day": lambda iso: write_day(iso, language),
        "number": lambda value: write_number(value, language),
        "duration": lambda minutes: write_duration(minutes, words),
        "inline": lambda text: Markup(render_inline(text)),  # noqa: S704 - render_inline escapes and filters
        "foreign": lambda text: Markup(render_inline(text, foreign=True)),  # noqa: S704 - the same
        "plain": plain_text,
    }
