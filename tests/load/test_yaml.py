"""YAML is read strictly: what could surprise a creator, or harm the reader, is an error with its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsite.load.yaml import parse_yaml
from kpsite.model.nodes import Map, Scalar
from kpsite.model.report import Report


def said(text: str, first_line: int = 1) -> list[str]:
    report = Report("x.md")
    parse_yaml(text, report, first_line)
    return [f"{problem.place.line} {problem.code} {problem.place.key}".strip() for problem in report.problems]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: &x 1\n", "1 yaml-alias"), ("a: 1\nb: *x\n", "2 yaml-alias"), ("<<: {a: 1}\n", "1 yaml-alias"),
        ("a: !!str 1\n", "1 yaml-tag"), ("a: !x 1\n", "1 yaml-tag"), ("!!map {a: 1}\n", "1 yaml-tag"),
        ("a: 1\nb: 2\na: 3\n", "3 duplicate-key a"), ("a: {b: 1, b: 2}\n", "1 duplicate-key b"),
        ("a: 1\n---\nb: 2\n", "2 bad-yaml"), ("? [a, b]\n: 1\n", "1 bad-yaml"), ("a: [1\n", "2 bad-yaml"),
        ("a: 'x\n", "1 bad-yaml"), ("\ta: 1\n", "1 bad-yaml"), ("a: b: c\n", "1 bad-yaml"),
        ("@a: 1\n", "1 bad-yaml"),
        ("a: \x07\n", "1 bad-yaml"), ("a: " + "[" * 30 + "]" * 30, "1 yaml-depth"),
        ("a: " + "x" * 70_000, "1 too-long"), ("%YAML 9.9\n---\na: 1\n", "1 bad-yaml"),
    ],
)  # fmt: skip
def test_constructs_that_are_refused(text: str, problem: str) -> None:
    """Each has one problem of its own kind, at the line where it stands."""
    assert said(text) == [problem]


def test_lines_are_those_of_the_file() -> None:
    """Front matter begins on the second line of a file, and so do its messages."""
    assert said("a: 1\n\na: 2\n", 2) == ["4 duplicate-key a"]


@pytest.mark.parametrize(
    "text", ["yes", "010", "1:30", "12e3", "0x1F", "1_000", "2026-01-01", ".inf", "0o7", "NO"]
)
def test_values_keep_the_text_that_was_written(text: str) -> None:
    """Nothing is turned into a number, a date or a boolean before a key asks for one."""
    node = parse_yaml(f"a: {text}\n", Report("x.md"))
    assert isinstance(node, Map)
    assert node.get("a") == Scalar(text, 1)


def test_a_bomb_costs_no_more_than_its_bytes() -> None:
    """Aliases are refused before anything is built of them."""
    levels = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    assert said("\n".join(levels)) == ["1 yaml-alias"]


@given(text=st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    """Any text gives a document, nothing, or problems with lines that the text has."""
    report = Report("x.md")
    parse_yaml(text, report)
    lines = len(text.splitlines()) + 1
    assert all(1 <= problem.place.line <= lines for problem in report.problems)
