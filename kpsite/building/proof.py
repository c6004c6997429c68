"""The last look before anything is published: what seemed closed in a file is compared with what is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kpsite.building.piece import Piece
from kpsite.building.sealed import Sealed
from kpsite.building.store import Prepared
from kpsite.load.media import MediaFile
from kpsite.model.lesson import ClosedParts, Lesson
from kpsite.problems import Place, Problem, error
from kpsite.sealing.leaks import Suspicion, closed_runs, joined

HINT = "nothing was published; if it may be read by everybody, say it in open text as well"


def leaks(prepared: Prepared, sealed: Sealed, pieces: Iterable[Piece]) -> list[Problem]:
    """Give an error for every file that holds closed text or media, naming file and lesson."""
    suspicious = [(piece.path, piece.suspicion) for piece in pieces if piece.suspicion]
    if not suspicious:
        return []
    site = prepared.site
    given = {output.make.path for output in sealed.outputs if isinstance(output.make, MediaFile)}
    public = joined(public_texts(site))
    closed = [
        (lesson, joined(_closed_texts(lesson.closed.reveal())))
        for course in site.courses
        if site.sealed(course)
        for lesson in course.lessons
        if lesson.closed is not None
    ]
    found: list[Problem] = []
    media = [file for file in dict.fromkeys(sealed.sealer.guard.media) if file.path not in given]
    for path, suspicion in suspicious:
        found += [*_texts(path, suspicion, closed, public), *_media(path, suspicion, media, prepared.real)]
    return found


def _texts(
    path: str, suspicion: Suspicion, closed: list[tuple[Lesson, bytes]], public: bytes
) -> Iterator[Problem]:
    for lesson, text in closed:
        if any(closed_runs(run, text, public) for run in suspicion.runs):
            message = f'found closed text of this lesson in "{path}", which everybody can read'
            yield error(Place(lesson.path), "leak", message, HINT)


def _media(
    path: str, suspicion: Suspicion, media: Iterable[MediaFile], real: Mapping[str, str]
) -> Iterator[Problem]:
    """Compare with the closed files of which nothing is shown publicly in one form or another."""
    for file in media if suspicion.piece else ():
        if suspicion.piece in _plain(file, real):
            message = f'found a piece of this closed file in "{path}", which everybody can get'
            yield error(Place(file.path), "leak", message, HINT)


def _plain(file: MediaFile, real: Mapping[str, str]) -> bytes:
    data = Path(real[file.path]).read_bytes() if file.path else file.drawn
    if file.variant is None:
        return data
    # Start-up time: Pillow is wanted only where a picture is made.
    from kpsite.render.images import encode

    return encode(data, file.variant)


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
