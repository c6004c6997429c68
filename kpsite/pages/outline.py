"""The syllabus of a course: the same value on its sales page and on every lesson."""

from __future__ import annotations

from kpsite.model.course import Course
from kpsite.model.lesson import Lesson
from kpsite.pages.link_parts import NavLink
from kpsite.pages.parts import Outline, OutlineChapter, OutlineLesson
from kpsite.pages.shopfront import Shopfront


def listed(course: Course) -> list[Lesson]:
    """Give the lessons that the syllabus shows."""
    return [lesson for lesson in course.lessons if lesson.matter.listed]


def outline(course: Course, front: Shopfront) -> Outline:
    """Give the whole course at a glance; lessons are numbered as they are listed."""
    if course.url not in front.outlines:
        front.outlines[course.url] = _outline(course, front)
    return front.outlines[course.url]


def _outline(course: Course, front: Shopfront) -> Outline:
    lessons = listed(course)
    lines = [(lesson.chapter, _line(number, lesson, front)) for number, lesson in enumerate(lessons, 1)]
    slugs = [chapter.slug for chapter in course.chapters]
    chapters = tuple(
        OutlineChapter(
            title=chapter.matter.title,
            summary=chapter.matter.summary,
            # A slug that an earlier chapter has would be the same anchor again.
            anchor=f"chapter-{chapter.slug if chapter.slug not in ('', *slugs[:index]) else index + 1}",
            lessons=tuple(line for place, line in lines if place == index),
        )
        for index, chapter in enumerate(course.chapters)
    )
    return Outline(
        course=NavLink(course.matter.title, front.site.href(course.url)),
        chapters=tuple(chapter for chapter in chapters if chapter.lessons),
        lessons=len(lessons),
        free=sum(lesson.state != "closed" for lesson in lessons),
        minutes=course.minutes,
    )


def release_day(lesson: Lesson) -> str:
    """Give the day on which a lesson opens to buyers, or an empty string."""
    return "" if lesson.release.startswith("+") else lesson.release


def release_days(lesson: Lesson) -> int:
    """Give how many days after the purchase a lesson opens, or 0."""
    return int(lesson.release.strip("+d")) if lesson.release.startswith("+") else 0


def _line(number: int, lesson: Lesson, front: Shopfront) -> OutlineLesson:
    return OutlineLesson(
        number=number,
        title=lesson.matter.title,
        url=front.site.href(lesson.url),
        state=lesson.state,
        summary=lesson.matter.summary,
        minutes=lesson.minutes,
        release=release_day(lesson) if lesson.state == "closed" else "",
        release_days=release_days(lesson) if lesson.state == "closed" else 0,
    )
