"""Cutting a lesson in two at ``<!-- paywall -->``, and finding ``<!-- more -->``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kpsite.load.documents import Document
from kpsite.model.report import Report
from kpsite.render.markdown.quiz_text import without_answers

if TYPE_CHECKING:
    from markdown_it.token import Token

_PAYWALL = re.compile(r"<!--+\s*paywall\s*-*-->", re.IGNORECASE)
# A line with nothing but the word in angle brackets of some kind, behind the marks of lists and quotes: meant
# as a marker, and no reader should find out first that it is none.
_ALIKE = re.compile(r"^[ \t>*+\-0-9.)]*<[^\w\n]*pay[ \t_-]?wall[^\w\n]*$", re.IGNORECASE | re.MULTILINE)
# Quotes and lists as deep as anybody nests them; deeper ones are found line by line.
_NESTING = 100
_MORE = re.compile(r"^[ \t]*<!--\s*more\s*-->[ \t]*$", re.MULTILINE)


def cut(document: Document, report: Report) -> tuple[str, str]:
    """Give what stands above the paywall marker and what stands below; without a marker everything stands
    above.

    A marker that is not alone on a line, that stands in a code block or a list, a second one, or one with a
    slip in it is noted as an error, and then everything stands below: a mistake never opens text. Inline code
    may name the marker.
    """
    if "wall" not in document.body.lower():  # as in nearly every text; looking for the patterns takes longer
        return document.body, ""
    if not _PAYWALL.search(document.body) and not _ALIKE.search(document.body):
        return document.body, ""
    # Start-up time: stores that sell nothing have no paywall.
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark", {"maxNesting": _NESTING}).parse(document.body)
    blocks = [
        (token.map[0], token.map[1])
        for token in tokens
        if token.map
        and token.level == 0
        and token.type == "html_block"
        and _PAYWALL.fullmatch(token.content.strip())
    ]
    lines = [first for first, _ in blocks]
    wrong = list(_misplaced(tokens, set(lines)))
    alike = _alike(document.body, tokens, wrong)
    for line in wrong:
        report.error(
            document.line + line,
            "misplaced-paywall",
            "found a paywall marker inside other text",
            "put it alone on a line, outside lists, quotes and code",
        )
    for line in alike:
        hint = "write <!-- paywall --> alone on a line; to show it as text, put it in backquotes"
        message = "found what looks like a paywall marker and is none"
        report.error(document.line + line, "misplaced-paywall", message, hint)
    for line in lines[1:]:
        report.error(
            document.line + line,
            "second-paywall",
            f"found a second paywall marker; the first stands on line {document.line + lines[0]}",
            "keep one",
        )
    if wrong or alike or len(lines) > 1:
        return "", document.body
    if not lines:
        return document.body, ""
    parts = document.body.split("\n")
    first, end = blocks[0]
    return "\n".join(parts[:first]), "\n".join(parts[end:])


def _alike(text: str, tokens: Iterable[Token], told: Iterable[int]) -> list[int]:
    """Give the lines that look like a marker: none of those told of already, of true markers, or of code."""
    known = set(told)
    for token in tokens:
        if token.map and (
            token.type in ("fence", "code_block")
            or (token.type == "html_block" and _PAYWALL.fullmatch(token.content.strip()))
        ):
            known.update(range(*token.map))
    return sorted({text.count("\n", 0, match.start()) for match in _ALIKE.finditer(text)} - known)


def _misplaced(tokens: list[Token], good: set[int]) -> list[int]:
    wrong = []
    for token in tokens:
        line = token.map[0] if token.map else 0
        if (
            token.type in ("html_block", "fence", "code_block")
            and line not in good
            and _PAYWALL.search(token.content)
        ):
            offset = token.content[: _PAYWALL.search(token.content).start()].count("\n")  # type: ignore[union-attr]
            wrong.append(line + offset + (1 if token.type == "fence" else 0))
        elif token.type == "inline" and any(
            child.type == "html_inline" and _PAYWALL.search(child.content) for child in token.children or ()
        ):
            wrong.append(line)
    return wrong


def excerpt(text: str) -> str:
    """Give what stands above ``<!-- more -->``, or the first paragraph that is no heading or image."""
    text = without_answers(text)
    match = _MORE.search(text)
    if match:
        return text[: match.start()]
    for paragraph in re.split(r"\n[ \t]*\n", text):
        stripped = paragraph.strip()
        if stripped and not stripped.startswith(("#", "![", "<", ":::", "|", "```", "---", ">")):
            return stripped
    return ""


# Chinese, Japanese and Korean, which put no spaces between words.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
WORDS_A_MINUTE = 200
CHARACTERS_A_MINUTE = 350


def reading_minutes(text: str) -> int:
    """Give how many minutes a text takes to read: 200 words (what stands between spaces), or 350 Chinese,
    Japanese or Korean characters, to a minute; 0 for no text.
    """
    if not any(letter.isalnum() for letter in text):
        return 0
    characters = 0
    if not text.isascii():
        text, characters = _UNSPACED.subn(" ", text)
    return max(1, round(len(text.split()) / WORDS_A_MINUTE + characters / CHARACTERS_A_MINUTE))
