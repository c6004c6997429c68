"""A course as a small page of its own, for a frame on somebody else's site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape

from kpsite.model.course import Course
from kpsite.pages.cards import course_card
from kpsite.pages.link_parts import NavLink
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, View
from kpsite.pages.shopfront import Shopfront
from kpsite.values import dataclass

WIDTH, HEIGHT = 360, 560  # CSS pixels


@dataclass(frozen=True, slots=True)
class EmbedView(View):
    """The card of a course; ``teachers`` names who teaches. Its links open outside of the frame."""

    card: Card
    teachers: tuple[str, ...]
    home: NavLink


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the card of every listed course, where the theme has one."""
    for course in front.site.courses:
        if embedded(course, front):
            yield Page(_url(course, front), "embed", course.language, _view(course, front), course.path)


def embedded(course: Course, front: Shopfront) -> bool:
    """Whether a course has a card for other sites."""
    return "embed.html" in front.templates and course.matter.listed and course.status != "archived"


def snippet(course: Course, front: Shopfront) -> str:
    """Give the HTML that puts the card of a course on another site; empty when there is no card."""
    if not embedded(course, front):
        return ""
    address, title = front.site.absolute(_url(course, front)), escape(course.matter.title)
    return (
        f'<iframe src="{address}" title="{title}" width="{WIDTH}" height="{HEIGHT}" loading="lazy" '
        'style="border:0;max-width:100%"></iframe>'
    )


def _url(course: Course, front: Shopfront) -> str:
    return f"{front.site.root(course.language)}embed/{course.slug}/"


def _view(course: Course, front: Shopfront) -> EmbedView:
    language = course.language
    creator = front.creator(language)
    names = course.matter.instructors or ((creator.matter.name,) if creator else ())
    return EmbedView(
        front.shops[language],
        front.meta(course.matter.title, "", course.url, "", noindex=True),
        (),
        card=replace(course_card(course, front, language), url=front.site.absolute(course.url)),
        teachers=tuple(front.person(name, language).name for name in names),
        home=NavLink(front.site.matters[language].name, front.site.absolute(front.site.root(language))),
    )
