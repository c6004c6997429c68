"""Line endings: those of all systems become one, and the sign that is none in HTML becomes another."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore


def _normalise(state: StateCore) -> None:
    # Most texts have neither, which a look at them says sooner than a regular expression for each line.
    source = state.src
    if "\r" in source:
        source = source.replace("\r\n", "\n").replace("\r", "\n")
    state.src = source.replace("\0", "\ufffd")


def add(md: MarkdownIt) -> None:
    """Read a text with any line endings."""
    md.core.ruler.at("normalize", _normalise)
