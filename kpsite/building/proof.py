"""The last look before anything is published: what seemed closed in a file is compared with what is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from kpsite.building.store import Prepared
from kpsite.building.studio import Piece
from kpsite.model.lesson import ClosedParts, Lesson
from kpsite.problems import Place, Problem, error
from kpsite.sealing.leaks import closed_runs, joined

HINT = "nothing was published; if it may be read by everybody, say it in open text as well"


def leaks(prepared: Prepared, pieces: Iterable[Piece]) -> list[Problem]:
    """Give an error for every file that holds closed text or media, naming file and lesson."""
    suspicious = [piece for piece in pieces if piece.suspicion]
    if not suspicious:
        return []
    site = prepared.site
    public = joined(public_texts(site))
    closed = [
        (lesson, joined(_closed_texts(lesson.closed.reveal())))
        for course in site.courses
        if site.sealed(course)
        for lesson in course.lessons
        if lesson.closed is not None
    ]
    return [problem for piece in suspicious for problem in _of(piece, closed, public, prepared)]


def _of(
    piece: Piece, closed: list[tuple[Lesson, bytes]], public: bytes, prepared: Prepared
) -> Iterator[Problem]:
    for lesson, text in closed:
        if any(closed_runs(run, text, public) for run in piece.suspicion.runs):
            message = f'found closed text of this lesson in "{piece.path}", which everybody can read'
            yield error(Place(lesson.path), "leak", message, HINT)


def _closed_texts(parts: ClosedParts) -> list[str]:
    return [parts.body.text, *([parts.transcript.text] if parts.transcript else [])]


def public_texts(thing: object) -> Iterator[str]:
    """Give every text of a store that is public: all strings that its values hold, closed ones excepted."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple | list):
        for one in thing:
            yield from public_texts(one)
    elif hasattr(thing, "values") and hasattr(thing, "items"):
        yield from public_texts(list(thing.values()))
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from public_texts(getattr(thing, field.name))
