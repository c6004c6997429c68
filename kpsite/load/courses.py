"""Courses: from the documents of their folder to one value for each language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field, replace

from kpsite.load.lessons import Opening, Syllabus, make_lesson, player, syllabus, visible
from kpsite.load.links import Links
from kpsite.load.offers import offers_of
from kpsite.load.previews import Parts, previews
from kpsite.load.settings import Settings
from kpsite.load.shapes import Found
from kpsite.load.variants import Desk, Variant, read_family
from kpsite.model.course import Course, CourseMatter
from kpsite.model.keys import Record
from kpsite.model.kinds import ListOf
from kpsite.model.lesson import ChapterMatter, LessonMatter
from kpsite.model.people import TestimonialMatter
from kpsite.model.prose import Picture
from kpsite.model.slug import slugify
from kpsite.model.uid import uid_of
from kpsite.problems import Place, warning
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Planned:
    """A course in one language whose addresses are known, before its texts are looked at."""

    variant: Variant[CourseMatter]
    uid: str
    slug: str
    url: str
    status: str
    order: Syllabus
    quotes: tuple[tuple[TestimonialMatter, str, str], ...]
    opening: Opening


@dataclass(slots=True)
class Shelf:
    """The documents of one course folder, sorted by what they are."""

    courses: list[Found] = field(default_factory=list)
    chapters: dict[str, list[Found]] = field(default_factory=dict)
    lessons: dict[tuple[str, str], list[Found]] = field(default_factory=dict)
    testimonials: list[Found] = field(default_factory=list)


def shelves(found: Iterable[Found]) -> dict[str, Shelf]:
    """Sort what was found under ``courses/`` by course."""
    made: dict[str, Shelf] = {}
    for one in found:
        shelf = made.setdefault(one.course, Shelf())
        if one.kind == "course":
            shelf.courses.append(one)
        elif one.kind == "chapter":
            shelf.chapters.setdefault(one.chapter, []).append(one)
        elif one.kind == "lesson":
            shelf.lessons.setdefault((one.chapter, one.stem), []).append(one)
        else:
            shelf.testimonials.append(one)
    return made


def plan_course(
    folder: str, shelf: Shelf, settings: Settings, links: Links, desk: Desk, roots: dict[str, str]
) -> list[Planned]:
    """Give a course's versions in all its languages, and make its pages known to ``links``.

    ``roots`` maps a language to its pages' root.
    """
    if not shelf.courses:
        desk.error(
            folder, "", "no-course", "found lessons without a course", 'add a "course.md" to the folder'
        )
        return []
    chapters = [
        variant for family in shelf.chapters.values() for variant in read_family(ChapterMatter, family, desk)
    ]
    lessons = [
        variant for family in shelf.lessons.values() for variant in read_family(LessonMatter, family, desk)
    ]
    parts = Parts(tuple(lessons), tuple(chapters), frozenset(shelf.lessons))
    planned = []
    courses = read_family(CourseMatter, shelf.courses, desk)
    if courses:
        _orphans(lessons, {course.language for course in courses}, shelf, desk)
    for variant in (_so_far(one, settings) for one in courses):
        matter = variant.matter
        slug = _slug(matter, folder)
        if (matter.draft or matter.status == "draft") and not settings.drafts:
            _hide(
                links,
                variant.found.path,
                [lesson.found.path for lesson in lessons if lesson.language == variant.language],
            )
            continue
        url = f"{roots[variant.language]}courses/{slug}/"
        order = _order(url, variant.language, chapters, lessons, settings, links)
        free = matter.price is not None and matter.price.free and not matter.offers
        open_to_all = previews(order, variant, courses[0], parts, desk)
        opening = Opening(free, open_to_all, settings.buyer)
        quotes = _quotes(variant, shelf, desk)
        uid = matter.id or uid_of(_slug(courses[0].matter, folder))
        planned.append(Planned(variant, uid, slug, url, _status(matter, settings), order, quotes, opening))
    _announce(planned, shelf, links)
    return planned


def _slug(matter: CourseMatter, folder: str) -> str:
    return matter.slug or slugify(folder.rsplit("/", 1)[1]) or "course"


def _so_far(course: Variant[CourseMatter], settings: Settings) -> Variant[CourseMatter]:
    """Leave out the news of days to come."""
    if settings.drafts:
        return course
    news = tuple(update for update in course.matter.updates if update.date <= settings.today)
    return replace(course, matter=replace(course.matter, updates=news))


def _orphans(lessons: list[Variant[LessonMatter]], languages: set[str], shelf: Shelf, desk: Desk) -> None:
    for lesson in lessons:
        if lesson.language not in languages:
            name = f"course.{lesson.language}.md"
            hint = f'add "{name}" beside "{shelf.courses[0].path.rsplit("/", 1)[1]}"'
            message = (
                f"found a lesson in {lesson.language}, a language that its course is not in; it is left out"
            )
            desk.problems.append(warning(Place(lesson.found.path), "no-course", message, hint))


def _hide(links: Links, path: str, lessons: list[str]) -> None:
    links.hidden[path] = "its course is a draft"
    links.hidden.update(dict.fromkeys(lessons, "its course is a draft"))


def _status(matter: CourseMatter, settings: Settings) -> str:
    if matter.status == "draft":
        return "open"
    later = matter.date is not None and matter.date > settings.today and not settings.drafts
    return "upcoming" if matter.status == "open" and later else matter.status


def _order(
    url: str,
    language: str,
    chapters: list[Variant[ChapterMatter]],
    lessons: list[Variant[LessonMatter]],
    settings: Settings,
    links: Links,
) -> Syllabus:
    shown = []
    for lesson in lessons:
        if lesson.language != language:
            continue
        reason = visible(lesson.matter, settings)
        if reason:
            links.hidden[lesson.found.path] = reason
        else:
            shown.append(lesson)
    return syllabus(url, [chapter for chapter in chapters if chapter.language == language], shown)


def _announce(planned: list[Planned], shelf: Shelf, links: Links) -> None:
    for course in planned:
        language = course.variant.language
        links.add([found.path for found in shelf.courses], language, course.url, course.variant.matter.title)
        for placed in course.order.lessons:
            if not (placed.variant.matter.listed or course.opening.shows(placed.slug)):
                links.hidden[placed.variant.found.path] = "it is closed, and listed nowhere"
                continue
            family = shelf.lessons[placed.variant.found.chapter, placed.variant.found.stem]
            links.add([found.path for found in family], language, placed.url, placed.variant.matter.title)


def _quotes(
    variant: Variant[CourseMatter], shelf: Shelf, desk: Desk
) -> tuple[tuple[TestimonialMatter, str, str], ...]:
    quotes = [
        (quote, variant.found.path, f"testimonials[{index}]")
        for index, quote in enumerate(variant.matter.testimonials)
    ]
    suffixes = (variant.found.language, "") if variant.found.language else ("",)
    files = {found.language: found for found in shelf.testimonials}
    chosen = next((files[suffix] for suffix in suffixes if suffix in files), None)
    document = desk.documents.get(chosen.path) if chosen else None
    items = document.matter.get("items") if document else None
    if document and items is not None:
        kind = ListOf(Record(TestimonialMatter))
        for index, quote in enumerate(desk.report(document.path).inside("items").attempt(kind, items) or ()):
            quotes.append((quote, document.path, f"items[{index}]"))
    return tuple(quotes)


def make_course(plan: Planned, links: Links, desk: Desk, cover: Picture) -> Course:
    """Build a course whose addresses are known. ``cover`` is what stands in when it names none."""
    variant, matter, path = plan.variant, plan.variant.matter, plan.variant.found.path
    offers = offers_of(matter, path, desk, "course")
    return Course(
        matter=matter,
        uid=plan.uid,
        slug=plan.slug,
        path=path,
        url=plan.url,
        language=variant.language,
        status=plan.status,
        offers=offers,
        free=plan.opening.free,
        chapters=plan.order.chapters,
        lessons=tuple(
            make_lesson(placed, plan.order.chapters[placed.chapter], plan.opening, links, desk)
            for placed in plan.order.lessons
        ),
        cover=links.picture(matter.cover, path, "cover", desk) or cover,
        body=links.prose(variant.document.body, variant.document, variant.language),
        testimonials=tuple(
            (quote, links.picture(quote.avatar, where, f"{key}.avatar", desk))
            for quote, where, key in plan.quotes
        ),
        trailer=player(matter.trailer, variant, links, "trailer", desk),
        link_image=links.picture(matter.seo.image, path, "seo.image", desk),
        community_qr=links.picture(matter.community.qr, path, "community.qr", desk)
        if matter.community
        else None,
    )
