"""All courses of a language, and those of one tag."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kpsite.model.course import Course
from kpsite.model.slug import slugify
from kpsite.pages.cards import bundle_card, course_card, listed_bundles, listed_courses
from kpsite.pages.faces import shop_face
from kpsite.pages.link_parts import NavLink, Tag
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, View
from kpsite.pages.shopfront import Shopfront
from kpsite.values import dataclass

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
    known = _tags(front, language)
    named = {tag.casefold(): tag for tag in reversed(tags)}
    return tuple(
        front.link(named[folded], known[folded].url)
        for folded in dict.fromkeys(tag.casefold() for tag in tags)
        if folded in known
    )


def _tags(front: Shopfront, language: str) -> dict[str, Tag]:
    """Give the tags by their folded names: letter case makes no other tag, as it makes no other address. They
    are gathered once: all courses ask.
    """
    if language not in front.tagged:
        front.tagged[language] = _gathered(listed_courses(front, language), front, language)
    return front.tagged[language]


def _gathered(courses: list[Course], front: Shopfront, language: str) -> dict[str, Tag]:
    names: dict[str, str] = {}
    tagged: dict[str, list[Course]] = {}
    for course in courses if len(courses) >= ENOUGH_FOR_TAGS else ():
        for folded, tag in {tag.casefold(): tag for tag in course.matter.tags}.items():
            names.setdefault(folded, tag)
            tagged.setdefault(folded, []).append(course)
    root, slugs = f"{front.site.root(language)}courses/tags/", Counter[str]()
    made = {}
    for folded, name in sorted(names.items(), key=lambda item: item[1]):
        slug = slugify(name) or "tag"
        slugs[slug] += 1
        number = f"-{slugs[slug]}" if slugs[slug] > 1 else ""  # C++ beside C#
        made[folded] = Tag(name, f"{root}{slug}{number}/", tuple(tagged[folded]))
    return made


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the catalogue of each language, and a page for each tag."""
    for language in front.site.matters:
        yield _page(front, language, None)
        for tag in _tags(front, language).values():
            yield _page(front, language, tag)


def _page(front: Shopfront, language: str, tag: Tag | None) -> Page:
    word = front.word(language, "Courses")
    whole = f"{front.site.root(language)}courses/"
    courses = tag.courses if tag else tuple(listed_courses(front, language))
    url = tag.url if tag else whole
    title = f"{word}: {tag.name}" if tag else word
    matter = front.site.matters[language]
    names = ", ".join(course.matter.title for course in courses)
    view = CatalogueView(
        front.shops[language],
        front.meta(
            f"{title} – {matter.name}",
            names,
            url,
            "" if tag else "/courses/",
            cover=front.site.link_image,
            face=shop_face(front, language),
        ),
        (front.home(language), *((front.catalogue(language),) if tag else ())),
        title=title,
        cards=tuple(course_card(course, front, language) for course in courses),
        bundles=()
        if tag
        else tuple(bundle_card(bundle, front, language) for bundle in listed_bundles(front, language)),
        tags=tuple(front.link(one.name, one.url) for one in _tags(front, language).values()),
        tag=tag.name if tag else "",
        all_url=front.site.href(whole),
    )
    return Page(url, "catalogue", language, view, "content/site.yaml")
