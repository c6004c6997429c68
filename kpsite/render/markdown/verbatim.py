"""``{{ … }}`` is another program's, and stands in the page as it was written."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_LONGEST = 1000  # characters from brace to brace


def _rule(state: StateInline, silent: bool) -> bool:
    start = state.pos
    if not state.src.startswith("{{", start):
        return False
    end = state.src.find("}}", start + 2, min(start + _LONGEST, state.posMax))
    if end < 0 or "\n" in (text := state.src[start : end + 2]):
        return False
    if not silent:
        state.push("text_special", "", 0).content = text
    state.pos = end + 2
    return True


def add(md: MarkdownIt) -> None:
    """Leave double braces alone."""
    md.inline.ruler.after("text", "verbatim", _rule)
