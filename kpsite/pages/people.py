"""The pages of creators and of partners."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.model.course import Course
from kpsite.model.frozen import Mapping
from kpsite.model.people import AmbassadorMatter, Creator
from kpsite.model.prose import Picture, Prose
from kpsite.model.writing import Bundle, Partner
from kpsite.pages.cards import course_card, listed_courses, listed_posts, post_card, sale
from kpsite.pages.course import card
from kpsite.pages.deal import promo_line
from kpsite.pages.faces import creator_face, partner_face
from kpsite.pages.friends import carried, disclosure_of, promo_words
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
    ``actions`` belong to ``courses``, one by one, with the code in their links. ``ref`` and ``friends`` are
    for the script, when somebody is paid for sales by this page: their code, and their friends' promotion
    code with the slugs that it is for; ``disclosure`` says so.
    """

    title: str
    partner: NavLink
    logo: Picture | None
    code: str
    promo: Promo | None
    courses: tuple[Card, ...]
    actions: tuple[Action, ...]
    ref: str
    friends: str
    disclosure: str
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
            face=creator_face(creator, front),
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
    paid = _paid(partner, front)
    code = matter.code or (paid.promo if paid else "")
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
            face=partner_face(partner, front),
        ),
        (front.home(language),),
        title=matter.title,
        partner=NavLink(matter.name or matter.title, matter.url),
        logo=partner.logo,
        code=code,
        promo=_promo(code, shown, front, language),
        courses=tuple(card(one, front, language) for one in shown),
        actions=tuple(_action(one, code, paid.ref if paid else "", front, language) for one in shown),
        ref=paid.ref if paid else "",
        friends=promo_words(paid, front) if paid else "",
        disclosure=disclosure_of(paid, shown, front, language) if paid else "",
        body=partner.body,
        extra=matter.extra,
    )


def _promo(code: str, things: list[Course | Bundle], front: Shopfront, language: str) -> Promo | None:
    """Give what a code brings today, if the store says so; also one that is not public otherwise."""
    today = front.site.today
    known = next((one for one in front.site.promos if one.code == code and one.runs(today)), None)
    return promo_line(known, things, front, language) if known else None


def _paid(partner: Partner, front: Shopfront) -> AmbassadorMatter | None:
    """Give who is paid for sales by a partner's page; nobody where the store is not recommended."""
    one = front.site.ambassador(partner.matter.ambassador) if front.site.referral else None
    return one if one and one.active else None


def _action(thing: Course | Bundle, code: str, ref: str, front: Shopfront, language: str) -> Action:
    """Give the one action of a course or bundle with a promotion code in its link, so that nobody has to type
    it at the checkout, and with the code of who is paid for it.
    """
    action = sale(thing, front, language).action
    links = (front.site.pay_link(thing, offer) for offer in thing.offers)
    link = next((one for one in links if action.url and one.url == action.url), None)
    return carried(action, link, ref, language, code) if link else action
