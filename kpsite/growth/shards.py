"""How the index for searching is shared out: one part for the pages of the shop, and one for each course."""

from __future__ import annotations

from kpsite.model.course import Course
from kpsite.model.store import Site


def overview(language: str) -> str:
    """Give where the part for everything but lessons stands, from the root of the store."""
    return f"search/{language.lower()}.json"


def course_shards(site: Site, language: str) -> dict[str, str]:
    """Give where the part of each course with free lessons stands, by the final address of the course.

    So an edit of a lesson changes the part of its course, which can be made without looking at any other.
    """
    return {
        site.href(course.url): f"search/{language.lower()}/{course.slug}.json"
        for course in site.courses
        if course.language == language and _searched(course)
    }


def _searched(course: Course) -> bool:
    public = course.matter.listed and not course.matter.seo.noindex
    return public and any(lesson.open is not None and lesson.matter.listed for lesson in course.lessons)
