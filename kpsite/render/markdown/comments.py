"""HTML comments in Markdown: notes to oneself, which are on no page and must be in no other file either."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CODE = ("fence", "code_block")


def without_comments(text: str) -> str:
    """Give Markdown without its HTML comments; those in code blocks are part of the code, and stay.

    An open comment reaches to the end, as on a page. One in a code span is taken out as well: rather too
    much than a word too little.
    """
    if "<!--" not in text:
        return text
    lines = [f"{line}\n" for line in text.split("\n")]
    made, done = [], 0
    for begin, end in _code_lines(text):
        made.append(_COMMENT.sub("", "".join(lines[done:begin])))
        made.append("".join(lines[begin:end]))
        done = end
    return "".join([*made, _COMMENT.sub("", "".join(lines[done:]))]).removesuffix("\n")


def without_any_comment(text: str) -> str:
    """Give Markdown without anything that looks like an HTML comment, also in code: quick, for an index."""
    return _COMMENT.sub("", text) if "<!--" in text else text


def _code_lines(text: str) -> list[tuple[int, int]]:
    """Give the lines (first, behind the last) of the code blocks that stand by themselves: in a list or a
    quote, a comment behind the block could be taken for part of it.
    """
    tokens = _parser().parse(text)
    return [(one.map[0], one.map[1]) for one in tokens if one.type in _CODE and one.map and not one.level]


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").disable("inline")
