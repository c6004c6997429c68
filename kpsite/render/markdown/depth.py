"""Nesting: blocks deeper than the parser goes are left out, which is said."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore, inline

from kpsite.render.markdown.context import context_of
from kpsite.render.markdown.tokens import first_line

LIMIT = 100  # blocks within blocks; each level is a few frames of the interpreter's stack
INLINE_LIMIT = 20  # emphasis, links and brackets within one another
_HOLDERS = ("blockquote_open", "list_item_open", "dd_open", "callout_open")


def _check(state: StateCore) -> None:
    for token in state.tokens:
        if token.level >= LIMIT - 1 and token.type in _HOLDERS:
            message = f"blocks are nested more than {LIMIT} deep"
            hint = "what is deeper is left out; nest less"
            context_of(state.env).warn(first_line(token), "too-deep", message, hint)
            return


def _inline(state: StateCore) -> None:
    """Read the inline text, with a limit of its own since every bracket is tried to that depth."""
    options = state.md.options
    options["maxNesting"] = INLINE_LIMIT
    try:
        inline(state)
    finally:
        options["maxNesting"] = LIMIT


def add(md: MarkdownIt) -> None:
    """Limit nesting."""
    md.options["maxNesting"] = LIMIT
    md.core.ruler.at("inline", _inline)
    md.core.ruler.after("block", "depth", _check)
