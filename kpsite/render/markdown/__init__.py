"""Markdown to HTML: kpsite's dialect, its addresses, and short inline texts. Values in, values out.

``addresses`` finds what a text refers to, somebody resolves that into a ``Prose``, and ``render`` makes the
HTML with a parser of ``make_parser``.
"""

from __future__ import annotations

from kpsite.render.markdown.addressing import addresses
from kpsite.render.markdown.inline import plain_text, render_inline
from kpsite.render.markdown.parser import base_parser, make_parser
from kpsite.render.markdown.rendering import Rendered, render

__all__ = ["Rendered", "addresses", "base_parser", "make_parser", "plain_text", "render", "render_inline"]
