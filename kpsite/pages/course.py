"""The sales page of a course."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from kpsite.growth.poster import PosterPicture
from kpsite.growth.share import Buttons
from kpsite.model.course import Course, CourseMatter
from kpsite.model.frozen import Mapping
from kpsite.model.prose import Picture, Prose
from kpsite.model.writing import Bundle
from kpsite.pages.cards import bundle_card, course_card, listed_bundles, listed_courses, sale
from kpsite.pages.catalogue import tag_links
from kpsite.pages.deal import promos
from kpsite.pages.embed import snippet
from kpsite.pages.faces import course_face
from kpsite.pages.link_parts import NavLink
from kpsite.pages.outline import outline
from kpsite.pages.page import Page
from kpsite.pages.parts import (
    Card,
    Community,
    Meta,
    Outline,
    OutlineLesson,
    Person,
    Question,
    Update,
    View,
    Voice,
)
from kpsite.pages.posters import page_scan, posters
from kpsite.pages.sale_parts import Action, OfferView, Price, Promo
from kpsite.pages.share_parts import Scan
from kpsite.pages.shopfront import Shopfront, family
from kpsite.pages.voices import rating, voices
from kpsite.render.markdown.plain import plain_text
from kpsite.values import dataclass

RELATED = 3


@dataclass(frozen=True, slots=True)
class CourseView(View):
    """Everything that the sales page may show; texts in lists are inline.

    ``embed`` is the HTML that puts the course's card on another site, or empty.
    """

    title: str
    subtitle: str
    cover: Picture
    cover_alt: str
    trailer: Prose | None
    price: Price | None
    action: Action
    offers: tuple[OfferView, ...]
    outline: Outline
    level: str
    category: str
    updated: str
    first_free: OutlineLesson | None
    outcomes: tuple[str, ...]
    audience: tuple[str, ...]
    requirements: tuple[str, ...]
    body: Prose
    instructors: tuple[Person, ...]
    voices: tuple[Voice, ...]
    rating: float
    ratings: int
    guarantee: str
    refund_days: int
    access_days: int
    faq: tuple[Question, ...]
    related: tuple[Card, ...]
    bundles: tuple[Card, ...]
    promos: tuple[Promo, ...]
    updates: tuple[Update, ...]
    community: Community | None
    share: Buttons
    scan: Scan
    posters: tuple[PosterPicture, ...]
    embed: str
    status: str
    opens: str
    tags: tuple[NavLink, ...]
    delivery: str
    uid: str
    badges: bool
    certificate: bool
    waitlist_id: str
    extra: Mapping


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the sales page of every course in each of its languages."""
    for course in front.site.courses:
        yield Page(course.url, "course", course.language, _view(course, front), course.path)


def _view(course: Course, front: Shopfront) -> CourseView:
    language, matter = course.language, course.matter
    shape = outline(course, front)
    meta = _meta(course, front)
    stars, sold = rating(quote for quote, _ in course.testimonials), sale(course, front, language)
    return CourseView(
        front.shops[language],
        meta,
        (front.home(language), front.catalogue(language)),
        title=matter.title,
        subtitle=matter.subtitle,
        cover=course.cover,
        cover_alt=matter.cover_alt,
        trailer=course.trailer,
        price=sold.price,
        action=sold.action,
        offers=sold.offers,
        outline=shape,
        level=matter.level,
        category=matter.category,
        updated=matter.updated.isoformat() if matter.updated else "",
        first_free=_first_free(shape),
        outcomes=matter.outcomes,
        audience=matter.audience,
        requirements=matter.requirements,
        body=course.body,
        instructors=instructors(course, front),
        voices=voices(course),
        rating=stars[0],
        ratings=stars[1],
        guarantee=matter.guarantee,
        refund_days=matter.refund_days,
        access_days=matter.access_days,
        faq=tuple(Question(one.q, one.a) for one in matter.faq),
        related=related(course, front),
        bundles=tuple(
            bundle_card(one, front, language)
            for one in listed_bundles(front, language)
            if front.slugs(course) & set(one.matter.courses)
        ),
        promos=promos(course, front),
        updates=_updates(matter),
        community=community(course) if matter.community and matter.community.preview else None,
        share=front.share(matter.title, course.url, language, matter.share, meta.image),
        scan=page_scan(course.url, front),
        posters=posters(course, front),
        embed=snippet(course, front),
        status=course.status,
        opens=matter.date.isoformat() if matter.date and course.status == "upcoming" else "",
        tags=tag_links(matter.tags, front, language),
        delivery=matter.delivery or front.site.matters[language].delivery,
        uid=course.uid if front.site.sealed(course) else "",
        badges=front.site.badges(course),
        certificate=front.site.certified(course),
        waitlist_id=course.slug,
        extra=matter.extra,
    )


def _first_free(shape: Outline) -> OutlineLesson | None:
    return next(
        (line for chapter in shape.chapters for line in chapter.lessons if line.state != "closed"), None
    )


def _updates(matter: CourseMatter) -> tuple[Update, ...]:
    """Give what is new, the newest first."""
    ordered = sorted(matter.updates, key=lambda one: one.date, reverse=True)
    return tuple(Update(one.date.isoformat(), one.text) for one in ordered)


def _meta(course: Course, front: Shopfront) -> Meta:
    matter = course.matter
    return front.meta(
        f"{matter.title} – {front.site.matters[course.language].name}",
        matter.description or plain_text(matter.subtitle),
        course.url,
        family(course.path, course.language),
        seo=matter.seo,
        cover=course.link_image or course.cover,
        alt=matter.cover_alt,
        listed=matter.listed,
        dates=(matter.date, newest(matter)),
        face=course_face(course, front),
        twin=True,
    )


def newest(matter: CourseMatter) -> datetime.date | None:
    """Give when a course last changed, as its front matter says: ``updated``, or its last line of news."""
    days = (matter.updated, *(news.date for news in matter.updates))
    return max((day for day in days if day), default=None)


def instructors(course: Course, front: Shopfront) -> tuple[Person, ...]:
    """Give who teaches: those named, or the creator."""
    creator = front.creator(course.language)
    names = course.matter.instructors or ((creator.matter.name,) if creator else ())
    return tuple(front.person(name, course.language) for name in names)


def related(course: Course, front: Shopfront) -> tuple[Card, ...]:
    """Give the courses to see next: those named, or those with the most tags in common."""
    language = course.language
    if course.matter.related:
        known = [front.course(slug, language) for slug in course.matter.related]
        return tuple(card(one, front, language) for one in known if one is not None)
    own = set(course.matter.tags)
    alike = (one for one in listed_courses(front, language) if not own.isdisjoint(one.matter.tags))
    near = sorted(
        (one for one in alike if one.slug != course.slug), key=lambda one: -len(own & set(one.matter.tags))
    )
    return tuple(course_card(one, front, language) for one in near[:RELATED])


def card(thing: Course | Bundle, front: Shopfront, language: str) -> Card:
    """Give the card of a course or a bundle."""
    return (
        course_card(thing, front, language)
        if isinstance(thing, Course)
        else bundle_card(thing, front, language)
    )


def community(course: Course) -> Community | None:
    """Give the invitation to the course's community, if it has one."""
    known = course.matter.community
    return Community(known.name, known.url, known.norms, course.community_qr) if known else None
