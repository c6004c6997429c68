"""``/buy/``: an address of the shop's own for each offer, for letters, videos and printed codes.

A payment link gets a new address whenever its price changes; the address under ``/buy/`` stays, and leads to
the link of today.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.model.course import Course
from kpsite.model.offer import Offer
from kpsite.model.prose import Picture
from kpsite.model.writing import Bundle
from kpsite.pages.cards import sale, terms
from kpsite.pages.link_parts import NavLink
from kpsite.pages.page import Page
from kpsite.pages.parts import View
from kpsite.pages.posters import page_scan
from kpsite.pages.prices import show_offer
from kpsite.pages.sale_parts import Action, Price
from kpsite.pages.share_parts import Scan
from kpsite.pages.shopfront import Shopfront
from kpsite.values import dataclass

MAIN = "course"
FORWARDED = frozenset({"buy", "subscribe", "trial", "get"})


@dataclass(frozen=True, slots=True)
class BuyView(View):
    """What is bought, what it costs, and where the visitor is taken.

    ``offer`` is the name of the offer where there are several, else empty; ``forward`` is the checkout's
    address, empty when nothing can be bought, and ``action`` then says why. ``scan`` is this address as a QR
    code, to be printed.
    """

    title: str
    offer: str
    cover: Picture
    bundle: bool
    price: Price | None
    action: Action
    forward: str
    back: NavLink
    scan: Scan


def main_offer(thing: Course | Bundle) -> Offer:
    """Give the offer that the course's or bundle's own address stands for: the one with the id ``course``,
    else the first.
    """
    return next((offer for offer in thing.offers if offer.id == MAIN), thing.offers[0])


def buy_url(thing: Course | Bundle, front: Shopfront, offer: Offer | None = None) -> str:
    """Give the address, from the root of the store, that stands for buying an offer; without one, for the
    main offer.
    """
    own = f"{front.site.root(thing.language)}buy/{thing.slug}/"
    return f"{own}{offer.id}/" if offer else own


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the addresses of everything that is sold: one for each course and bundle, and one for each of the
    offers that its front matter lists.
    """
    for thing in front.site.sold():
        if thing.offers:
            yield _page(thing, main_offer(thing), buy_url(thing, front), front)
        # Two offers with one id are a problem of their own.
        for offer in {offer.id: offer for offer in thing.matter.offers}.values():
            yield _page(thing, offer, buy_url(thing, front, offer), front)


def _page(thing: Course | Bundle, offer: Offer, url: str, front: Shopfront) -> Page:
    language, title = thing.language, thing.matter.title
    action, price = sale(thing, front, language).action, None
    if thing.status != "upcoming":
        shown = show_offer(offer, terms(thing, front, language))
        action, price = shown.action, shown.price
    view = BuyView(
        front.shops[language],
        front.meta(f"{title} – {front.site.matters[language].name}", "", thing.url, "", noindex=True),
        (),
        title=title,
        offer=offer.name if len(thing.offers) > 1 else "",
        cover=thing.cover,
        bundle=isinstance(thing, Bundle),
        price=price,
        action=action,
        forward=action.url if action.kind in FORWARDED else "",
        back=front.link(title, thing.url),
        scan=page_scan(url, front),
    )
    return Page(url, "buy", language, view, thing.path)
