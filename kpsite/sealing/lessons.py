"""From the closed parts of lessons to what is sealed: their texts and media, by course and unit."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

from kpsite.load.media import FOLDER, MediaFile
from kpsite.model.course import Course
from kpsite.model.lesson import ClosedParts, Lesson
from kpsite.model.prose import Asset, Picture, Prose, Target
from kpsite.model.store import Site
from kpsite.pages.outline import release_day, release_days
from kpsite.pages.page import Fragment, page_path
from kpsite.pages.parts import Download, Shown
from kpsite.problems import Problem
from kpsite.sealing.keys import Master, UnitKeys
from kpsite.values import dataclass

MEDIA = "_kp/m/"
"""Where readers find sealed media, by addresses that no server answers."""
INDEX = "index.json"
_WEBP = "image/webp"


@dataclass(frozen=True, slots=True)
class SealedLessonView(Shown):
    """What buyers alone see of a lesson; ``quiz`` is the share of its questions that must be right, in
    percent.
    """

    quiz: int
    body: Prose
    video: Prose | None
    audio: Prose | None
    transcript: Prose | None
    downloads: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class SealedLesson:
    """A lesson that is to be sealed: its keys, its logical path, and what makes its text.

    ``unlisted`` is the title of one that has no page of its own, as it shows nothing of itself to visitors.
    """

    keys: UnitKeys
    path: str
    fragment: Fragment
    problems: tuple[Problem, ...]
    unlisted: str = ""


def sealed_courses(site: Site) -> dict[str, list[Course]]:
    """Give the courses that have something to seal, by uid, in all their languages."""
    found: dict[str, list[Course]] = {}
    for course in site.courses:
        if site.sealed(course):
            found.setdefault(course.uid, []).append(course)
    return found


def is_released(lesson: Lesson, today: str) -> bool:
    """Whether a lesson may be published, sealed: before its day not even its size is."""
    return release_day(lesson) <= today


def sealed_lessons(
    site: Site, master: Master, editions: Mapping[str, int], public: Collection[str]
) -> Iterator[SealedLesson]:
    """Give every lesson that is to be sealed today.

    ``editions`` maps uids to their edition (1 where it does not say); the media addresses in ``public`` are
    open anyway.
    """
    today = site.today.isoformat()
    for uid, courses in sealed_courses(site).items():
        edition = editions.get(uid, 1)
        course_key = master.course_key(uid, edition)
        move = mover(f"{site.base}{FOLDER[1:]}", f"{site.base}{MEDIA}{uid}/", public)
        units: dict[int, UnitKeys] = {}
        for course, lesson in ((one, lesson) for one in courses for lesson in one.lessons):
            if lesson.closed is None or not is_released(lesson, today):
                continue
            unit = release_days(lesson)
            keys = units.setdefault(unit, UnitKeys.of(course_key, uid, edition, unit))
            parts = lesson.closed.reveal()
            view = _view(parts, lesson.matter.quiz or course.matter.quiz, move)
            fragment = Fragment(lesson.url, "sealed_lesson", lesson.language, view, lesson.path)
            title = lesson.matter.title if is_hidden(lesson) else ""
            yield SealedLesson(keys, page_path(lesson.url), fragment, parts.problems, title)


def closed_texts(parts: ClosedParts | SealedLessonView) -> list[str]:
    """Give every text of the closed part of a lesson."""
    prose = (parts.body, parts.video, parts.audio, parts.transcript)
    names = (one.name if isinstance(one, Download) else one[0] for one in parts.downloads)
    return [*(one.text for one in prose if one is not None), *names]


def is_hidden(lesson: Lesson) -> bool:
    """Whether a lesson shows nothing of itself to visitors, neither title nor summary."""
    return lesson.closed is not None and lesson.open is None and not lesson.matter.listed


def texts_left_out(site: Site) -> Iterator[str]:
    """Give what is closed and not sealed today: lessons before their day, those of courses that are delivered
    in another way, and what hidden ones say of themselves.
    """
    today = site.today.isoformat()
    for course, lesson in ((one, lesson) for one in site.courses for lesson in one.lessons):
        if lesson.closed is None:
            continue
        if not (site.sealed(course) and is_released(lesson, today)):
            yield from closed_texts(lesson.closed.reveal())
        if is_hidden(lesson):
            yield from (lesson.matter.title, lesson.matter.summary)


def mover(source: str, target: str, public: Collection[str]) -> Callable[[str], str]:
    """Give the function that turns a public media address into that of a sealed one."""

    def move(url: str) -> str:
        return url if url in public else target + url.removeprefix(source)

    return move


def _view(parts: ClosedParts, quiz: int, move: Callable[[str], str]) -> SealedLessonView:
    def prose(text: Prose | None) -> Prose | None:
        return None if text is None else _prose(text, move)

    return SealedLessonView(
        quiz,
        _prose(parts.body, move),
        prose(parts.video),
        prose(parts.audio),
        prose(parts.transcript),
        tuple(
            Download(name, dataclasses.replace(asset, url=move(asset.url))) for name, asset in parts.downloads
        ),
    )


def _prose(text: Prose, move: Callable[[str], str]) -> Prose:
    return dataclasses.replace(
        text, targets=tuple((name, _target(target, move)) for name, target in text.targets)
    )


def _target(target: Target, move: Callable[[str], str]) -> Target:
    if isinstance(target, Asset):
        return dataclasses.replace(target, url=move(target.url))
    if isinstance(target, Picture):
        # Every browser that can open a lesson knows WebP: one format is enough, and a third of the files.
        webp = next((source.files for source in target.sources if source.mime == _WEBP), None)
        files = tuple((move(url), width) for url, width in webp or target.fallback)
        src = files[-1][0] if files else move(target.src)
        return Picture(src, target.width, target.height, (), files if len(files) > 1 else ())
    return target


def media_of(addresses: Iterable[str], prefix: str, files: Mapping[str, MediaFile]) -> dict[str, MediaFile]:
    """Give the sealed media of a course by logical path, of all addresses that its lessons show.

    ``prefix`` is what sealed addresses of the course begin with.
    """
    names = sorted(address.removeprefix(prefix) for address in addresses if address.startswith(prefix))
    return {f"m/{name}": files[FOLDER + name] for name in names}


def lesson_plaintext(html: str) -> bytes:
    """Give what is sealed of a lesson: JSON, filled up with spaces so that its size tells little.

    The sizes are those of Padmé (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files", 2019).
    """
    data = json.dumps({"html": html}, ensure_ascii=False, separators=(",", ":"))
    return pad(data.encode())


def pad(data: bytes) -> bytes:
    """Fill up with spaces to the next of few sizes, at most 12 % more."""
    exponent = max(len(data), 2).bit_length() - 1
    mask = (1 << (exponent - exponent.bit_length())) - 1 if exponent > 1 else 0
    return data + b" " * (((len(data) + mask) & ~mask) - len(data))


def index_plaintext(
    lessons: Mapping[str, list[str]],
    media: Mapping[str, tuple[list[str], int, str]],
    unlisted: Mapping[str, str],
    search: Mapping[str, list[str]],
    size: int,
    certificate: str,
) -> bytes:
    """Give the table of a unit: where each lesson and file is sealed, with the files' sizes and types,
    the titles of lessons that have no page, in their order, and where the indexes for searching are sealed.
    ``size`` is how many bytes all but the media take, sealed; ``certificate`` is what certificates are signed
    with, or empty.
    """
    table = {
        "lessons": dict(sorted(lessons.items())),
        "media": {path: list(row) for path, row in sorted(media.items())},
        "unlisted": dict(unlisted),
        "search": dict(sorted(search.items())),
        "size": size,
        **({"certificate": certificate} if certificate else {}),
    }
    return pad(json.dumps(table, ensure_ascii=False, separators=(",", ":")).encode())


def manifest(
    edition: int,
    units: Mapping[int, str],
    lockers: int,
    certificates: Mapping[str, str] | None,
    claim: str,
) -> bytes:
    """Give what everybody may know of a sealed course: its edition, the name of each unit's table, over how
    many files its lockers are spread, the public keys of its certificates by edition, and where a function
    lets buyers in, if one does (``claim``).
    """
    table = {
        "edition": edition,
        "lockers": lockers,
        "units": {str(unit): units[unit] for unit in sorted(units)},
        **({"certificates": dict(certificates)} if certificates else {}),
        **({"claim": claim} if claim else {}),
    }
    return json.dumps(table, separators=(",", ":")).encode() + b"\n"
