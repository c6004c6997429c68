"""Single values of front matter: what is read, and what is refused because it only looks right."""

from __future__ import annotations

import datetime

import pytest

from kpsite.load.yaml import parse_yaml
from kpsite.model.kinds import Flag, Integer, ListOf, Text, plain
from kpsite.model.language import Language, direction, own_name
from kpsite.model.measures import Date, Minutes, Percent, Release
from kpsite.model.nodes import Map, Node, Scalar
from kpsite.model.places import Email, File, FileOrUrl, StoreUrl, Url
from kpsite.model.report import Kind, Report
from kpsite.model.slug import Slug, slugify

WRONG = object()


def read(kind: Kind, written: str) -> object:
    """Read a value as it stands in a YAML file; gives ``WRONG`` where a problem was noted in its place."""
    report = Report("x.md")
    document = parse_yaml(f"key: {written}\n", report)
    assert isinstance(document, Map)
    node = document.get("key")
    assert node is not None
    value = report.attempt(kind, node)
    assert (value is None) == bool(report.problems)
    return WRONG if report.problems else value


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("45", 45), ("12 min", 12), ("12min", 12), ("1 h", 60), ("2h", 120), ("1 h 20 min", 80), ("1h20", 80),
        ("1 hour 5 minutes", 65), ("1:20", 80), ("0:05", 5), ("PT1H20M", 80), ("PT45M", 45), ('"90"', 90),
        ("0", 0), ("soon", WRONG), ("1:60", WRONG), ("90 s", WRONG), ("-5", WRONG), ("1.5 h", WRONG),
        ("h", WRONG), ("min", WRONG), ("[45]", WRONG), ("99999 h", WRONG),
    ],
)  # fmt: skip
def test_durations(written: str, minutes: object) -> None:
    """Minutes, hours and minutes, a clock or ISO 8601 are read; what is less than sure is refused."""
    assert read(Minutes(), written) == minutes


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2026-05-01", datetime.date(2026, 5, 1)), ('"2026-05-01"', datetime.date(2026, 5, 1)),
        ("2024-02-29", datetime.date(2024, 2, 29)), ("2026-02-29", WRONG), ("2026-5-1", WRONG),
        ("01.05.2026", WRONG), ("2026-05-01T10:00:00Z", WRONG), ("20260501", WRONG), ("2026-W18", WRONG),
        ("tomorrow", WRONG),
        ("0000-01-01", WRONG), ("٢٠٢٦-٠٥-٠١", WRONG),
    ],
)  # fmt: skip
def test_days(written: str, day: object) -> None:
    """A day is ISO 8601's calendar date, one that there is, and nothing else."""
    assert read(Date(), written) == day


@pytest.mark.parametrize(
    ("kind", "written", "value"),
    [
        (Release(), "+7d", "+7d"), (Release(), "2026-12-01", "2026-12-01"), (Release(), "7d", WRONG),
        (Release(), "+7 days", WRONG), (Release(), "2026-13-01", WRONG),
        (Flag(), "true", True), (Flag(), "false", False), (Flag(), "yes", WRONG), (Flag(), "'true'", WRONG),
        (Flag(), "True", WRONG), (Flag(), "on", WRONG), (Flag(), "1", WRONG), (Flag(), "[true]", WRONG),
        (Integer(1, 5), "5", 5), (Integer(1, 5), "6", WRONG), (Integer(1, 99), "010", WRONG),
        (Integer(1, 99), "1_0", WRONG), (Integer(1, 99), "1e1", WRONG), (Integer(1, 99), "0x1", WRONG),
        (Integer(-9, 9), "-3", -3), (Integer(1, 99), "5.0", WRONG), (Integer(1, 99), "٥", WRONG),
        (Percent(), "20%", 20), (Percent(), "20", 20), (Percent(), "20 %", 20), (Percent(), "0%", WRONG),
        (Percent(), "101%", WRONG), (Percent(), "12.5%", WRONG), (Percent(), "-5%", WRONG),
        (Text(), "'  two  words '", "two  words"), (Text(), "12", "12"), (Text(), "2026-01-01", "2026-01-01"),
        (Text(limit=3), "four", WRONG), (Text(), "{a: b}", WRONG), (Text(), "[a]", WRONG),
        (ListOf(Text()), "[a, b]", ("a", "b")), (ListOf(Text()), "a", ("a",)),
        (ListOf(Text(), 1), "[a, b]", WRONG), (Language(), "zh-CN", "zh-CN"),
        (Language(), "zh-Hant-TW", "zh-Hant-TW"), (Language(), "EN", WRONG),
        (Language(), "zh_CN", WRONG), (Language(), "xx", WRONG), (Language(), "english", WRONG),
        (Url(), "https://a.example/b?c=d#e", "https://a.example/b?c=d#e"),
        (Url(), "http://[::1]/", "http://[::1]/"), (Url(), "javascript:alert(1)", WRONG),
        (Url(), "//a.example", WRONG), (Url(), "a.example", WRONG),
        (Url(), "https://", WRONG), (Url(), "https://[", WRONG), (Url(), "'https://a b/'", WRONG),
        (Url(), "data:text/html,x", WRONG), (Url(), "mailto:a@b.example", WRONG),
        (Url(mail=True), "mailto:a@b.example", "mailto:a@b.example"),
        (File(), "a/b.png", "a/b.png"), (File(), "/a.png", "/a.png"),
        (File(), "https://a.example/b.png", WRONG),
        (File(), "//a.example/b.png", WRONG), (File(), "data:image/png;base64,x", WRONG),
        (FileOrUrl(), "a.mp4", "a.mp4"), (FileOrUrl(), "javascript:x", WRONG),
        (FileOrUrl(), "file:///etc/x", WRONG),
        (Email(), "a@b.example", "a@b.example"), (Email(), "a@b", WRONG),
        (Email(), "'A <a@b.example>'", WRONG),
    ],
)  # fmt: skip
def test_values(kind: Kind, written: str, value: object) -> None:
    """Each kind reads what people write for it, and refuses what YAML or a browser would read otherwise."""
    assert read(kind, written) == value


@pytest.mark.parametrize(
    ("written", "good"),
    [
        ("https://a.example", True), ("https://a.example/b/c/", True), ("http://localhost:8000/", True),
        ("https://müller.example/", True), ("https://a.example/?x=1", False), ("https://a.example/#x", False),
        ("https://a.example//b/", False), ("https://a.example:x/", False),
        ("https://a.example:70000/", False),
        ("https://me:pw@a.example/", False), ("https://https://[a.example/", False), ("//a.example/", False),
        ("a.example", False), ("'https://a.example/ b'", False), ("ftp://a.example/", False),
        ("https://", False),
    ],
)  # fmt: skip
def test_addresses_that_a_store_can_have(written: str, good: bool) -> None:
    """A store's address is scheme, host and perhaps a path: all its pages' addresses begin with it."""
    assert (read(StoreUrl(), written) is not WRONG) is good


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Why Paper Matters!", "why-paper-matters"), ("  --a__b  ", "a-b"), ("C++ & C#", "c-c"),
        ("Größe", "größe"),
        ("cafe\u0301", "café"), ("你好，世界", "你好-世界"), ("हिन्दी पाठ", "हिन्दी-पाठ"),
        ("ภาษาไทย", "ภาษาไทย"), ("اَلْعَرَبِيَّةُ", "اَلْعَرَبِيَّةُ"),
        ("❤️ heart", "heart"), ("1️⃣ one", "1-one"), ("!!!", ""), ("", ""),
        ("../../etc", "etc"), ("a\0b", "a-b"), ("Ⅷ", "ⅷ"),
    ],
)  # fmt: skip
def test_slugs_are_made_in_any_script(text: str, slug: str) -> None:
    """Letters keep their accents and vowel signs; signs and spaces become single hyphens; nothing climbs."""
    assert slugify(text) == slug
    if slug:
        assert read(Slug, f'"{slug}"') == slug


@pytest.mark.parametrize(
    "written", ["a/b", "..", "a b", "-a", "a-", "a--b", "a.b", "'?'", "'%61'", "'#'", "❤️"]
)
def test_slugs_that_would_not_be_one_part_of_an_address_are_refused(written: str) -> None:
    """A slug is words with single hyphens or underscores between them."""
    assert read(Slug, written) is WRONG


def test_free_values_keep_what_yaml_1_2_says_they_are() -> None:
    """Under ``extra`` numbers are numbers, and yes, 010, 1:30 and dates are the text that was written."""
    report = Report("x.md")
    node = parse_yaml("a: [1, -2.5, true, yes, 010, 1:30, 2026-01-01, 1e3, '1', null, {b: ~}]", report)
    assert isinstance(node, Map)
    wanted = [1, -2.5, True, "yes", "010", "1:30", "2026-01-01", "1e3", "1", None, {"b": None}]
    assert plain(node) == {"a": wanted}


def test_languages_know_their_own_names_and_directions() -> None:
    """A switch of languages shows each in its own words; right-to-left ones say so."""
    names = {"en": "English", "zh-CN": "简体中文", "pt-BR": "Português (BR)", "ar": "العربية"}
    assert {code: own_name(code) for code in names} == names
    directions = {"en": "ltr", "ar": "rtl", "he": "rtl", "fa-IR": "rtl", "zh-CN": "ltr"}
    assert {code: direction(code) for code in directions} == directions


@pytest.mark.parametrize("node", [Scalar("", 1), Scalar("~", 1), Scalar("null", 1)])
def test_nothing_is_no_text(node: Node) -> None:
    """A key without a value is as if it were not there; quoted, it is empty text."""
    assert isinstance(node, Scalar)
    assert node.null
    assert not Scalar(node.text, 1, plain=False).null
