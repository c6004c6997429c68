"""The pages of creators and of partners."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import quote

from kpsite.model.frozen import Mapping
from kpsite.model.people import Creator
from kpsite.model.prose import Picture, Prose
from kpsite.model.writing import Partner
from kpsite.pages.cards import action, course_card, listed_courses, listed_posts, post_card
from kpsite.pages.course import card, show_promo
from kpsite.pages.link_parts import NavLink
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, Person, View
from kpsite.pages.sale_parts import Action, Promo
from kpsite.pages.shopfront import Shopfront, family
from kpsite.render.markdown.inline import plain_text

POSTS = 5
CHECKOUT = "https://buy.stripe.com/"


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
        promo=_promo(matter.code, front, language),
        courses=tuple(card(one, front, language) for one in shown),
        actions=tuple(with_code(action(one, front, language), matter.code) for one in shown),
        body=partner.body,
        extra=matter.extra,
    )


def _promo(code: str, front: Shopfront, language: str) -> Promo | None:
    """Give what a code brings today, if the store says so; also one that is not public otherwise."""
    today = front.site.today
    known = next((one for one in front.site.promos if one.code == code and one.runs(today)), None)
    return show_promo(known, language) if known else None


def with_code(one: Action, code: str) -> Action:
    """Give an action with a promotion code in its link, so that nobody has to type it at the checkout.

    The parameter is Stripe's own (docs.stripe.com/payment-links/promotions).
    """
    if not code or not one.url.startswith(CHECKOUT):
        return one
    sign = "&" if "?" in one.url else "?"
    return replace(one, url=f"{one.url}{sign}prefilled_promo_code={quote(code, safe='')}")
