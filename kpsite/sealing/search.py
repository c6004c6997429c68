"""The index for searching within a course. It is sealed like the lessons, since running text can be rebuilt
from it; for each unit and each language there is one, so that nobody finds what is not open to them yet.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping

from kpsite.model.course import Course
from kpsite.model.lesson import Lesson
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
    """What can be found of one unit of a course in one language; ``source`` is the course's file."""

    keys: UnitKeys
    language: str
    source: str
    lessons: tuple[Searched, ...]

    @property
    def path(self) -> str:
        """The logical path."""
        return f"{FOLDER}{self.language.lower()}.json"

    def fingerprint(self) -> str:
        """Give a digest of everything that decides the plaintext."""
        digest = hashlib.blake2b(digest_size=16)
        for one in self.lessons:
            for text in (one.title, one.path, one.chapter, one.summary, *(prose.text for prose in one.texts)):
                data = text.encode()
                digest.update(b"%d:%b" % (len(data), data))
            digest.update(b";")
        return digest.hexdigest()


def course_indexes(course: Course, sealed: Mapping[str, SealedLesson]) -> Iterator[CourseIndex]:
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
            texts = tuple(_texts(lesson, closed))
            found[unit].append(Searched(lesson.matter.title, path, chapter, lesson.matter.summary, texts))
    for unit, lessons in found.items():
        yield CourseIndex(units[unit], course.language, course.path, tuple(lessons))


def _texts(lesson: Lesson, closed: SealedLesson | None) -> Iterator[Prose]:
    view = closed.fragment.view if closed else None
    for part in (lesson, view):
        if isinstance(part, Lesson) and part.open is not None:
            yield part.open
        if isinstance(part, SealedLessonView):
            yield part.body
        if isinstance(part, Lesson | SealedLessonView) and part.transcript is not None:
            yield part.transcript


def search_plaintext(index: CourseIndex) -> bytes:
    """Give the index as padded JSON: for each lesson its title, logical path, chapter and words."""
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
    return pad(json.dumps(lines, ensure_ascii=False, separators=(",", ":")).encode())
