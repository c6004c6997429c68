"""The last look before anything is published: what seemed closed in a file is compared with what is."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from kpsite.building.piece import Piece
from kpsite.building.sealed import Sealed
from kpsite.building.sealer import TEXT_TYPES
from kpsite.building.store import Prepared
from kpsite.load.media import MediaFile, mime_of
from kpsite.model.lesson import Lesson
from kpsite.model.store import Site
from kpsite.problems import Place, Problem, error
from kpsite.sealing.leaks import Suspicion, joined, pieces
from kpsite.sealing.lessons import closed_texts, is_hidden

HINT = "nothing was published; if it may be read by everybody, say it in open text as well"


def leaks(prepared: Prepared, sealed: Sealed, pieces: Iterable[Piece]) -> list[Problem]:
    """Give an error for every file that holds closed text or media, naming file and lesson."""
    suspicious = [(piece.path, piece.suspicion) for piece in pieces if piece.suspicion]
    if not suspicious:
        return []
    site = prepared.site
    given = {output.make.path for output in sealed.outputs if isinstance(output.make, MediaFile)}
    secret = _Secret(joined(public_texts(site)))
    media = [file for file in dict.fromkeys(sealed.sealer.guard.media) if file.path not in given]
    closed = [*_closed_lessons(site), *_closed_files(media, prepared.real)]
    found: list[Problem] = []
    for path, suspicion in suspicious:
        found += [*_texts(path, suspicion, closed, secret), *_media(path, suspicion, media, prepared.real)]
    return found


class _Secret:
    """Says whether a piece of text is nowhere public. What many lessons have in common is looked for once, so
    that a sentence which stands in each of a thousand courses costs no million comparisons.
    """

    def __init__(self, public: bytes) -> None:
        self._public = public
        self._known: dict[bytes, bool] = {}

    def __call__(self, piece: bytes) -> bool:
        if piece not in self._known:
            self._known[piece] = piece not in self._public
        return self._known[piece]


def _closed_lessons(site: Site) -> Iterator[tuple[str, str, bytes]]:
    for lesson in (one for course in site.courses for one in course.lessons):
        if lesson.closed is not None:
            hidden = (lesson.matter.title, lesson.matter.summary) if is_hidden(lesson) else ()
            yield lesson.path, "lesson", joined([*closed_texts(lesson.closed.reveal()), *hidden])


def _closed_files(media: Iterable[MediaFile], real: Mapping[str, str]) -> Iterator[tuple[str, str, bytes]]:
    for file in media:
        if file.path and mime_of(file.path).startswith(TEXT_TYPES):  # drawings too, but no photographs
            yield file.path, "file", joined([_plain(file, real).decode("utf-8", "replace")])


def _texts(
    path: str, suspicion: Suspicion, closed: list[tuple[str, str, bytes]], secret: _Secret
) -> Iterator[Problem]:
    wanted = [piece for run in suspicion.runs for piece in pieces(run) if secret(piece)]
    for source, kind, text in closed if wanted else ():
        if any(piece in text for piece in wanted):
            message = f'found closed text of this {kind} in "{path}", which everybody can read'
            yield error(Place(source), "leak", message, HINT)


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


def public_texts(thing: object) -> Iterator[str]:
    """Give every text of a store that is public: all strings that its values hold, but closed ones, lessons
    that visitors are shown nothing of, and what closed ones call their files.
    """
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Lesson) and thing.closed is not None:
        if not is_hidden(thing):
            said = (thing.matter.title, thing.matter.summary, thing.matter.extra)
            yield from public_texts((*said, thing.open))
    elif isinstance(thing, tuple | list):
        for one in thing:
            yield from public_texts(one)
    elif hasattr(thing, "values") and hasattr(thing, "items"):
        yield from public_texts(list(thing.values()))
    elif dataclasses.is_dataclass(thing):
        for field in dataclasses.fields(thing):
            yield from public_texts(getattr(thing, field.name))
