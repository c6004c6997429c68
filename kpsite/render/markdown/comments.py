"""HTML comments in Markdown: notes to oneself, which are on no page and must be in no other file either."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_CODE = ("fence", "code_block")
# Comments in fences that begin a line are told from others without parsing, unless what is left of the text
# without these says that a fence may be none, for it stands in HTML, or that code may be without one.
_DOUBT = re.compile(
    r"^[ \t>]+[^\n]*?(?:```|~~~|<!--)|<!--(?![^\n]*-->)|^<(?:pre|script|style|textarea|\?|!(?!--))"
    r"|^<(?!!--)[^\n]*\n(?:[^\n]*\S[^\n]*\n)*?(?:```|~~~)",
    re.MULTILINE | re.IGNORECASE,
)
_FENCE_OR_COMMENT = re.compile(
    r"^(?P<fence>`{3,}(?=[^`\n]*\n)|~{3,})[^\n]*\n"
    r"(?:(?! {0,3}(?P=fence)[`~]*[ \t]*$)[^\n]*(?:\n|\Z))*(?: {0,3}(?P=fence)[`~]*[ \t]*$)?"
    r"|<!--[^\n]*?-->",
    re.MULTILINE,
)


def without_comments(text: str) -> str:
    """Give Markdown without its HTML comments; those in code blocks are part of the code, and stay.

    An open comment reaches to the end, as on a page. One in a code span is taken out as well: rather too
    much than a word too little.
    """
    if "<!--" not in text:
        return text
    if not _DOUBT.search(_FENCE_OR_COMMENT.sub(lambda found: found["fence"] or found[0], text)):
        return _FENCE_OR_COMMENT.sub(lambda found: found[0] if found["fence"] else "", text)
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
    # Start-up time: few texts have comments.
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").disable("inline")
