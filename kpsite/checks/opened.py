"""What was sealed when the store was last published, and would be open to everybody now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from kpsite.model.course import Course
from kpsite.model.lesson import Lesson
from kpsite.model.store import Site
from kpsite.problems import Place, Problem, error

CLOSEDNESS = {"closed": 2, "partial": 1}
"""How much of a lesson is closed, by its state."""
_LANGUAGE = re.compile(r"\.[A-Za-z]{2,3}(?:-[A-Za-z0-9]+)*(?=\.md$)")
HINT = "if that is meant, say --confirm-public once, or take its line out of kpsite.sealed"


def sealed_now(site: Site) -> dict[str, str]:
    """Give the states of all lessons of sealed courses, by course, lesson and language.

    Open ones are among them: so a lesson that was open before is told from a sealed one under a new name.
    """
    uids = {course.uid for course in site.courses if site.sealed(course)}
    return {
        key_of(course, lesson): lesson.state
        for course in site.courses
        if course.uid in uids
        for lesson in course.lessons
    }


def opened(site: Site, before: Mapping[str, str]) -> Iterator[Problem]:
    """Find lessons of which more is open than before; ``before`` is what ``sealed_now`` gave, with
    whatever stands behind a state and a space.

    One that was not there before may be a sealed one under another name: it may have the slug of one that is
    gone, stand in the place of one that is gone from its course, or be the translation of one.
    """
    if not before:
        return
    earlier = _Earlier(site, before)
    for course in site.courses:
        for lesson in course.lessons:
            was = before.get(key_of(course, lesson), "")
            if _closed(lesson.state) < _closed(was):
                message = "found a lesson open to everybody that was sealed when the store was last published"
                yield error(Place(lesson.path), "sealed-made-public", message, HINT)
            elif not was and _closed(lesson.state) < earlier.closed(course, lesson):
                message = (
                    "found a new lesson open to everybody, which may be one that was sealed when the store "
                    "was last published, under another name or in another language"
                )
                hint = "if that is meant, say --confirm-public once"
                yield error(Place(lesson.path), "sealed-made-public", message, hint)


class _Earlier:
    """What a lesson that was not there before may have been."""

    def __init__(self, site: Site, before: Mapping[str, str]) -> None:
        there = {key_of(course, lesson) for course in site.courses for lesson in course.lessons}
        gone = [(*key.split(), state) for key, state in before.items() if key not in there]
        self._slugs = _most(((slug, language), state) for _, slug, language, state in gone)
        self._courses = _most(((uid, language), state) for uid, _, language, state in gone)
        versions = Counter(course.uid for course in site.courses)
        self._families = _most(
            ((course.uid, _family(lesson)), before.get(key_of(course, lesson), ""))
            for course in site.courses
            if versions[course.uid] > 1
            for lesson in course.lessons
        )

    def closed(self, course: Course, lesson: Lesson) -> int:
        """Give how closed it may have been; what has the same slug is what it was."""
        uid, language = course.uid, course.language
        named = self._slugs.get((lesson.slug, language))
        replaced = self._courses.get((uid, language), 0) if named is None else named
        if not self._families:
            return replaced
        return max(replaced, self._families.get((uid, _family(lesson)), 0))


def _most(states: Iterable[tuple[tuple[str, str], str]]) -> dict[tuple[str, str], int]:
    """Give the most closed state by what it is of."""
    found: dict[tuple[str, str], int] = {}
    for name, state in states:
        found[name] = max(found.get(name, 0), _closed(state))
    return found


def _closed(state: str) -> int:
    return CLOSEDNESS.get(state.partition(" ")[0], 0)


def key_of(course: Course, lesson: Lesson) -> str:
    """Give what a lesson is called in the list: course, slug and language."""
    return f"{course.uid} {lesson.slug} {course.language}"


def _family(lesson: Lesson) -> str:
    """Give what the files of one lesson have in common in all languages."""
    return _LANGUAGE.sub("", lesson.path)
