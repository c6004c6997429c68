"""The pages of creators and of partners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kpsite.model.frozen import Mapping
from kpsite.model.people import Creator
from kpsite.model.prose import Picture, Prose
from kpsite.model.writing import Partner
from kpsite.pages.cards import course_card, listed_courses, listed_posts, post_card
from kpsite.pages.course import card
from kpsite.pages.link_parts import NavLink
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, Person, View
from kpsite.pages.shopfront import Shopfront, family
from kpsite.render.markdown.inline import plain_text

POSTS = 5


@dataclass(frozen=True, slots=True)
class CreatorView(View):
    """Somebody who teaches, what they teach, and what they wrote."""

    person: Person
    cover: Picture | None
    links: tuple[NavLink, ...]
    email: str
    body: Prose
    courses: tuple[Card, ...]
    posts: tuple[Card, ...]
    extra: Mapping


@dataclass(frozen=True, slots=True)
class PartnerView(View):
    """A landing page for a partner's people; ``code`` is the promotion code for them, or empty."""

    title: str
    partner: NavLink
    logo: Picture | None
    code: str
    courses: tuple[Card, ...]
    body: Prose
    extra: Mapping


def creator_pages(front: Shopfront) -> Iterator[Page]:
    """Give the page of each creator."""
    for creator in front.site.creators:
        yield Page(creator.url, "creator", creator.language, _creator(creator, front), creator.path)


def _creator(creator: Creator, front: Shopfront) -> CreatorView:
    language, matter = creator.language, creator.matter
    main = creator.main
    courses = listed_courses(front, language)
    taught = [
        one
        for one in courses
        if {matter.name, creator.id} & set(one.matter.instructors) or (main and not one.matter.instructors)
    ]
    wrote = [
        post
        for post in listed_posts(front, language)
        if post.matter.author in ({matter.name, creator.id} | ({""} if main else set()))
    ]
    return CreatorView(
        front.shops[language],
        front.meta(
            f"{matter.name} – {front.site.matters[language].name}",
            plain_text(matter.bio),
            creator.url,
            family(creator.path, language),
            cover=creator.cover or creator.avatar,
            alt=matter.name,
            kind="profile",
        ),
        (front.home(language),),
        person=front.person(matter.name, language),
        cover=creator.cover,
        links=tuple(NavLink(link.label, link.url) for link in matter.links),
        email=matter.email,
        body=creator.body,
        courses=tuple(course_card(one, front, language) for one in taught),
        posts=tuple(post_card(post, front) for post in wrote[:POSTS]),
        extra=matter.extra,
    )


def partner_pages(front: Shopfront) -> Iterator[Page]:
    """Give the landing page of each partner."""
    for partner in front.site.partners:
        yield Page(partner.url, "partner", partner.language, _partner(partner, front), partner.path)


def _partner(partner: Partner, front: Shopfront) -> PartnerView:
    language, matter = partner.language, partner.matter
    courses = [front.course(slug, language) for slug in matter.courses]
    return PartnerView(
        front.shops[language],
        front.meta(
            f"{matter.title} – {front.site.matters[language].name}",
            matter.description or partner.summary,
            partner.url,
            family(partner.path, language),
            seo=matter.seo,
            cover=partner.link_image or partner.logo,
            dates=(matter.date, matter.updated),
        ),
        (front.home(language),),
        title=matter.title,
        partner=NavLink(matter.name or matter.title, matter.url),
        logo=partner.logo,
        code=matter.code,
        courses=tuple(card(one, front, language) for one in courses if one is not None),
        body=partner.body,
        extra=matter.extra,
    )
