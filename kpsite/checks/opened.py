"""What was sealed when the store was last published, and would be open to everybody now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kpsite.model.store import Site
from kpsite.problems import Place, Problem, error

CLOSEDNESS = {"closed": 2, "partial": 1}
"""How much of a lesson is closed, by its state."""


def sealed_now(site: Site) -> dict[str, str]:
    """Give the states of all lessons that are sealed, wholly or in part, by course, lesson and language."""
    return {
        f"{course.uid} {lesson.slug} {course.language}": lesson.state
        for course in site.courses
        if site.sealed(course)
        for lesson in course.lessons
        if lesson.state in CLOSEDNESS
    }


def opened(site: Site, before: Mapping[str, str]) -> Iterator[Problem]:
    """Find lessons of which more is open than before; ``before`` is what ``sealed_now`` gave."""
    for course in site.courses if before else ():
        for lesson in course.lessons:
            was = before.get(f"{course.uid} {lesson.slug} {course.language}", "")
            if CLOSEDNESS.get(lesson.state, 0) < CLOSEDNESS.get(was, 0):
                hint = "if that is meant, say --confirm-public once, or take its line out of kpsite.sealed"
                message = "found a lesson open to everybody that was sealed when the store was last published"
                yield error(Place(lesson.path), "sealed-made-public", message, hint)
