"""What file and folder names say: an order, a date, a slug, a language."""

from __future__ import annotations

import datetime
import re
from functools import lru_cache

from kpsite.model.slug import slugify
from kpsite.values import dataclass

_NUMBER = re.compile(r"(\d{1,3})(?:[-_]|\.[ -]?|\.?[ ]+-?[ ]*)(?=\S)(.+)")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[-_ ](.+))?")
_LANGUAGE = re.compile(r"(.+)\.([A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2})")


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart: ``number`` is None when it has none, ``date`` likewise; ``slug`` is what is left,
    fit for an address.
    """

    number: int | None
    date: datetime.date | None
    slug: str


def split_language(stem: str) -> tuple[str, str]:
    """Split ``course.zh-CN`` into ``course`` and ``zh-CN``; the second part is empty when the name has no
    such suffix.
    """
    match = _LANGUAGE.fullmatch(stem)
    return (match[1], match[2]) if match else (stem, "")


@lru_cache(maxsize=4096)  # asked for the order, the address and the chapter of each lesson
def split_number(stem: str) -> Name:
    """Take the number prefix off a chapter's or lesson's name: ``01-``, ``2_``, ``03. ``."""
    match = _NUMBER.fullmatch(stem)
    return Name(int(match[1]), None, slugify(match[2])) if match else Name(None, None, slugify(stem))


def split_date(stem: str) -> Name:
    """Take the date off a post's name: ``2026-05-01-why-paper-matters``."""
    match = _DATE.fullmatch(stem)
    if match:
        try:
            date = datetime.date.fromisoformat(match[1])
        except ValueError:
            return Name(None, None, slugify(stem))
        return Name(None, date, slugify(match[2] or match[1]))
    return Name(None, None, slugify(stem))
