"""The index for searching within a course. It is sealed like the lessons, since running text can be rebuilt
from it; for each unit and each language there is one, so that nobody finds what is not open to them yet.
The words of open lessons are in the public index, and stand here by their titles alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from kpsite.model.course import Course
from kpsite.model.prose import Prose
from kpsite.pages.page import page_path
from kpsite.sealing.keys import UnitKeys
from kpsite.sealing.lessons import SealedLesson, SealedLessonView, pad
from kpsite.values import dataclass

FOLDER = "search/"


@dataclass(frozen=True, slots=True)
class Searched:
    """A lesson in the index: title, logical path, chapter, and its texts, the summary before them."""

    title: str
    path: str
    chapter: str
    summary: str
    texts: tuple[Prose, ...]


@dataclass(frozen=True, slots=True)
class CourseIndex:
    """What can be found of one unit of a course in one language.

    ``source`` is the course's file; ``public`` where the words of its open lessons can be found, or empty.
    """

    keys: UnitKeys
    language: str
    source: str
    public: str
    lessons: tuple[Searched, ...]

    @property
    def path(self) -> str:
        """The logical path."""
        return f"{FOLDER}{self.language.lower()}.json"

    def fingerprint(self) -> str:
        """Give a digest of everything that decides the plaintext."""
        digest = hashlib.blake2b(self.public.encode() + b"\0", digest_size=16)
        for one in self.lessons:
            for text in (one.title, one.path, one.chapter, one.summary, *(prose.text for prose in one.texts)):
                data = text.encode()
                digest.update(b"%d:%b" % (len(data), data))
            digest.update(b";")
        return digest.hexdigest()


def course_indexes(course: Course, sealed: Mapping[str, SealedLesson], public: str) -> Iterator[CourseIndex]:
    """Give the indexes of a course in one language; ``sealed`` are its sealed lessons by logical path.

    Lessons that everybody may read stand in the index of the first unit: they belong to the course too.
    """
    units = {one.keys.unit: one.keys for one in sealed.values()}
    found: dict[int, list[Searched]] = {unit: [] for unit in sorted(units)}
    for lesson in course.lessons if units else ():
        path = page_path(lesson.url)
        closed = sealed.get(path)
        if closed is not None or lesson.open is not None:
            unit = closed.keys.unit if closed else min(units)
            chapter = course.chapters[lesson.chapter].matter.title
            texts = tuple(_texts(closed)) if closed else ()
            found[unit].append(Searched(lesson.matter.title, path, chapter, lesson.matter.summary, texts))
    for unit, lessons in found.items():
        beside = public if unit == min(units) else ""
        yield CourseIndex(units[unit], course.language, course.path, beside, tuple(lessons))


def _texts(closed: SealedLesson) -> Iterator[Prose]:
    view = closed.fragment.view
    if isinstance(view, SealedLessonView):
        yield view.body
        if view.transcript is not None:
            yield view.transcript


def search_plaintext(index: CourseIndex) -> bytes:
    """Give it as padded JSON: where the public index is; of each lesson title, path, chapter and words."""
    # Start-up time: a build whose courses have not changed asks for no words.
    from kpsite.growth.search import prose_words, words

    lines = [
        (
            one.title,
            one.path,
            one.chapter,
            " ".join((words(one.summary), *map(prose_words, one.texts))).strip(),
        )
        for one in index.lessons
    ]
    data = {"public": index.public, "lessons": lines}
    return pad(json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode())
