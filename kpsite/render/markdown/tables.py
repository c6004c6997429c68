"""Tables: in a frame that scrolls by itself on a narrow screen, aligned by classes."""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import table
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kpsite.render.markdown.context import Context, RenderRule, add_render_rule
from kpsite.render.markdown.words import TABLE


def _open(context: Context, _token: Token) -> str:
    # Regions are told apart by their names, so the tables of a text are counted.
    context.tables += 1
    label = escapeHtml(context.translate(TABLE) % {"number": context.tables})
    return f'<div class="table" tabindex="0" role="region" aria-label="{label}"><table>\n'


def _close(_context: Context, _token: Token) -> str:
    return "</table></div>\n"


def _cell(start: str) -> RenderRule:
    def render(_context: Context, token: Token) -> str:
        style = str(token.attrs.get("style", ""))
        return f'{start} class="align-{style.removeprefix("text-align:")}">' if style else f"{start}>"

    return render


def _cells(row: str) -> list[str]:
    """Split a row at its bars; only those behind backslashes are none, and need a look at each sign."""
    cells: list[str] = _split_escaped(row) if "\\" in row else row.split("|")
    return cells


_split_escaped: Callable[[str], list[str]] = table.__globals__["escapedSplit"]
# The parser's own rule, which spends a third of its time in that function, with the one above in its place.
_read = FunctionType(table.__code__, {**table.__globals__, "escapedSplit": _cells}, "table")


def _plain_corners(state: StateCore) -> None:
    """Make empty header cells plain ones: a header without words heads nothing (WCAG 2.2, technique H51)."""
    tokens = state.tokens
    for opening, text, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if opening.type == "th_open" and text.type == "inline" and not text.content.strip():
            opening.type, opening.tag = "td_open", "td"
            closing.type, closing.tag = "td_close", "td"


def add(md: MarkdownIt) -> None:
    """Read GFM tables."""
    md.block.ruler.at("table", _read, {"alt": ["paragraph", "reference"]})
    md.enable("table")
    md.core.ruler.push("plain_corners", _plain_corners)
    add_render_rule(md, "table_open", _open)
    add_render_rule(md, "table_close", _close)
    add_render_rule(md, "th_open", _cell('<th scope="col"'))
    add_render_rule(md, "td_open", _cell("<td"))
