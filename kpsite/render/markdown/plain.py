"""The words of a text without its markup. Most short texts need no parser, so none is loaded for them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

# One line of words in which no rule finds anything.
_WORDS = re.compile(r"[^\W\d_](?:[^\W_]|[ ,;.?!'\"()/%-]|[’‘“”…–—，。！？；：、（）《》])*")


def is_plain(text: str) -> bool:
    """Tell whether a text is one line of words without any markup."""
    return _WORDS.fullmatch(text) is not None


def plain_text(text: str) -> str:
    """Give the words of a Markdown text on one line: no markup, code blocks, HTML or footnotes."""
    if is_plain(text):
        return " ".join(text.split())
    # Start-up time: this way comes what has markup.
    from kpsite.render.markdown.context import plain

    words: list[str] = []
    for token in _parser().parse(text, {}):
        if token.type == "footnote_block_open":
            break
        if token.type == "inline":
            words.append(plain(token.children))
    return " ".join(" ".join(words).split())


@cache
def _parser() -> MarkdownIt:
    # The same.
    from kpsite.render.markdown.parser import make_parser

    return make_parser()
