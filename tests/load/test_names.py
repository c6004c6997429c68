"""What file names say: order, dates, languages, and the slug that is left."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsite.load.names import split_date, split_language, split_number
from kpsite.model.slug import slugify


@pytest.mark.parametrize(
    ("stem", "number", "slug"),
    [
        ("01-welcome", 1, "welcome"), ("2_brushes", 2, "brushes"), ("03. Drei", 3, "drei"),
        ("4 vier", 4, "vier"),
        ("10.zehn", 10, "zehn"), ("007-bond", 7, "bond"), ("5 - five", 5, "five"), ("01-第一课", 1, "第一课"),
        ("3d-printing", None, "3d-printing"), ("2026-05-01-x", None, "2026-05-01-x"),
        ("appendix", None, "appendix"),
        ("01", None, "01"), ("1984", None, "1984"), ("01-", None, "01"), ("12-34-56", 12, "34-56"),
        ("-1-x", None, "1-x"),
        ("v2-intro", None, "v2-intro"), ("0-zero", 0, "zero"), ("1.5-litres", 1, "5-litres"),
    ],
)  # fmt: skip
def test_numbers_order_and_never_reach_the_address(stem: str, number: int | None, slug: str) -> None:
    """A number with a hyphen, an underscore, a dot or a space behind it is an order; any other is a part."""
    name = split_number(stem)
    assert (name.number, name.slug) == (number, slug)


@pytest.mark.parametrize(
    ("stem", "date", "slug"),
    [
        ("2026-05-01-why-paper", "2026-05-01", "why-paper"), ("2026-05-01_x", "2026-05-01", "x"),
        ("2026-05-01 Ein Titel", "2026-05-01", "ein-titel"), ("2026-05-01", "2026-05-01", "2026-05-01"),
        ("2026-13-01-x", None, "2026-13-01-x"), ("why-paper", None, "why-paper"),
        ("26-05-01-x", None, "26-05-01-x"),
    ],
)  # fmt: skip
def test_dates_of_posts_are_kept_as_dates(stem: str, date: str | None, slug: str) -> None:
    """A date at the front of a post's name is its date; a day that there is not is a part of the name."""
    name = split_date(stem)
    assert (name.date, name.slug) == (datetime.date.fromisoformat(date) if date else None, slug)


@pytest.mark.parametrize(
    ("stem", "rest", "language"),
    [
        ("course.zh-CN", "course", "zh-CN"), ("course", "course", ""), ("01-a.fr", "01-a", "fr"),
        ("a.b.de", "a.b", "de"), ("03. drei", "03. drei", ""), ("v1.2", "v1.2", ""),
        ("x.zh-Hant-TW", "x", "zh-Hant-TW"),
        ("a.toolong", "a.toolong", ""), (".de", ".de", ""),
    ],
)  # fmt: skip
def test_suffixes_that_look_like_languages(stem: str, rest: str, language: str) -> None:
    """What stands behind the last dot is taken for a language when it has the form of one."""
    assert split_language(stem) == (rest, language)


@given(text=st.text(max_size=40))
def test_a_slug_is_always_one_safe_part_of_an_address(text: str) -> None:
    """Whatever a file is called, its slug has no sign that an address or a file system reads."""
    slug = slugify(text)
    assert not set(slug) & set(" /\\.?#%&:*\"'<>|\n\t\0")
    assert "--" not in slug
    assert slug == slug.strip("-")
    assert slugify(slug) == slug
