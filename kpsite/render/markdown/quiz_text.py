"""Texts whose questions are plain Markdown, for programs, feeds and the index: no answer is given away."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def without_answers(text: str) -> str:
    """Give Markdown in which questions are ordinary text and lists: no marks, no feedback, no solutions.

    A text without questions comes back as it is.
    """
    if ":::" not in text or "quiz" not in text.lower():
        return text
    # Start-up time: few texts ask anything.
    from kpsite.model.prose import Prose
    from kpsite.render.markdown.context import environment, new_context  # the same

    context = new_context(Prose(text, "", 1, ""), str)
    _parser().parse(text, environment(context))
    lines = text.split("\n")
    for asked in reversed(context.quizzes):
        lines[asked.begin : asked.end] = asked.plain
    return "\n".join(lines)


@cache
def _parser() -> MarkdownIt:
    # Start-up time, as above.
    from kpsite.render.markdown.parser import make_parser

    return make_parser()
