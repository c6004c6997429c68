"""The pages of creators and of partners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from kpsite.model.course import Course
from kpsite.model.frozen import Mapping
from kpsite.model.people import Creator
from kpsite.model.prose import Picture, Prose
from kpsite.model.writing import Bundle, Partner
from kpsite.pages.cards import course_card, listed_courses, listed_posts, post_card, sale
from kpsite.pages.course import card
from kpsite.pages.deal import promo_line
from kpsite.pages.link_parts import NavLink
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, Person, View
from kpsite.pages.sale_parts import Action, Promo
from kpsite.pages.shopfront import Shopfront, family
from kpsite.render.markdown.plain import plain_text
from kpsite.values import dataclass

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
    """A landing page for a partner's people.

    ``code`` is the promotion code for them, or empty, and ``promo`` what it brings when the store knows it;
    ``actions`` belong to ``courses``, one by one, with the code in their links.
    """

    title: str
    partner: NavLink
    logo: Picture | None
    code: str
    promo: Promo | None
    courses: tuple[Card, ...]
    actions: tuple[Action, ...]
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
    shown = [one for slug in matter.courses if (one := front.course(slug, language)) is not None]
    return PartnerView(
        front.shops[language],
        front.meta(
            f"{matter.title} – {front.site.matters[language].name}",
            matter.description or partner.summary,
            partner.url,
            family(partner.path, language),
            seo=matter.seo,
            cover=partner.link_image or partner.logo,
            listed=matter.listed,
            dates=(matter.date, matter.updated),
        ),
        (front.home(language),),
        title=matter.title,
        partner=NavLink(matter.name or matter.title, matter.url),
        logo=partner.logo,
        code=matter.code,
        promo=_promo(matter.code, shown, front, language),
        courses=tuple(card(one, front, language) for one in shown),
        actions=tuple(_action(one, matter.code, front, language) for one in shown),
        body=partner.body,
        extra=matter.extra,
    )


def _promo(code: str, things: list[Course | Bundle], front: Shopfront, language: str) -> Promo | None:
    """Give what a code brings today, if the store says so; also one that is not public otherwise."""
    today = front.site.today
    known = next((one for one in front.site.promos if one.code == code and one.runs(today)), None)
    return promo_line(known, things, front, language) if known else None


def _action(thing: Course | Bundle, code: str, front: Shopfront, language: str) -> Action:
    """Give the one action of a course or bundle with a code in its link, so that nobody has to type it at the
    checkout.
    """
    action = sale(thing, front, language).action
    links = (front.site.pay_link(thing, offer) for offer in thing.offers)
    link = next((one for one in links if action.url and one.url == action.url), None)
    return replace(action, url=link.with_code(code)) if code and link and link.takes_codes else action
