"""Words that search engines and people who cannot see pictures depend on."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.problems import Problem, warning


def check(subject: Subject) -> Iterator[Problem]:
    """Find covers without words for those who do not see them, and courses that say nothing of themselves."""
    site = subject.site
    for thing in site.written():
        if thing.matter.cover and not thing.matter.cover_alt:
            hint = 'say in "cover_alt" what the picture shows'
            yield warning(
                subject.place(thing.path, "cover"),
                "missing-alt",
                "found a cover without words for those who do not see it",
                hint,
            )
    for course in site.courses:
        if (
            course.matter.listed
            and course.status != "archived"
            and not (course.matter.description or course.matter.subtitle)
        ):
            hint = 'add "description": one or two sentences'
            yield warning(
                subject.place(course.path),
                "no-description",
                "found a course that search engines can say nothing about",
                hint,
            )
