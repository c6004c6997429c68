"""What creators are told when YAML cannot be read: the line on which they slipped, and what would be right.

The parser's own words are for those who know YAML, and its line is often the one after.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import yaml

Rule = Callable[[str], str]
"""Gives what would be right for a line, or an empty text when the line is not of its kind."""

_KEY = r"\s*(?:-\s+)*(?:[^\s:#\"'][^:]*:\s+)?"
_MERGE = re.compile(r"^(?:<{7} |={7}$|>{7} )", re.MULTILINE)
_INVISIBLE = re.compile("[\x85\u2028\u2029]")


def explain(text: str, wrong: yaml.MarkedYAMLError) -> tuple[int, str]:
    """Give the 0-based line of ``text`` to look at, and what would be right there."""
    for pattern, hint in (
        (_MERGE, "two versions of this file were not merged to the end: keep one, and take out these lines"),
        (_INVISIBLE, "there is an invisible line break in this line, as some editors paste it: take it out"),
    ):
        found = pattern.search(text)
        if found is not None:
            return text.count("\n", 0, found.start()), hint
    context = wrong.context or ""
    if (
        "quoted scalar" in context
        and wrong.context_mark is not None
        and "end of stream" in str(wrong.problem)
    ):
        return wrong.context_mark.line, "close the quotation mark that opens on this line"
    early = wrong.context_mark if "expected ':'" in str(wrong.problem) else None
    mark = early or wrong.problem_mark or wrong.context_mark
    line = mark.line if mark is not None else 0
    lines = text.split("\n")
    shown = lines[line] if line < len(lines) else ""
    return line, next(filter(None, (rule(shown) for rule in RULES)), _OTHERWISE)


def _tab(line: str) -> str:
    indent = line[: len(line) - len(line.lstrip())]
    return "indent with spaces, not with tabs" if "\t" in indent else ""


def _wide_colon(line: str) -> str:
    wide = re.match(r"\s*(?:-\s+)*[\w-]+：", line)
    return 'write a plain colon with a space behind it (":"), not a wide one ("：")' if wide else ""


def _narrow(line: str) -> str:
    narrow = re.match(r"\s*(?:-\s+)*[A-Za-z_]+:(?![\s/])", line)
    return "put a space behind the colon" if narrow else ""


def _sign(line: str) -> str:
    found = re.match(_KEY + r"([@`%*&!|>{}\[\],?])", line)
    return f"put text that begins with {found[1]} in quotes" if found else ""


def _quotes(line: str) -> str:
    found = re.match(_KEY + r"([\"'])", line)
    other = {'"': "'", "'": '"'}
    return f"put text with {found[1]} in it between {other[found[1]]} and {other[found[1]]}" if found else ""


def _colons(line: str) -> str:
    return "put text that contains a colon in quotes" if line.count(": ") > 1 else ""


RULES: tuple[Rule, ...] = (_tab, _wide_colon, _narrow, _sign, _quotes, _colons)
_OTHERWISE = "compare the indentation, and put text with special characters in quotes"
