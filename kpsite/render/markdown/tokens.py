"""Tokens: making them at half the cost of the parser's own constructor, since a text has hundreds of them,
and saying where they stand.
"""

from __future__ import annotations

from typing import Literal

from markdown_it.token import Token

_new = Token.__new__


def make(kind: str, tag: str, nesting: Literal[-1, 0, 1], level: int, content: str = "") -> Token:
    """Give a token of what stands within a block with these fields, and the defaults of all others."""
    token = _new(Token)
    token.type = kind
    token.tag = tag
    token.nesting = nesting
    token.attrs = {}
    token.map = None
    token.level = level
    token.children = None
    token.content = content
    token.markup = token.info = ""
    token.meta = {}
    token.block = False
    token.hidden = False
    return token


def first_line(token: Token) -> int:
    """Give the 0-based line of the text at which a block begins."""
    return token.map[0] if token.map else 0
