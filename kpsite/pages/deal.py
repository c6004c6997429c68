"""Promotion codes: what sales pages say of them, and ``/deal/``, which carries them to the checkout."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kpsite.model.course import Course
from kpsite.model.offer import Offer
from kpsite.model.promo import Promo
from kpsite.model.writing import Bundle
from kpsite.pages.cards import bundle_card, course_card, sale
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, View
from kpsite.pages.prices import BUYABLE, write_money, write_percent
from kpsite.pages.sale_parts import Action, OfferView, Price
from kpsite.pages.sale_parts import Promo as PromoLine
from kpsite.pages.shopfront import Shopfront
from kpsite.values import dataclass

SOURCE = "content/promos.yaml"


@dataclass(frozen=True, slots=True)
class DealOffer:
    """An offer that the code lowers.

    ``price`` is what it costs with the code and strikes through what it costs without, where ``reduced`` is
    True; else it is the price without, and the saving is worked out at the checkout. The action's address
    carries the code.
    """

    name: str
    price: Price
    reduced: bool
    action: Action


@dataclass(frozen=True, slots=True)
class DealThing:
    """A course or bundle that the code is for; ``offers`` is empty while the code does not run."""

    card: Card
    offers: tuple[DealOffer, ...]


@dataclass(frozen=True, slots=True)
class DealView(View):
    """A promotion code and everything that it is for.

    ``state`` is ``running``, ``upcoming`` or ``ended``; ``saving`` is written the reader's way; ``minimum``
    is an amount or empty; ``uses`` is how often the code works altogether, 0 for no limit; ``months`` is on
    how many monthly payments of a subscription it saves, 1 for the first alone and 0 for all.
    """

    code: str
    saving: str
    state: str
    starts: str
    ends: str
    first_time_only: bool
    minimum: str
    uses: int
    months: int
    things: tuple[DealThing, ...]


def deal_url(promo: Promo, front: Shopfront, language: str) -> str:
    """Give the address, from the root of the store, of a code's own page; in small letters, because hosts
    tell capitals apart and buyers do not.
    """
    return f"{front.site.root(language)}deal/{promo.code.lower()}/"


def reached(promo: Promo, things: Iterable[Course | Bundle], front: Shopfront) -> list[Course | Bundle]:
    """Give the courses and bundles of which a code lowers some price; one for everything is for what lists
    show.
    """
    return [
        thing
        for thing in things
        if any(promo.covers(slug) for slug in front.slugs(thing))
        and (promo.courses or thing.matter.listed)
        and thing.status in ("open", "upcoming")
        and any(
            promo.reaches(offer) and front.site.pay_link(thing, offer).code_field for offer in thing.offers
        )
    ]


def promos(thing: Course | Bundle, front: Shopfront) -> tuple[PromoLine, ...]:
    """Give the public promotion codes that run today for a course or bundle."""
    return tuple(
        promo_line(promo, [thing], front, thing.language)
        for promo in front.site.promos
        if promo.public and promo.has_page and promo.runs(front.site.today) and reached(promo, [thing], front)
    )


def promo_line(promo: Promo, things: Sequence[Course | Bundle], front: Shopfront, language: str) -> PromoLine:
    """Give what is said of a code beside what it is for; without an address when it has no page."""
    paged = promo.has_page and reached(promo, things, front)
    return PromoLine(
        promo.code,
        saving_of(promo, things, language),
        front.site.href(deal_url(promo, front, language)) if paged else "",
        promo.ends.isoformat() if promo.ends else "",
        promo.first_time_only,
    )


def saving_of(promo: Promo, things: Iterable[Course | Bundle], language: str) -> str:
    """Write what a code saves; an amount in the currency of what it is for."""
    if promo.amount_off is None:
        return write_percent(promo.percent_off, language)
    units = {offer.price.currency for thing in things for offer in thing.offers}
    amounts = (promo.amount_off, *promo.currencies)
    return write_money(next((one for one in amounts if one.currency in units), promo.amount_off), language)


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the page of each code that has one, in each language in which it is for something."""
    for promo in front.site.promos:
        if promo.has_page:
            for language in front.site.matters:
                own = [thing for thing in front.site.sold() if thing.language == language]
                things = reached(promo, own, front)
                if things:
                    yield _page(promo, things, language, front)


def _page(promo: Promo, things: list[Course | Bundle], language: str, front: Shopfront) -> Page:
    url = deal_url(promo, front, language)
    saving, state = saving_of(promo, things, language), _state(promo, front.site.today)
    title = front.word(language, "This code has ended")
    if state != "ended":
        said = {"saving": saving, "code": promo.code}
        title = front.word(language, "%(saving)s off with the code %(code)s") % said
    view = DealView(
        front.shops[language],
        front.meta(f"{title} – {front.site.matters[language].name}", "", url, "", noindex=True),
        (front.home(language), front.catalogue(language)),
        code=promo.code,
        saving=saving,
        state=state,
        starts=promo.starts.isoformat() if promo.starts else "",
        ends=promo.ends.isoformat() if promo.ends else "",
        first_time_only=promo.first_time_only,
        minimum=write_money(promo.minimum, language) if promo.minimum else "",
        uses=promo.max_uses,
        months=_months(promo.duration),
        things=tuple(_thing(promo, thing, front, running=state == "running") for thing in things),
    )
    return Page(url, "deal", language, view, SOURCE)


def _state(promo: Promo, today: datetime.date) -> str:
    if promo.runs(today):
        return "running"
    return "upcoming" if promo.starts and promo.starts > today else "ended"


def _months(duration: str) -> int:
    number = duration.partition(" ")[0]
    return int(number) if number.isdecimal() else int(duration == "once")


def _thing(promo: Promo, thing: Course | Bundle, front: Shopfront, *, running: bool) -> DealThing:
    language, site = thing.language, front.site
    card = (
        course_card(thing, front, language)
        if isinstance(thing, Course)
        else bundle_card(thing, front, language)
    )
    known = {offer.id: offer for offer in thing.offers}
    lines = tuple(
        with_promo(promo, thing, known[view.id], view, front)
        for view in sale(thing, front, language).offers
        if running
        and view.action.kind in BUYABLE
        and promo.reaches(known[view.id])
        and site.pay_link(thing, known[view.id]).code_field
    )
    # Where the offers say what everything costs, the card is silent.
    return DealThing(replace(card, price=None, action=None) if lines else card, lines)


def with_promo(
    promo: Promo, thing: Course | Bundle, offer: Offer, view: OfferView, front: Shopfront
) -> DealOffer:
    """Give an offer as it stands with a code, which its button carries."""
    action, price, reduced = view.action, view.price, promo.reduced(offer)
    link = front.site.pay_link(thing, offer)
    if link.takes_codes:
        action = replace(action, url=link.with_code(promo.code))
    if reduced is not None:
        price = replace(
            price,
            free=reduced.free,
            text=write_money(reduced, thing.language),
            amount=reduced.amount,
            compare=view.price.text,
            also=(),
        )
    return DealOffer(offer.name, price, reduced is not None, action)
