"""``kpsite new``: a first store in under a minute, and what is made inside one."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kpsite.commands.price_levels import usual_price
from kpsite.model.money import CURRENCIES, least_charge, parse_money
from tests.sites import contents, kpsite, store
from tests.test_commands import run

NO_LINK = 'found the offer "course" without a payment link'


def test_a_first_store_takes_one_command(tmp_path: Path) -> None:
    """Flags say everything; the store is complete, builds, and lacks nothing but the payment link."""
    flags = [
        "--name",
        'Anna\'s "Atelier"',
        "--creator",
        "Anna: Müller",
        "--currency",
        "eur",
        "--language",
        "en",
    ]
    said = run(tmp_path, "new", "my-store", *flags, "--url", "https://atelier.example.org/shop", "--no-input")
    assert (said.code, said.err) == (0, "")
    root = tmp_path / "my-store"
    assert {".gitignore", "netlify.toml", "content/site.yaml", "content/creator.md"} <= contents(root).keys()
    site = yaml.safe_load((root / "content" / "site.yaml").read_text("utf-8"))
    assert (site["name"], site["currency"]) == ('Anna\'s "Atelier"', "EUR")
    assert site["url"] == "https://atelier.example.org/shop/"
    checked = run(root, "check", "--json")
    problems = json.loads(checked.out)["problems"]
    assert [(one["code"], one["severity"]) for one in problems] == [("no-payment-link", "warning")]
    assert NO_LINK in problems[0]["message"]
    assert run(root, "build", "--workers", "1").code == 0
    assert b"Anna: M\xc3\xbcller" in (root / "dist" / "creator" / "index.html").read_bytes()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_store_speaks_the_language_that_was_asked_for(language: str, tmp_path: Path) -> None:
    """Without other flags name, address and currency follow; nothing is asked of a pipe."""
    said = run(tmp_path, "new", "ink_and-water", "--language", language, text="never read\n" * 9)
    assert said.code == 0, said.err
    assert "[" not in said.out
    site = yaml.safe_load((tmp_path / "ink_and-water" / "content" / "site.yaml").read_text("utf-8"))
    assert (site["name"], site["language"]) == ("Ink And Water", language)
    assert site["url"] == "https://ink-and-water.example.org/"
    assert site["currency"] == {"zh-CN": "CNY", "en": "USD"}[language]
    assert run(tmp_path / "ink_and-water", "new", "course", "Ink").code == 0
    course = (tmp_path / "ink_and-water" / "content" / "courses" / "ink" / "course.md").read_text("utf-8")
    assert {"zh-CN": "读者能做到什么", "en": "be able to do"}[language] in course
    checked = run(tmp_path / "ink_and-water", "check", "--json")
    assert [one["code"] for one in json.loads(checked.out)["problems"]] == ["no-payment-link"]


def test_questions_are_asked_at_a_terminal(tmp_path: Path) -> None:
    """Somebody at a terminal is asked for what no flag said, and Enter takes the proposal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kpsite", "new", "shop", "--language", "en"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=theirs, stdout=subprocess.PIPE, text=True) as process:
        os.close(theirs)
        os.write(ours, b"The Asked Shop\nIda\n\nhttps://asked.example.org\n")
        out, _ = process.communicate()
    os.close(ours)
    assert process.returncode == 0
    assert "What is the shop called? [Shop]" in out
    site = yaml.safe_load((tmp_path / "shop" / "content" / "site.yaml").read_text("utf-8"))
    assert (site["name"], site["currency"], site["url"]) == (
        "The Asked Shop",
        "USD",
        "https://asked.example.org/",
    )


def test_an_answer_that_cannot_be_is_asked_for_again(tmp_path: Path) -> None:
    """Who slips in the fourth answer is told what to write, and need not give the first three again."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kpsite", "new", "shop"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=theirs, stdout=subprocess.PIPE, text=True) as process:
        os.close(theirs)
        os.write(ours, b"Kalt\nAda\nGerman\nde\neuros\neur\nkalt.example.org\nhttps://kalt.example.org\n")
        out, _ = process.communicate()
    os.close(ours)
    assert process.returncode == 0
    assert 'write a language code such as "en" or "zh-CN"' in out
    assert "write a whole address, such as https://shop.example.org/" in out
    site = yaml.safe_load((tmp_path / "shop" / "content" / "site.yaml").read_text("utf-8"))
    assert (site["name"], site["language"], site["currency"]) == ("Kalt", "de", "EUR")
    assert site["url"] == "https://kalt.example.org/"


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A folder with something in it is refused and stays as it was; an empty one is fine."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    said = run(tmp_path, "new", "full", "--no-input")
    assert said.code == 1
    assert "full: error: found something there already" in said.err
    assert contents(tmp_path / "full") == {"mine.txt": b"mine"}
    assert run(tmp_path, "new", "full/mine.txt", "--no-input").code == 1
    (tmp_path / "empty").mkdir()
    assert run(tmp_path, "new", "empty", "--no-input").code == 0


def test_wrong_answers_are_named_together(tmp_path: Path) -> None:
    """Every flag that says something impossible is named, and nothing is written."""
    flags = ["--language", "xx", "--currency", "DOLLAR", "--url", "shop.example.org", "--no-input"]
    said = run(tmp_path, "new", "shop", *flags)
    assert said.code == 1
    for words in (
        '--language: error: found "xx"',
        '--currency: error: found "DOLLAR"',
        '--url: error: found "shop',
    ):
        assert words in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_store_grows_by_commands(tmp_path: Path) -> None:
    """Courses, lessons and posts are made where they belong, numbered on, as drafts, and are in order."""
    root = store(tmp_path)
    said = [
        run(root, "new", "course", "Größer & schöner"),
        run(root, "new", "lesson", "Third letter", "--course", "abc"),
        run(root / "content" / "courses" / "abc", "new", "lesson", "Fourth: letter"),
        run(root, "new", "post", "好消息"),
    ]
    assert [one.code for one in said] == [0, 0, 0, 0], [one.err for one in said]
    new_course = ("course.md", "01-welcome.md")
    assert said[0].out == "".join(f"+ content/courses/größer-schöner/{name}\n" for name in new_course)
    assert said[1].out == "+ content/courses/abc/03-third-letter.md\n"
    assert said[2].out == "+ content/courses/abc/04-fourth-letter.md\n"
    assert re.fullmatch(r"\+ content/posts/\d{4}-\d\d-\d\d-好消息\.md\n", said[3].out)
    assert kpsite(root, "check").err == ""
    assert (
        "  /courses/größer-schöner/  1 lesson public, 0 closed"
        in run(root, "build", "--drafts", "--allow-test").out
    )


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["course"], "found no name for the course", "kpsite new course NAME"),
        (["coarse", "X"], 'found "coarse", which kpsite cannot make', 'did you mean "course"?'),
        (["lesson", "X", "--course", "abd"], 'found no course "abd"', 'did you mean "abc"?'),
        (["post", "!!!"], 'found the name "!!!", which has no letters', "give it a name with letters"),
        (
            ["course", "ABC"],
            "content/courses/abc/course.md: error: found such a file already",
            "choose another",
        ),
        (["lesson", "First"], "content/courses/abc/01-first.md: error: found such a file", "choose another"),
    ],
)
def test_what_cannot_be_made_is_named(words: list[str], message: str, hint: str, tmp_path: Path) -> None:
    """``new`` says what was found and what would be right, and changes nothing."""
    before = contents(store(tmp_path))
    said = run(tmp_path, "new", *words)
    assert said.code == 1
    assert message in said.err
    assert hint in said.err
    assert contents(tmp_path) == before


def test_prices_look_like_prices_in_every_currency(tmp_path: Path) -> None:
    """Each currency has an amount of its own, which can be charged; a new course takes it too."""
    for currency in sorted(CURRENCIES):
        price = parse_money(usual_price(currency), currency)
        assert price.minor >= least_charge(currency).minor, currency
    usual = {"KWD": "7", "USD": "19", "JPY": "2900", "HUF": "6900", "VND": "390000"}
    assert {currency: usual_price(currency) for currency in usual} == usual
    assert run(tmp_path, "new", "shop", "--no-input", "--currency", "HUF").code == 0
    assert run(tmp_path / "shop", "new", "course", "Ink").code == 0
    courses = tmp_path / "shop" / "content" / "courses"
    assert "\nprice: 6900 HUF\n" in (courses / "explain-anything" / "course.md").read_text("utf-8")
    assert "\nprice: 6900\n" in (courses / "ink" / "course.md").read_text("utf-8")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", []), ("en-GB", []), ("zh", []), ("zh-Hans", []),
        ("la", ["examples in English", "there in Latina yet", "themes/storefront/words/la.po"]),
    ],
)  # fmt: skip
def test_what_is_in_another_language_is_said(language: str, said: list[str], tmp_path: Path) -> None:
    """Nobody finds out from the finished shop that its texts or its buttons are not in their language."""
    told = kpsite(tmp_path, "new", str(tmp_path / "shop"), "--no-input", "--language", language).out
    assert [words in told for words in ("examples in", "buttons")] == [bool(said), len(said) > 1]
    assert all(words in told for words in said)


def test_texts_in_other_letters_are_texts_in_another_language(tmp_path: Path) -> None:
    """Traditional Chinese gets the texts in simplified letters, and is told so."""
    told = kpsite(tmp_path, "new", str(tmp_path / "shop"), "--no-input", "--language", "zh-TW").out
    assert "examples in 简体中文" in told


@pytest.mark.parametrize("language", ["zh", "zh-Hans", "zh-SG"])
def test_chinese_under_any_of_its_names_has_chinese_buttons(language: str, tmp_path: Path) -> None:
    """Simplified Chinese is one language, whatever it is called."""
    assert run(tmp_path, "new", "shop", "--no-input", "--language", language).code == 0
    assert run(tmp_path / "shop", "build", "--workers", "1").code == 0
    assert "课程" in (tmp_path / "shop" / "dist" / "index.html").read_text("utf-8")


@pytest.mark.parametrize("name", ["one\ntwo", "a\x07b", "x" * 121])
def test_a_name_that_no_shop_can_have_is_refused(name: str, tmp_path: Path) -> None:
    """It is refused before anything is made, rather than by the first build."""
    said = kpsite(tmp_path, "new", str(tmp_path / "shop"), "--no-input", "--name", name)
    assert (said.code, said.err.startswith("--name: error: found ")) == (1, True)
    assert not (tmp_path / "shop").exists()
