"""The sales page of a bundle."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kpsite.model.course import Course
from kpsite.model.frozen import Mapping
from kpsite.model.money import Money
from kpsite.model.offer import Offer
from kpsite.model.prose import Picture, Prose
from kpsite.model.writing import Bundle
from kpsite.pages.cards import action, course_card, offers, price
from kpsite.pages.course import promos
from kpsite.pages.faces import bundle_face
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, Question, ShareLink, View, Voice
from kpsite.pages.prices import write_money
from kpsite.pages.sale_parts import Action, OfferView, Price, Promo
from kpsite.pages.shopfront import Shopfront, family
from kpsite.pages.voices import voice


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
    share: tuple[ShareLink, ...]
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
    return BundleView(
        front.shops[language],
        front.meta(
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
        ),
        (front.home(language), front.catalogue(language)),
        title=matter.title,
        subtitle=matter.subtitle,
        cover=bundle.cover,
        cover_alt=matter.cover_alt,
        price=price(bundle, front, language),
        action=action(bundle, front, language),
        offers=offers(bundle, front, language),
        courses=tuple(course_card(course, front, language) for course in courses),
        saving=_saving(bundle, courses, front.site.today),
        body=bundle.body,
        guarantee=matter.guarantee,
        refund_days=matter.refund_days,
        faq=tuple(Question(one.q, one.a) for one in matter.faq),
        voices=tuple(voice(one) for one in matter.testimonials if one.consent),
        promos=promos(bundle, front),
        share=front.share(matter.title, bundle.url, language, matter.share),
        status=bundle.status,
        opens=matter.date.isoformat() if matter.date and bundle.status == "upcoming" else "",
        waitlist_id=bundle.slug,
        extra=matter.extra,
    )


def _saving(bundle: Bundle, courses: list[Course], today: datetime.date) -> str:
    least = [_least(course.offers, today) for course in courses if not course.free]
    own = _least(bundle.offers, today)
    if own is None or not least or any(one is None or one.currency != own.currency for one in least):
        return ""
    saved = sum(one.minor for one in least if one is not None) - own.minor
    return write_money(Money(saved, own.currency), bundle.language) if saved > 0 else ""


def _least(offers: Iterable[Offer], today: datetime.date) -> Money | None:
    # A price that is over, or still to come, would make the saving a lie.
    return min((offer.price for offer in offers if not offer.interval and offer.on_sale(today)), default=None)
