"""Lesson pages: open ones with their text, closed ones with what is public of them and the way to buy."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpsite.model.course import Course
from kpsite.model.lesson import Lesson
from kpsite.model.prose import Prose
from kpsite.model.writing import Bundle
from kpsite.pages.cards import sale
from kpsite.pages.faces import course_face, lesson_face
from kpsite.pages.lesson_views import ClosedLessonView, LessonView
from kpsite.pages.link_parts import NavLink
from kpsite.pages.outline import listed, outline, release_day, release_days
from kpsite.pages.page import Page, page_path
from kpsite.pages.parts import CourseBrief, Download, Meta, Outline
from kpsite.pages.share_parts import Face
from kpsite.pages.shopfront import Shopfront, family
from kpsite.render.markdown.plain import plain_text
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Where to go on from a lesson."""

    previous: NavLink | None
    next: NavLink | None
    next_free: NavLink | None


@dataclass(frozen=True, slots=True)
class Around:
    """What all lessons of a course share; ``face`` is the course's share image, ``ways`` lead to the lessons
    that are listed.
    """

    course: Course
    brief: CourseBrief
    outline: Outline
    front: Shopfront
    face: Face | None
    crumbs: tuple[NavLink, ...]
    ways: Sequence[NavLink]


def pages(front: Shopfront) -> Iterator[Page]:
    """Give a page for every lesson; a closed one that is not listed has none."""
    for course in front.site.courses:
        yield from _course_pages(course, front)


def _course_pages(course: Course, front: Shopfront) -> Iterator[Page]:
    lessons = listed(course)
    face = course_face(course, front)
    ways = [front.link(lesson.matter.title, lesson.url) for lesson in lessons]
    shape, crumbs = outline(course, front), _crumbs(course, front)
    around = Around(course, course_brief(course, front), shape, front, face, crumbs, ways)
    free = _next_free(lessons)
    numbers = {lesson.slug: number for number, lesson in enumerate(lessons, 1)}
    for lesson in course.lessons:
        number = numbers.get(lesson.slug, 0)
        near = _neighbours(number, free, ways)
        if lesson.open is not None:
            yield Page(
                lesson.url,
                "lesson",
                lesson.language,
                _open(lesson, lesson.open, number, near, around),
                lesson.path,
            )
        elif number:
            yield Page(
                lesson.url,
                "closed_lesson",
                lesson.language,
                _closed(lesson, number, near, around),
                lesson.path,
            )


def course_brief(thing: Course | Bundle, front: Shopfront) -> CourseBrief:
    """Give a course as its lessons and its thank-you page show it, or a bundle as its own does."""
    matter = thing.matter
    delivery = thing.matter.delivery if isinstance(thing, Course) else ""
    sold = sale(thing, front, thing.language)
    return CourseBrief(
        title=matter.title,
        url=front.site.href(thing.url),
        subtitle=matter.subtitle,
        cover=thing.cover,
        cover_alt=matter.cover_alt,
        status=thing.status,
        price=sold.price,
        action=sold.action,
        delivery=delivery or front.site.matters[thing.language].delivery,
        uid=thing.uid if isinstance(thing, Course) and front.site.sealed(thing) else "",
        certificate=isinstance(thing, Course) and front.site.certified(thing),
        guarantee=matter.guarantee,
        badges=front.site.badges(thing) if isinstance(thing, Course) else True,
        extra=matter.extra,
    )


def _sealed(lesson: Lesson, around: Around) -> str:
    return page_path(lesson.url) if around.brief.uid and lesson.closed is not None else ""


def _next_free(lessons: Sequence[Lesson]) -> list[int | None]:
    """Give, for each place in the list and the one behind it, the place of the first open lesson from there
    on.
    """
    found: list[int | None] = [None]
    for place in range(len(lessons) - 1, -1, -1):
        found.append(place if lessons[place].state != "closed" else found[-1])
    return found[::-1]


def _neighbours(number: int, free: Sequence[int | None], ways: Sequence[NavLink]) -> Neighbours:
    if not number:
        return Neighbours(None, None, None)
    place = free[number]
    return Neighbours(
        ways[number - 2] if number > 1 else None,
        ways[number] if number < len(ways) else None,
        ways[place] if place is not None else None,
    )


def _meta(lesson: Lesson, around: Around) -> Meta:
    course, front = around.course, around.front
    return front.meta(
        f"{lesson.matter.title} – {course.matter.title}",
        plain_text(lesson.matter.summary) or course.matter.description,
        lesson.url,
        family(lesson.path, lesson.language),
        cover=course.cover,
        alt=course.matter.cover_alt,
        kind="article" if lesson.state != "closed" else "website",
        noindex=not lesson.matter.listed,
        listed=course.matter.listed and not course.matter.seo.noindex,
        dates=(lesson.matter.date, lesson.matter.updated),
        face=lesson_face(lesson, around.face, front),
        twin=lesson.open is not None,
    )


def _crumbs(course: Course, front: Shopfront) -> tuple[NavLink, ...]:
    return (
        front.home(course.language),
        front.catalogue(course.language),
        front.link(course.matter.title, course.url),
    )


def _open(lesson: Lesson, body: Prose, number: int, near: Neighbours, around: Around) -> LessonView:
    course, front, meta = around.course, around.front, _meta(lesson, around)
    return LessonView(
        front.shops[lesson.language],
        meta,
        around.crumbs,
        course=around.brief,
        outline=around.outline,
        number=number,
        total=around.outline.lessons,
        title=lesson.matter.title,
        summary=lesson.matter.summary,
        minutes=lesson.minutes,
        state=lesson.state if lesson.state != "closed" else "preview",
        chapter=course.chapters[lesson.chapter].matter.title,
        quiz=lesson.matter.quiz or course.matter.quiz,
        body=body,
        video=lesson.video,
        audio=lesson.audio,
        transcript=lesson.transcript,
        downloads=tuple(Download(name, asset) for name, asset in lesson.downloads),
        previous=near.previous,
        next=near.next,
        next_free=near.next_free,
        last_free=near.next_free is None,
        share=front.share(lesson.matter.title, lesson.url, lesson.language, course.matter.share, meta.image),
        buyer=front.site.buyer and not course.free,
        sealed=_sealed(lesson, around),
        extra=lesson.matter.extra,
    )


def _closed(lesson: Lesson, number: int, near: Neighbours, around: Around) -> ClosedLessonView:
    course, front = around.course, around.front
    first = next((one for one in listed(course) if one.state != "closed"), None)
    return ClosedLessonView(
        front.shops[lesson.language],
        _meta(lesson, around),
        around.crumbs,
        course=around.brief,
        outline=around.outline,
        number=number,
        total=around.outline.lessons,
        title=lesson.matter.title,
        summary=lesson.matter.summary,
        minutes=lesson.minutes,
        chapter=course.chapters[lesson.chapter].matter.title,
        release=release_day(lesson),
        release_days=release_days(lesson),
        previous=near.previous,
        next=near.next,
        next_free=near.next_free,
        first_free=front.link(first.matter.title, first.url) if first else None,
        offers=sale(course, front, course.language).offers,
        sealed=_sealed(lesson, around),
        extra=lesson.matter.extra,
    )
