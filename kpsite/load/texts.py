"""What of a lesson its text alone decides, and the text that a changed file would give it.

Most saves change words and nothing else: neither keys, nor what is open, nor what the text leads to. Then the
rest of the store need not be looked at.
"""

from __future__ import annotations

import dataclasses
import hashlib

from kpsite.load.documents import Document, read_document
from kpsite.load.paywall import cut, reading_minutes
from kpsite.load.variants import with_title
from kpsite.model.lesson import Lesson
from kpsite.model.prose import Prose
from kpsite.model.report import Report
from kpsite.render.fingerprint import Fingerprints
from kpsite.render.markdown.addressing import addresses
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The open text of a lesson, with all that must stay for a new text to change nothing else.

    ``keys`` is a digest of the front matter, ``closed`` of what stands below the paywall; ``whole`` says that
    a paywall would close nothing; ``minutes`` is how long the text takes to read, 0 where a key says it.
    """

    prose: Prose
    keys: bytes
    closed: bytes
    whole: bool
    minutes: int


def text_of(lesson: Lesson, document: Document, *, buyer: bool) -> Text | None:
    """Give the text of a lesson that came from ``document``; None for one of which nothing is open.

    ``buyer`` says that the store is shown as buyers see it.
    """
    if lesson.open is None:
        return None
    document = with_title(document)
    below = cut(document, Report(document.path))[1]
    minutes = 0 if lesson.matter.duration else lesson.minutes
    return Text(lesson.open, _keys(document), _digest(below), buyer or lesson.state == "free", minutes)


def changed_text(known: Text, data: bytes) -> Text | None:
    """Give the text that the file's new bytes make; None when they change more than the text."""
    report = Report(known.prose.path)
    document = read_document(known.prose.path, data, report)
    if document is None or report.problems:
        return None
    document = with_title(document)
    above, below = cut(document, report)
    if report.problems or _keys(document) != known.keys or _digest(below) != known.closed:
        return None
    if known.minutes and reading_minutes(document.body) != known.minutes:
        return None
    text = above + "\n" + below if known.whole and below else above
    targets = dict(known.prose.targets)
    found = addresses(text)
    if set(found) != targets.keys() or _players(known.prose.text) != _players(text):
        return None
    prose = dataclasses.replace(
        known.prose, text=text, line=document.line, targets=tuple((name, targets[name]) for name in found)
    )
    return dataclasses.replace(known, prose=prose)


def _players(text: str) -> set[str]:
    seen = Fingerprints()
    seen.of(Prose(text, "", 1, ""))
    return seen.frames


def _keys(document: Document) -> bytes:
    return _digest(f"{document.line} {document.matter!r}")


def _digest(text: str) -> bytes:
    return hashlib.blake2b(text.encode(), digest_size=16).digest()
