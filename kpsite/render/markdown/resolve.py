"""One walk over all tokens: addresses are looked up, formulas converted, raw HTML prepared.

Then paragraphs that hold nothing but an image, a media file or a video elsewhere become figures, players and
facades.
"""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from kpsite.model.prose import Asset, Picture
from kpsite.render.markdown import attributes, figures, links, maths, rawhtml
from kpsite.render.markdown.context import Context, add_render_rule, context_of, plain
from kpsite.render.markdown.embeds import Embed
from kpsite.render.markdown.media import is_playable

_META = "alone"
_BREAKS = ("softbreak", "hardbreak")


def _walk(state: StateCore) -> None:
    context = context_of(state.env)
    offset = 0
    for token in state.tokens:
        if token.map:
            offset = token.map[0]
        if token.type == "inline" and token.children:
            _inline(context, token.children, offset)
        elif token.type == "html_block":
            rawhtml.read_block(context, token, offset)
        elif token.type == "math_block":
            maths.resolve(context, token, offset)
    rawhtml.warn_unclosed(context, context.open_html)


def _inline(context: Context, children: list[Token], offset: int) -> None:
    if len(children) == 1 and children[0].type == "text":
        return
    index = 0
    closers: rawhtml.Closers | None = None
    while index < len(children):  # links may grow a text while we walk
        token = children[index]
        kind = token.type
        if kind in _BREAKS:
            offset += 1
        elif kind == "link_open":
            links.read(context, children, index, offset)
        elif kind == "image":
            figures.read(context, token, offset)
        elif kind == "html_inline":
            closers = rawhtml.closers(children) if closers is None else closers
            lines = token.content.count("\n")
            rawhtml.read_inline(context, token, offset, closers, index)
            offset += lines
        elif kind in ("math_inline", "math_inline_double"):
            maths.resolve(context, token, offset)
        elif attributes.META in token.meta and kind in ("code_inline", "span_open"):
            token.attrs = dict(attributes.take(context, token, offset))
        index += 1


def _stand_alone(state: StateCore) -> None:
    """Replace paragraphs of one image or media link by a token that is rendered as a block."""
    tokens = state.tokens
    kept: list[Token] = []
    done = 0
    for index, token in enumerate(tokens):
        # The last paragraph of a footnote goes on behind its words, with the way back.
        if token.type != "paragraph_open" or tokens[index + 2].type != "paragraph_close":
            continue
        image = _only_image(tokens[index + 1].children)
        if image is not None:
            block = Token("figure", "figure", 0, map=token.map, level=token.level, block=True)
            block.meta[_META] = image
            kept += tokens[done:index]
            kept.append(block)
            done = index + 3
    if done:
        state.tokens = kept + tokens[done:]


def _only_image(children: list[Token] | None) -> figures.Image | None:
    """Give what a paragraph shows when it holds nothing else; None for all other paragraphs."""
    if not children or children[0].type not in ("image", "link_open"):
        return None
    first, last = children[0], children[-1]
    if first.type == "image":
        image = figures.image_of(first) if first is last else None
        return image if image and _is_shown(image.target) else None
    target = first.meta.get("target")
    if not isinstance(target, Embed) and not is_playable(target):
        return None
    if last.type != "link_close" or sum(token.type == "link_open" for token in children) != 1:
        return None
    words = plain(children[1:-1]).strip()
    if isinstance(target, Embed):
        title = "" if first.info == "auto" or words == target.original else words
        return figures.Image(target.original, title, "", {}, target)
    return figures.Image(str(first.meta["address"]), words, words, {}, target)


def _is_shown(target: object) -> bool:
    return isinstance(target, (Picture, Embed)) or (isinstance(target, Asset) and is_playable(target))


def _figure(context: Context, token: Token) -> str:
    return figures.alone(context, token.meta[_META])


def add(md: MarkdownIt) -> None:
    """Resolve what stands in a text."""
    md.core.ruler.push("resolve", _walk)
    md.core.ruler.push("stand_alone", _stand_alone)
    add_render_rule(md, "figure", _figure)
