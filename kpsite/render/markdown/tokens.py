"""Tokens, made at half the cost of the parser's own constructor: a text of a few pages has hundreds."""

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
