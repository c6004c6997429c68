"""Short texts: testimonials, outcomes, questions. Emphasis, code and links; no blocks, no images, no HTML."""

from __future__ import annotations

from functools import lru_cache

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.common.utils import escapeHtml
from markdown_it.token import Token

from kpsite.render.markdown.addressing import scheme
from kpsite.render.markdown.context import plain
from kpsite.render.markdown.depth import INLINE_LIMIT
from kpsite.render.markdown.parser import Parser
from kpsite.render.markdown.plain import is_plain

_RULES = (
    "autolink",
    "backticks",
    "emphasis",
    "entity",
    "escape",
    "image",
    "link",
    "newline",
    "strikethrough",
)
_SCHEMES = ("http", "https", "mailto")


@lru_cache(maxsize=1)
def _inline_parser() -> Parser:
    parser = Parser("zero", {"maxNesting": INLINE_LIMIT, "xhtmlOut": False})
    parser.enable(_RULES)
    parser.written_addresses = True
    parser.learn()
    return parser


def render_inline(text: str, *, foreign: bool = False) -> str:
    """Render a short text as inline HTML.

    Links lead to http, https and mailto alone, images are their alternative text. ``foreign`` says that
    somebody else wrote the text, whose links the store does not vouch for.
    """
    text = text.strip()
    if is_plain(text):
        return escapeHtml(text)
    parser = _inline_parser()
    tokens = parser.parseInline(text, {})
    for token in tokens:
        if token.children:
            _restrict(token.children, "nofollow ugc noopener" if foreign else "noopener")
    return str(parser.renderer.render(tokens, parser.options, {}))


def _restrict(children: list[Token], rel: str) -> None:
    opened: list[Token] = []
    for token in children:
        if token.type == "image":
            token.type, token.content = "text", plain(token.children)
        elif token.type == "link_open":
            opened.append(token)
            address = str(token.attrs.get("href", "")).strip()
            token.hidden = scheme(address) not in _SCHEMES
            token.attrs = {"href": normalizeLink(address), "rel": rel}
        elif token.type == "link_close":
            token.hidden = opened.pop().hidden
