"""Footnotes: marks and notes that lead to each other, named for screen readers.

Note ``n`` has the identifier ``fn:n`` and its mark ``fnref:n``, which no heading can have; a theme may set
notes beside the text by these.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.footnote.index import footnote_ref

from kpsite.render.markdown.context import Context, add_render_rule, context_of, shown
from kpsite.render.markdown.tokens import first_line
from kpsite.render.markdown.words import BACK_TO_TEXT, FOOTNOTE, FOOTNOTES

_LABEL = re.compile(r"\[\^[^ \n\]]{1,200}\]")
_DEFINITIONS = "footnote_reference_open"


def _note_unused(state: StateCore) -> None:
    """Warn of notes that nothing refers to: they are left out, which their author may not expect."""
    if "footnotes" not in state.env:
        return
    context = context_of(state.env)
    used = {data.get("label") for data in state.env.get("footnotes", {}).get("list", {}).values()}
    for token in state.tokens:
        if token.type == _DEFINITIONS and token.meta["label"] not in used:
            label = shown(token.meta["label"])
            hint = f"refer to it with [^{label}]; until then it is left out"
            message = f'nothing refers to the footnote "{label}"'
            context.warn(first_line(token), "unused-footnote", message, hint)


def _number(token: Token) -> tuple[int, str]:
    """Give a note's number, and the suffix that tells its marks apart."""
    again = token.meta.get("subId", 0)
    return token.meta["id"] + 1, f":{again + 1}" if again else ""


def _reference(context: Context, token: Token) -> str:
    number, again = _number(token)
    context.ids.add(f"fnref:{number}{again}")
    label = escapeHtml(context.translate(FOOTNOTE) % {"number": number})
    return (
        f'<sup class="footnote-ref"><a href="#fn:{number}" id="fnref:{number}{again}" role="doc-noteref" '
        f'aria-label="{label}">{number}</a></sup>'
    )


def _section(context: Context, _token: Token) -> str:
    label = escapeHtml(context.translate(FOOTNOTES))
    return f'<section class="footnotes" role="doc-endnotes" aria-label="{label}">\n<ol>\n'


def _section_end(_context: Context, _token: Token) -> str:
    return "</ol>\n</section>\n"


def _note(context: Context, token: Token) -> str:
    number, _ = _number(token)
    context.ids.add(f"fn:{number}")
    return f'<li id="fn:{number}">'


def _note_end(_context: Context, _token: Token) -> str:
    return "</li>\n"


def _back(context: Context, token: Token) -> str:
    number, again = _number(token)
    label = escapeHtml(context.translate(BACK_TO_TEXT) % {"number": f"{number}{again}"})
    # The variation selector keeps the arrow from being shown as an emoji.
    arrow = "\u21a9\ufe0e"
    return (
        f' <a href="#fnref:{number}{again}" class="footnote-backref" role="doc-backlink" '
        f'aria-label="{label}">{arrow}</a>'
    )


def _reference_rule(state: StateInline, silent: bool) -> bool:
    """Look for the end of a label first, and not further than labels go: there may be many beginnings."""
    return _LABEL.match(state.src, state.pos) is not None and footnote_ref(state, silent)


def add(md: MarkdownIt) -> None:
    """Read footnotes."""
    md.use(footnote_plugin)
    md.inline.ruler.at("footnote_ref", _reference_rule)
    md.core.ruler.before("footnote_tail", "unused_footnotes", _note_unused)
    add_render_rule(md, "footnote_ref", _reference)
    add_render_rule(md, "footnote_block_open", _section)
    add_render_rule(md, "footnote_block_close", _section_end)
    add_render_rule(md, "footnote_open", _note)
    add_render_rule(md, "footnote_close", _note_end)
    add_render_rule(md, "footnote_anchor", _back)
