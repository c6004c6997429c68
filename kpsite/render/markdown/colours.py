"""Code with classes for its colours, as Pygments gives them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import TYPE_CHECKING

from pygments import highlight
from pygments.lexer import Lexer
from pygments.lexers import find_lexer_class, get_all_lexers, get_lexer_by_name
from pygments.token import STANDARD_TYPES, _TokenType
from pygments.util import ClassNotFound

from kpsite.render.markdown.lexing import quick, unhurried

if TYPE_CHECKING:
    from pygments.formatters import HtmlFormatter


def find_lexer(language: str) -> Lexer | None:
    """Give the lexer of a language, or None when nobody knows it."""
    for name, aliases, _, _ in get_all_lexers(plugins=False):
        if language.lower() in aliases and (found := find_lexer_class(name)):
            return quick(found)(stripnl=False)
    try:
        return get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return None


class _Spans(dict[_TokenType, str]):
    """The start tag for each type of token; empty for text."""

    def __missing__(self, kind: _TokenType) -> str:
        known, names = kind, [_class(kind)]
        while known not in STANDARD_TYPES:
            known = known.parent or known
            names.insert(0, _class(known))
        classes = " ".join(names)
        self[kind] = f'<span class="{classes}">' if classes else ""
        return self[kind]


def _class(kind: _TokenType) -> str:
    """Give the class of a type: its standard name, with what is more special behind it."""
    known, special = kind, ""
    while known not in STANDARD_TYPES and known.parent is not None:
        special = f"-{known[-1]}{special}"
        known = known.parent
    return STANDARD_TYPES.get(known, "") + special


_SPANS = _Spans()


@lru_cache(maxsize=32)
def _formatter(lines: tuple[int, ...]) -> HtmlFormatter[str]:
    # Start-up time: it loads all styles, and little code has marked lines.
    from pygments.formatters import HtmlFormatter

    return HtmlFormatter(nowrap=True, hl_lines=list(lines))


def coloured(code: str, lexer: Lexer, lines: tuple[int, ...]) -> str:
    """Give the HTML of code; ``lines`` are the numbers of those that are marked. Raises what lexers raise."""
    if lines:
        return highlight(code, lexer, _formatter(lines))
    try:
        return _coloured(lexer.get_tokens(code))
    except Exception:
        # Among the rules of several hundred lexers there may be some that cannot be tried together.
        return _coloured(unhurried(lexer).get_tokens(code))


def _coloured(tokens: Iterable[tuple[_TokenType, str]]) -> str:
    written: list[str] = []
    opened: str | None = None  # the start tag of what was written last in this line
    for kind, value in tokens:
        span = _SPANS[kind]
        text = escape(value, quote=False) if "&" in value or "<" in value or ">" in value else value
        if "\n" in text:
            *whole, text = text.split("\n")
            for part in whole:
                if part and span != opened:
                    written.append(f"{'</span>' if opened else ''}{span}{part}{'</span>' if span else ''}\n")
                else:
                    written.append(f"{part}{'</span>' if opened else ''}\n")
                opened = None
        if text and span == opened:
            written.append(text)
        elif text:
            written.append(f"</span>{span}{text}" if opened else f"{span}{text}")
            opened = span
    if opened is not None:
        written.append("</span>\n" if opened else "\n")
    return "".join(written)
