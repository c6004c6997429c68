"""Ordinary pages, thank-you pages, the page for wrong addresses, and redirects from earlier ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import unquote

from kpsite.growth.poster import PosterPicture
from kpsite.growth.share import NO_BUTTONS, Buttons
from kpsite.model.course import Course
from kpsite.model.frozen import Mapping
from kpsite.model.prose import Prose
from kpsite.model.writing import Bundle
from kpsite.pages.cards import course_card, listed_courses, listed_posts
from kpsite.pages.course import community, related
from kpsite.pages.faces import shop_face
from kpsite.pages.lesson import course_brief
from kpsite.pages.link_parts import NavLink
from kpsite.pages.outline import listed
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, Community, CourseBrief, Meta, View
from kpsite.pages.posters import posters
from kpsite.pages.shopfront import Shopfront, family
from kpsite.values import dataclass

if TYPE_CHECKING:
    from kpsite.pages.refer import Recommend, Referable  # start-up time: few stores are recommended

SUGGESTIONS = 3
MOST_LINKS = 12


@dataclass(frozen=True, slots=True)
class PlainView(View):
    """An ordinary page."""

    title: str
    body: Prose
    updated: str
    extra: Mapping


@dataclass(frozen=True, slots=True)
class ThanksView(View):
    """Where buyers land after paying; ``course`` is None on the general one.

    It repeats nothing from the address. ``recommend`` is what buyers can make a link to, ``reward`` what the
    store pays for that, written, and ``disclosure`` what whoever is paid has to say.
    """

    course: CourseBrief | None
    message: str
    url: str
    community: Community | None
    first_lesson: NavLink | None
    share: Buttons
    related: tuple[Card, ...]
    posters: tuple[PosterPicture, ...] = ()
    recommend: Referable | None = None
    reward: str = ""
    disclosure: str = ""


@dataclass(frozen=True, slots=True)
class NotFoundView(View):
    """The page for wrong addresses: some courses, and the ways to everything else that has a list.

    ``groups`` are headings with their links.
    """

    courses: tuple[Card, ...]
    groups: tuple[tuple[str, tuple[NavLink, ...]], ...]


@dataclass(frozen=True, slots=True)
class RedirectView(View):
    """An earlier address; ``target`` is where it leads."""

    target: str


def plain_pages(front: Shopfront) -> Iterator[Page]:
    """Give every ordinary page."""
    for page in front.site.pages:
        matter, language = page.matter, page.language
        meta = front.meta(
            f"{matter.title} – {front.site.matters[language].name}",
            matter.description or page.summary,
            page.url,
            family(page.path, language),
            seo=matter.seo,
            cover=page.link_image or front.site.link_image,
            face=None if page.link_image else shop_face(front, language),
            listed=matter.listed,
            dates=(matter.date, matter.updated),
            twin=True,
        )
        updated = matter.updated.isoformat() if matter.updated else ""
        view = PlainView(
            front.shops[language],
            meta,
            (front.home(language),),
            matter.title,
            page.body,
            updated,
            matter.extra,
        )
        yield Page(page.url, "page", language, view, page.path)


def thanks_pages(front: Shopfront) -> Iterator[Page]:
    """Give the thank-you page of each language, and one for each course and bundle that is sold."""
    for language in front.site.matters:
        url = front.site.root(language) + "thanks/"
        meta = _thanks_meta(front, language, url)
        view = ThanksView(front.shops[language], meta, (), None, "", "", None, None, NO_BUTTONS, ())
        yield Page(url, "thanks", language, view, "content/site.yaml")
    for course in front.site.courses:
        if course.offers:
            yield _thanks(course, front)
    for bundle in front.site.bundles:
        yield _bundle_thanks(bundle, front)


def _thanks_meta(front: Shopfront, language: str, url: str) -> Meta:
    title = f"{front.word(language, 'Thank you')} – {front.site.matters[language].name}"
    return front.meta(title, "", url, "", noindex=True)


def _thanks(course: Course, front: Shopfront) -> Page:
    language, after = course.language, course.matter.after_purchase
    url = f"{front.site.root(language)}thanks/{course.slug}/"
    first = next((lesson for lesson in listed(course) if lesson.state != "closed"), None)
    view = ThanksView(
        front.shops[language],
        _thanks_meta(front, language, url),
        (),
        course=course_brief(course, front),
        message=after.message,
        url=after.url,
        community=community(course) if after.community else None,
        first_lesson=front.link(first.matter.title, first.url) if first else None,
        share=front.share(course.matter.title, course.url, language, course.matter.share),
        related=related(course, front),
        posters=posters(course, front),
        **_recommend(course, front),
    )
    return Page(url, "thanks", language, view, course.path)


def _recommend(thing: Course | Bundle, front: Shopfront) -> Recommend:
    if front.site.referral is None:
        return {}
    from kpsite.pages.refer import recommend  # start-up time: few stores are recommended

    return recommend(thing, front)


def _bundle_thanks(bundle: Bundle, front: Shopfront) -> Page:
    language = bundle.language
    url = f"{front.site.root(language)}thanks/{bundle.slug}/"
    courses = [
        one for slug in bundle.matter.courses if isinstance(one := front.course(slug, language), Course)
    ]
    view = ThanksView(
        front.shops[language],
        _thanks_meta(front, language, url),
        (),
        course=course_brief(bundle, front),
        message=bundle.matter.after_purchase.message,
        url=bundle.matter.after_purchase.url,
        community=None,
        first_lesson=None,
        share=front.share(bundle.matter.title, bundle.url, language, bundle.matter.share),
        related=tuple(course_card(course, front, language) for course in courses),
        posters=posters(bundle, front),
        **_recommend(bundle, front),
    )
    return Page(url, "thanks", language, view, bundle.path)


def not_found_pages(front: Shopfront) -> Iterator[Page]:
    """Give the page for wrong addresses; hosts look for one, at the root."""
    language = front.site.language
    title = f"{front.word(language, 'Page not found')} – {front.site.matters[language].name}"
    meta = front.meta(title, "", "/404.html", "", noindex=True)
    courses = listed_courses(front, language)
    cards = tuple(course_card(course, front, language) for course in courses[:SUGGESTIONS])
    yield Page(
        "/404.html",
        "not_found",
        language,
        NotFoundView(front.shops[language], meta, (), cards, _everything(front, language, courses)),
        "content/site.yaml",
    )


def _everything(
    front: Shopfront, language: str, courses: list[Course]
) -> tuple[tuple[str, tuple[NavLink, ...]], ...]:
    """Give the ways to what a visitor may have looked for, the newest articles first."""
    pages = [page for page in front.site.pages if page.language == language and page.matter.listed]
    groups = (
        (front.word(language, "Courses"), courses[SUGGESTIONS : SUGGESTIONS + MOST_LINKS]),
        (front.word(language, "Articles"), listed_posts(front, language)[:MOST_LINKS]),
        (front.word(language, "Pages"), pages[:MOST_LINKS]),
    )
    return tuple(
        (name, tuple(front.link(one.matter.title, one.url) for one in things))
        for name, things in groups
        if things
    )


def redirect_pages(front: Shopfront) -> Iterator[Page]:
    """Give a page for each alias, for hosts that know no redirects of their own."""
    site = front.site
    for thing in site.written():
        for alias in thing.matter.aliases:
            # As copied from a browser, an address is percent-encoded.
            url = "/" + unquote(alias).strip("/") + ("" if alias.endswith(".html") else "/")
            meta = front.meta(thing.matter.title, "", thing.url, "", noindex=True)
            view = RedirectView(front.shops[thing.language], meta, (), site.href(thing.url))
            yield Page(url, "redirect", thing.language, view, thing.path)
