"""All courses of a language, and those of one tag."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpsite.model.course import Course
from kpsite.model.slug import slugify
from kpsite.pages.cards import bundle_card, course_card, listed_bundles, listed_courses
from kpsite.pages.link_parts import NavLink
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, View
from kpsite.pages.shopfront import Shopfront

ENOUGH_FOR_TAGS = 2


@dataclass(frozen=True, slots=True)
class CatalogueView(View):
    """A list of courses.

    ``tag`` is empty on the full catalogue; ``tags`` lead to the pages of single tags, ``all_url`` back to
    all.
    """

    title: str
    cards: tuple[Card, ...]
    bundles: tuple[Card, ...]
    tags: tuple[NavLink, ...]
    tag: str
    all_url: str


def tag_links(tags: tuple[str, ...], front: Shopfront, language: str) -> tuple[NavLink, ...]:
    """Give the ways to the pages of some tags, as far as there are such pages."""
    known = _tags(listed_courses(front, language))
    return tuple(front.link(tag, _url(tag, front, language)) for tag in tags if tag in known)


def _url(tag: str, front: Shopfront, language: str) -> str:
    return f"{front.site.root(language)}courses/tags/{slugify(tag) or 'tag'}/"


def _tags(courses: list[Course]) -> dict[str, list[Course]]:
    if len(courses) < ENOUGH_FOR_TAGS:
        return {}
    tags: dict[str, list[Course]] = {}
    for course in courses:
        for tag in course.matter.tags:
            tags.setdefault(tag, []).append(course)
    slugs: dict[str, str] = {}
    for tag in tags:
        slugs.setdefault(slugify(tag), tag)
    return {tag: tags[tag] for tag in sorted(slugs.values())}


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the catalogue of each language, and a page for each tag."""
    for language in front.site.matters:
        courses = listed_courses(front, language)
        yield _page(front, language, courses, "")
        for tag, tagged in _tags(courses).items():
            yield _page(front, language, tagged, tag)


def _page(front: Shopfront, language: str, courses: list[Course], tag: str) -> Page:
    word = front.word(language, "Courses")
    whole = f"{front.site.root(language)}courses/"
    url = _url(tag, front, language) if tag else whole
    title = f"{word}: {tag}" if tag else word
    matter = front.site.matters[language]
    names = ", ".join(course.matter.title for course in courses)
    view = CatalogueView(
        front.shops[language],
        front.meta(f"{title} – {matter.name}", names, url, "" if tag else "/courses/"),
        (front.home(language), *((front.catalogue(language),) if tag else ())),
        title=title,
        cards=tuple(course_card(course, front, language) for course in courses),
        bundles=()
        if tag
        else tuple(bundle_card(bundle, front, language) for bundle in listed_bundles(front, language)),
        tags=tag_links(tuple(_tags(listed_courses(front, language))), front, language),
        tag=tag,
        all_url=front.site.href(whole),
    )
    return Page(url, "catalogue", language, view, "content/site.yaml")
