"""Headings: anchors, permanent links, and the table of contents."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kpsite.model.prose import TocEntry
from kpsite.render.markdown import attributes
from kpsite.render.markdown.context import Context, add_render_rule, context_of, plain
from kpsite.render.markdown.ids import slug
from kpsite.render.markdown.words import HEADING_LINK


def _number(state: StateCore) -> None:
    """Give every heading its anchor; those that stand in no other block make the table of contents."""
    context = context_of(state.env)
    headings = [
        (token, state.tokens[i + 1], state.tokens[i + 2])
        for i, token in enumerate(state.tokens)
        if token.type == "heading_open" or (token.type == "callout_title_open" and token.markup)
    ]
    for opening, _, _ in headings:  # anchors that the author chose go before those made from words
        _choose(context, opening)
    for opening, inline, closing in headings:
        # The page's own title is its h1, so the text's begin one below it.
        if opening.tag == "h1":
            opening.tag = closing.tag = "h2"
        text = " ".join(plain(inline.children).split())
        if not inline.children:
            offset = opening.map[0] if opening.map else 0
            context.warn(offset, "empty-heading", "the heading has no words", "give it some, or take it out")
            continue
        if "id" not in opening.attrs:
            opening.attrs["id"] = context.unique_id(slug(text))
        if opening.type == "heading_open":
            _level(context, opening, closing, text)


def _choose(context: Context, opening: Token) -> None:
    offset = opening.map[0] if opening.map else 0
    raw = opening.meta.pop(attributes.META, {})
    for key, value in attributes.check(context, raw, offset).items():
        opening.attrs[key] = value


def _level(context: Context, opening: Token, closing: Token, text: str) -> None:
    closing.meta["heading"] = (str(opening.attrs["id"]), text)
    opening.meta["linked"] = True
    if opening.level == 0 and text:
        context.toc.append(TocEntry(int(opening.tag[1]), str(opening.attrs["id"]), text))


def _open(_context: Context, token: Token) -> str:
    if "linked" not in token.meta:
        return ""
    written = "".join(f' {key}="{escapeHtml(str(value))}"' for key, value in token.attrs.items())
    return f'<div class="heading"><{token.tag}{written}>'


def _close(context: Context, token: Token) -> str:
    if "heading" not in token.meta:
        return ""
    anchor, text = token.meta["heading"]
    label = escapeHtml(context.translate(HEADING_LINK) % {"title": text})
    link = f'<a class="permalink" href="#{escapeHtml(anchor)}" aria-label="{label}">#</a>'
    return f"</{token.tag}>{link}</div>\n"


def add(md: MarkdownIt) -> None:
    """Give headings anchors."""
    md.core.ruler.push("headings", _number)
    add_render_rule(md, "heading_open", _open)
    add_render_rule(md, "heading_close", _close)
