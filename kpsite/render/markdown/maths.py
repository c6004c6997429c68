"""Mathematics: ``$…$`` and ``$$…$$`` become MathML, which browsers show without a script."""

from __future__ import annotations

import html
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.dollarmath.index import math_block_dollar, math_inline_dollar

from kpsite.render.markdown.context import Context, add_render_rule, shown

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_LONGEST = 4000  # characters; a formula is a line or a few, and the converter recurses
# MathML Core (https://www.w3.org/TR/mathml-core/) and the older elements that the converter writes; nothing
# that links, loads or holds HTML.
_TAGS = """
    math menclose merror mfenced mfrac mi mlabeledtr mmultiscripts mn mo mover mpadded mphantom mprescripts
    mroot mrow ms mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none
"""
_ATTRIBUTES = """
    accent accentunder bevelled close columnalign columnlines columnspacing columnspan depth display
    displaystyle fence form frame framespacing height largeop linebreak linethickness lspace mathbackground
    mathcolor mathsize mathvariant maxsize minlabelspacing minsize movablelimits notation open rowalign
    rowlines rowspacing rowspan rspace scriptlevel separator separators side stretchy symmetric voffset width
"""
_PARTS = {
    "mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3
}  # fmt: skip
_COMMAND = re.compile(r"\\[A-Za-z]+")
TAGS = frozenset(_TAGS.split())
ATTRIBUTES = frozenset(_ATTRIBUTES.split())


class BadFormulaError(Exception):
    """A formula that cannot be converted; its text says why."""


@lru_cache(maxsize=512)
def mathml(source: str, display: str) -> str:
    r"""Convert LaTeX to MathML; ``display`` is ``inline`` or ``block``.

    Raises BadFormulaError. The result is made of known elements and attributes alone, so that no ``\href``
    or ``\style`` in a formula reaches a page.
    """
    from latex2mathml.converter import Converter

    if len(source) > _LONGEST:
        raise BadFormulaError(f"it is longer than {_LONGEST} characters")
    try:
        tree = Converter(display=display).convert_to_element(source)
        written = _write(tree)
    except BadFormulaError:
        raise
    except Exception as fault:
        # The converter raises whatever its parsing runs into: its own errors, IndexError, KeyError,
        # RecursionError.
        name = type(fault).__name__.removesuffix("Error")
        words = "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip()
        raise BadFormulaError(words) from fault
    if not source.strip():
        raise BadFormulaError("it is empty")
    return written


def _write(node: Element) -> str:
    """Write an element with its text escaped, which the converter itself does not do."""
    inner = _text(node.text) + "".join(_write(child) + _text(child.tail) for child in node)
    if node.tag not in TAGS:
        return inner
    if len(node) != _PARTS.get(node.tag, len(node)):
        raise BadFormulaError("a part of a fraction, root, index or power is missing")
    if node.text and (unknown := _COMMAND.fullmatch(node.text)):
        raise BadFormulaError(f"the command {unknown.group()} is not known")
    kept = ((name, value) for name, value in node.attrib.items() if name in ATTRIBUTES)
    written = "".join(f' {name}="{escapeHtml(value)}"' for name, value in kept)
    return f"<{node.tag}{written}>{inner}</{node.tag}>"


def _text(text: str | None) -> str:
    return escapeHtml(html.unescape(text)) if text else ""  # the converter writes symbols as references


def resolve(context: Context, token: Token, offset: int) -> None:
    """Convert the formula of a token; a bad one is shown as code."""
    display = "inline" if token.type == "math_inline" else "block"
    try:
        token.meta["html"] = mathml(token.content.strip(), display)
    except BadFormulaError as fault:
        message = f'the formula "{shown(token.content)}" cannot be read: {fault}'
        hint = "write LaTeX between the dollar signs, or \\$ for a dollar sign"
        context.warn(offset, "bad-maths", message, hint)
        token.meta["html"] = f"<code>{escapeHtml(token.content.strip())}</code>"


def _inline(_context: Context, token: Token) -> str:
    return str(token.meta["html"])


def _display(_context: Context, token: Token) -> str:
    return f'<div class="math" tabindex="0">{token.meta["html"]}</div>\n'


_read_inline = math_inline_dollar(allow_space=False, allow_digits=False, allow_double=True)


def _inline_rule(state: StateInline, silent: bool) -> bool:
    before = state.src[max(state.pos - 1, 0) : state.pos]
    return not (before.isascii() and before.isalnum()) and _read_inline(state, silent)  # not in US$5


def add(md: MarkdownIt) -> None:
    """Read formulas, as Pandoc does: ``$5 and $10`` are prices."""
    md.inline.ruler.before("escape", "math_inline", _inline_rule)
    md.block.ruler.before("fence", "math_block", math_block_dollar(allow_labels=False))
    add_render_rule(md, "math_inline", _inline)
    add_render_rule(md, "math_inline_double", _inline)
    add_render_rule(md, "math_block", _display)
