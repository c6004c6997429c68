"""``/r/<code>/`` and ``/courses/<slug>/r/<code>/``: where those who recommend send people.

Everything is in the pages: the friend's code, who recommended, and in which language. So they work without
scripts, in browsers inside other apps, and with blockers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from kpsite.growth.poster import PosterPicture
from kpsite.growth.share import Buttons, scan
from kpsite.model.course import Course
from kpsite.model.people import AmbassadorMatter
from kpsite.model.referral import mark
from kpsite.model.store import Site
from kpsite.model.writing import Bundle
from kpsite.pages.cards import listed_bundles, listed_courses, sale
from kpsite.pages.course import card
from kpsite.pages.deal import DealOffer, saving_of, with_promo
from kpsite.pages.faces import bundle_face, course_face
from kpsite.pages.friends import carried, disclosure_of, friend_promo_for, promo_words
from kpsite.pages.link_parts import NavLink
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, View
from kpsite.pages.posters import Recommended, posters
from kpsite.pages.prices import BUYABLE
from kpsite.pages.referral_parts import LIST, PARAMETER
from kpsite.pages.shopfront import Shopfront
from kpsite.render.markdown.plain import plain_text
from kpsite.values import dataclass

SOURCE = "content/ambassadors.yaml"
TEMPLATE = "recommended.html"
# So many pages of single courses are made for all who recommend; beyond, each has the one with all courses,
# and those of single courses for the courses that are named with them.
MOST_PAGES = 1_000
# And so many of them have posters of their own, which take some time and room each.
MOST_POSTERS = 100


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A course or bundle that is recommended; ``saving`` is what friends save, written, or empty."""

    card: Card
    offers: tuple[DealOffer, ...]
    saving: str


@dataclass(frozen=True, slots=True)
class RecommendedView(View):
    """What somebody recommends: one course, with ``outcomes`` and the ways to more of it, or the whole shop.

    ``who`` is their name if it may be shown; ``ref`` and ``promo`` are for the script: the code, and their
    friends' own promotion code with the slugs that it is for. ``disclosure`` says that they are paid, and is
    empty when they are not.
    """

    title: str
    lead: str
    who: str
    ref: str
    promo: str
    disclosure: str
    single: bool
    things: tuple[Suggestion, ...]
    outcomes: tuple[str, ...]
    first_free: NavLink | None
    more: NavLink
    address: str
    share: Buttons
    posters: tuple[PosterPicture, ...]


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the pages of everybody who recommends, in each of their languages."""
    if TEMPLATE not in front.templates:
        return
    made = _course_pages(front)
    for one in _active(front.site):
        for language in _languages(one, front.site):
            things = recommended(one, front, language)
            own = bool(one.courses)
            single = {thing.url for thing in things if own or made <= MOST_PAGES}
            yield _shop_page(one, things, single, front, language)
            drawn = own or made <= MOST_POSTERS
            yield from (_course_page(one, thing, front, drawn) for thing in things if thing.url in single)


def recommended(one: AmbassadorMatter, front: Shopfront, language: str) -> list[Course | Bundle]:
    """Give what somebody recommends in a language: what is named with them, else all that is sold."""
    every: list[Course | Bundle] = [*listed_courses(front, language), *listed_bundles(front, language)]
    sold = [
        thing
        for thing in every
        if thing.language == language and thing.offers and thing.status in ("open", "upcoming")
    ]
    if not one.courses:
        return sold
    named = (front.course(slug, language) for slug in one.courses)
    return [thing for thing in named if thing and thing.language == language and thing.offers]


def code_list(front: Shopfront) -> dict[str, bytes]:
    """Give the file by which browsers know the codes that count: a digest of each, with the promotion code of
    that person's friends and the slugs that it is for.
    """
    known = {mark(one.ref): promo_words(one, front) for one in _active(front.site)}
    return {LIST: json.dumps(known, sort_keys=True).encode()}


def recommended_url(one: AmbassadorMatter, root: str) -> str:
    """Give the address of somebody's page under a language's root or the address of a course."""
    return f"{root}r/{one.ref}/"


def _active(site: Site) -> list[AmbassadorMatter]:
    # Two people with one code are a problem of their own.
    return [one for one in {one.ref: one for one in site.ambassadors}.values() if one.active]


def _languages(one: AmbassadorMatter, site: Site) -> list[str]:
    # One that the store does not have is a problem of its own.
    return [language for language in one.languages or site.matters if language in site.matters]


def _course_pages(front: Shopfront) -> int:
    """Give how many pages of single courses there were, of those who name none."""
    site = front.site
    return sum(
        len(recommended(one, front, language))
        for one in _active(site)
        for language in _languages(one, site)
        if not one.courses
    )


def _shop_page(
    one: AmbassadorMatter,
    things: list[Course | Bundle],
    single: set[str],
    front: Shopfront,
    language: str,
) -> Page:
    site, shop = front.site, front.shops[language]
    root = site.root(language)
    url = recommended_url(one, root)
    title = front.word(language, "Recommended to you")
    if one.public:
        title = front.word(language, "%(name)s recommends these courses") % {"name": one.name}
    view = RecommendedView(
        shop,
        front.meta(f"{title} – {shop.name}", "", root, "", cover=site.link_image, noindex=True),
        (),
        title=title,
        lead=shop.tagline,
        who=one.name if one.public else "",
        ref=one.ref,
        promo=promo_words(one, front),
        disclosure=disclosure_of(one, things, front, language),
        single=False,
        things=tuple(_suggestion(one, thing, front, own=thing.url in single) for thing in things),
        outcomes=(),
        first_free=None,
        more=_with_code(front.catalogue(language), one),
        address=site.absolute(url),
        share=front.share(shop.name, url, language, site.matters[language].share),
        posters=(),
    )
    return Page(url, "recommended", language, view, SOURCE)


def _course_page(one: AmbassadorMatter, thing: Course | Bundle, front: Shopfront, drawn: bool) -> Page:
    language, matter, site = thing.language, thing.matter, front.site
    url = recommended_url(one, thing.url)
    face = course_face(thing, front) if isinstance(thing, Course) else bundle_face(thing, front)
    shop_url = site.href(recommended_url(one, site.root(language)))
    view = RecommendedView(
        front.shops[language],
        front.meta(
            f"{matter.title} – {site.matters[language].name}",
            matter.description or plain_text(matter.subtitle),
            thing.url,
            "",
            seo=matter.seo,
            cover=thing.link_image or thing.cover,
            alt=matter.cover_alt,
            face=face,
            noindex=True,
        ),
        (NavLink(front.word(language, "Home"), shop_url),),
        title=matter.title,
        lead=matter.subtitle,
        who=one.name if one.public else "",
        ref=one.ref,
        promo=promo_words(one, front),
        disclosure=disclosure_of(one, [thing], front, language),
        single=True,
        things=(_suggestion(one, thing, front, own=True),),
        outcomes=thing.matter.outcomes if isinstance(thing, Course) else (),
        first_free=_first_free(thing, one, front),
        more=_with_code(front.link(matter.title, thing.url), one),
        address=site.absolute(url),
        share=front.share(matter.title, url, language, matter.share),
        posters=posters(thing, front, _by(one, thing, front)) if drawn else (),
    )
    return Page(url, "recommended", language, view, SOURCE)


def _by(one: AmbassadorMatter, thing: Course | Bundle, front: Shopfront) -> Recommended:
    """Give what somebody's posters say of them; the code leads to their own page."""
    language, url = thing.language, recommended_url(one, thing.url)
    named = front.word(language, "Recommended by %(name)s") % {"name": one.name}
    return Recommended(
        link=scan(front.site.absolute(url), "", "poster").link,
        line=named if one.public else front.word(language, "Recommended to you"),
        note=disclosure_of(one, [thing], front, language),
    )


def _suggestion(one: AmbassadorMatter, thing: Course | Bundle, front: Shopfront, *, own: bool) -> Suggestion:
    language, site = thing.language, front.site
    shown = card(thing, front, language)
    known = {offer.id: offer for offer in thing.offers}
    offers, saving = [], ""
    for view in sale(thing, front, language).offers:
        offer = known[view.id]
        if view.action.kind not in BUYABLE | {"get"}:
            continue
        promo, link = friend_promo_for(thing, offer, front, one), site.pay_link(thing, offer)
        line = DealOffer(offer.name, view.price, reduced=False, action=view.action)
        if promo:
            line, saving = with_promo(promo, thing, offer, view, front), saving_of(promo, [thing], language)
        action = carried(line.action, link, one.ref, language, promo.code if promo else "")
        offers.append(replace(line, action=action))
    url = site.href(recommended_url(one, thing.url)) if own else _query(shown.url, one)
    # Where the offers say what everything costs, the card is silent.
    bare = replace(shown, url=url, price=None, action=None) if offers else replace(shown, url=url)
    return Suggestion(bare, tuple(offers), saving)


def _first_free(thing: Course | Bundle, one: AmbassadorMatter, front: Shopfront) -> NavLink | None:
    lessons = thing.lessons if isinstance(thing, Course) else ()
    first = next((lesson for lesson in lessons if lesson.state != "closed" and lesson.matter.listed), None)
    return _with_code(front.link(first.matter.title, first.url), one) if first else None


def _with_code(link: NavLink, one: AmbassadorMatter) -> NavLink:
    return replace(link, url=_query(link.url, one))


def _query(url: str, one: AmbassadorMatter) -> str:
    """Give an address of the store with a code, for those whose browser can read it there."""
    return f"{url}?{PARAMETER}={one.ref}"
