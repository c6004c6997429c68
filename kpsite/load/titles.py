"""Titles that stand in the text, as a ``# Heading`` that opens it."""

from __future__ import annotations

import dataclasses
import re

from kpsite.load.documents import Document
from kpsite.model.nodes import Entry, Map, Scalar
from kpsite.render.markdown.plain import plain_text

_HEADING = re.compile(r"\s*#[ \t]+(?P<title>[^\n]+)(?:\n|\Z)")


def opening(body: str) -> str:
    """Give the ``# Heading`` that opens a text, with all that stands before it; empty when none does."""
    match = _HEADING.match(body)
    return match[0] if match else ""


def with_title(document: Document) -> Document:
    """Take a missing title from the words of a ``# Heading`` that opens the text, as files from elsewhere
    have it.
    """
    if document.matter.get("title") is not None:
        return document
    match = _HEADING.match(document.body)
    if match is None:
        return document
    line = document.line + document.body[: match.start("title")].count("\n")
    title = plain_text(f"# {match['title']}")
    if not title:
        return document
    entry = Entry("title", line, Scalar(title, line, plain=False))
    entries = (*(known for known in document.matter.entries if known.name != "title"), entry)
    rest = document.body[match.end() :]
    return dataclasses.replace(
        document,
        matter=Map(entries, document.matter.line),
        body=rest,
        line=document.line + document.body[: match.end()].count("\n"),
    )
