"""The sales page of a bundle."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from kpsite.growth.poster import PosterPicture
from kpsite.growth.share import Buttons
from kpsite.model.course import Course
from kpsite.model.frozen import Mapping
from kpsite.model.money import Money
from kpsite.model.offer import Offer
from kpsite.model.prose import Picture, Prose
from kpsite.model.writing import Bundle
from kpsite.pages.cards import course_card, sale
from kpsite.pages.deal import promos
from kpsite.pages.faces import bundle_face
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, Question, View, Voice
from kpsite.pages.posters import page_scan, posters
from kpsite.pages.prices import write_money
from kpsite.pages.sale_parts import Action, OfferView, Price, Promo
from kpsite.pages.share_parts import Scan
from kpsite.pages.shopfront import Shopfront, family
from kpsite.pages.voices import voice
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class BundleView(View):
    """Everything that a bundle's page may show.

    ``saving`` is what the parts would cost more, written, or empty when they would not.
    """

    title: str
    subtitle: str
    cover: Picture
    cover_alt: str
    price: Price | None
    action: Action
    offers: tuple[OfferView, ...]
    courses: tuple[Card, ...]
    saving: str
    body: Prose
    guarantee: str
    refund_days: int
    faq: tuple[Question, ...]
    voices: tuple[Voice, ...]
    promos: tuple[Promo, ...]
    share: Buttons
    scan: Scan
    posters: tuple[PosterPicture, ...]
    status: str
    opens: str
    waitlist_id: str
    extra: Mapping


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the page of every bundle."""
    for bundle in front.site.bundles:
        yield Page(bundle.url, "bundle", bundle.language, _view(bundle, front), bundle.path)


def _view(bundle: Bundle, front: Shopfront) -> BundleView:
    language, matter = bundle.language, bundle.matter
    courses = [one for slug in matter.courses if isinstance(one := front.course(slug, language), Course)]
    sold = sale(bundle, front, language)
    meta = front.meta(
        f"{matter.title} – {front.site.matters[language].name}",
        matter.description or bundle.summary,
        bundle.url,
        family(bundle.path, language),
        seo=matter.seo,
        cover=bundle.link_image or bundle.cover,
        alt=matter.cover_alt,
        listed=matter.listed,
        dates=(matter.date, matter.updated),
        face=bundle_face(bundle, front),
        twin=True,
    )
    return BundleView(
        front.shops[language],
        meta,
        (front.home(language), front.catalogue(language)),
        title=matter.title,
        subtitle=matter.subtitle,
        cover=bundle.cover,
        cover_alt=matter.cover_alt,
        price=sold.price,
        action=sold.action,
        offers=sold.offers,
        courses=tuple(course_card(course, front, language) for course in courses),
        saving=_saving(bundle, courses, front.site.today, front.site.matters[language].currency),
        body=bundle.body,
        guarantee=matter.guarantee,
        refund_days=matter.refund_days,
        faq=tuple(Question(one.q, one.a) for one in matter.faq),
        voices=tuple(voice(one) for one in matter.testimonials if one.consent),
        promos=promos(bundle, front),
        share=front.share(matter.title, bundle.url, language, matter.share, meta.image),
        scan=page_scan(bundle.url, front),
        posters=posters(bundle, front),
        status=bundle.status,
        opens=matter.date.isoformat() if matter.date and bundle.status == "upcoming" else "",
        waitlist_id=bundle.slug,
        extra=matter.extra,
    )


def _saving(bundle: Bundle, courses: list[Course], today: datetime.date, currency: str) -> str:
    own = [offer.price for offer in _once(bundle, today)]
    unit = next((one.currency for one in own if one.currency == currency), own[0].currency if own else "")
    # Amounts are compared within one currency only.
    parts = [
        [one.minor for offer in _once(course, today) for one in _prices(offer) if one.currency == unit]
        for course in courses
        if not course.free
    ]
    if not unit or not parts or not all(parts):
        return ""
    saved = sum(map(min, parts)) - min(one.minor for one in own if one.currency == unit)
    return write_money(Money(saved, unit), bundle.language) if saved > 0 else ""


def _once(thing: Course | Bundle, today: datetime.date) -> list[Offer]:
    # A price that is over, or still to come, would make the saving a lie; so would a free taste of the whole.
    return [
        offer for offer in thing.offers if offer.on_sale(today) and not offer.interval and not offer.given
    ]


def _prices(offer: Offer) -> tuple[Money, ...]:
    return (offer.price, *offer.currencies)
