"""The parts that structured data is made of, each from a part of a view."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from kpsite.model.prose import Asset, Picture, Prose
from kpsite.pages.parts import Person, View, Voice
from kpsite.pages.sale_parts import Action, OfferView, Price
from kpsite.render.markdown.embeds import embed
from kpsite.render.markdown.plain import plain_text

Node = dict[str, Any]
Words = Callable[[Any], str]

# What an offer's action says of its availability; one that cannot be bought yet for want of a link is none.
_AVAILABLE = {
    "buy": "InStock",
    "subscribe": "InStock",
    "trial": "InStock",
    "upcoming": "PreOrder",
    "sold_out": "SoldOut",
    "ended": "Discontinued",
    "closed": "Discontinued",
}
_PERIODS = {"month": "P1M", "year": "P1Y"}


def absolute(view: View, url: str) -> str:
    """Give an address of the store with scheme and host; whole addresses stay as they are."""
    if not url.startswith("/"):
        return url
    parts = urlsplit(view.meta.canonical)
    return f"{parts.scheme}://{parts.netloc}{url}"


def compact(node: Node) -> Node:
    """Leave out what is not known: empty texts, lists and parts. False and 0 are something to say."""
    return {name: value for name, value in node.items() if value or value is False or value == 0}


def thing(kind: str | list[str], view: View, name: str) -> Node:
    """Give what everything on a page of its own has."""
    meta = view.meta
    return {
        "@type": kind,
        "@id": f"{meta.canonical}#main",
        "name": name,
        "description": meta.description,
        "url": meta.canonical,
        "image": [address for address in (meta.image, meta.square) if address],
    }


def work(kind: str | list[str], view: View, name: str) -> Node:
    """Give what everything that was written has besides."""
    return thing(kind, view, name) | {
        "inLanguage": view.shop.language,
        "datePublished": view.meta.published,
        "dateModified": view.meta.modified,
    }


def shop(view: View) -> Node:
    """Give the shop as the organisation that sells. It never has a rating: nobody may rate themselves."""
    return {"@type": "Organization", "name": view.shop.name, "url": absolute(view, view.shop.home)}


def person(one: Person, view: View) -> Node:
    """Give somebody who teaches or writes."""
    known = {
        "@type": "Person",
        "name": one.name,
        "url": absolute(view, one.url) if one.url else "",
        "image": picture(one.avatar, view),
    }
    return compact(known)


def picture(one: Picture | None, view: View) -> str:
    """Give the absolute address of a picture that search engines can show; drawings in SVG are none."""
    return absolute(view, one.src) if one and not one.src.endswith(".svg") else ""


def duration(minutes: int) -> str:
    """Give minutes as an ISO 8601 duration: ``PT1H20M``; empty for none."""
    hours, rest = divmod(minutes, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{rest}M' if rest else ''}" if minutes else ""


def offers(view: View, known: Iterable[OfferView], price: Price | None) -> list[Node]:
    """Give the offers as they stand on the page; a free thing is one offer that costs nothing."""
    made = [_offer(view, one) for one in known if one.action.kind in _AVAILABLE]
    if not made and price is not None and price.free:
        free = {"@type": "Offer", "category": "Free", "price": "0", "priceCurrency": price.currency}
        return [free | {"availability": _available("buy"), "url": view.meta.canonical}]
    return made


def _offer(view: View, one: OfferView) -> Node:
    price = one.price
    node: Node = {
        "@type": "Offer",
        "name": one.name,
        "category": "Subscription" if price.interval else "Free" if price.free else "Paid",
        "price": price.amount,
        "priceCurrency": price.currency,
        "priceValidUntil": one.ends,
        "availability": _available(one.action.kind),
        "availabilityStarts": _starts(one.action),
        "url": view.meta.canonical,
        "seller": shop(view),
    }
    if price.interval:
        node["priceSpecification"] = {
            "@type": "UnitPriceSpecification",
            "price": price.amount,
            "priceCurrency": price.currency,
            "billingDuration": _PERIODS[price.interval],
        }
    return compact(node)


def _available(kind: str) -> str:
    return f"https://schema.org/{_AVAILABLE[kind]}"


def _starts(action: Action) -> str:
    return action.date if action.kind == "upcoming" else ""


def reviews(voices: Iterable[Voice]) -> list[Node]:
    """Give the testimonials that have stars and a day; those without are shown to people alone."""
    return [
        {
            "@type": "Review",
            "author": {"@type": "Person", "name": one.name},
            "datePublished": one.date,
            "reviewBody": plain_text(one.quote),
            "reviewRating": {"@type": "Rating", "ratingValue": one.rating, "bestRating": 5, "worstRating": 1},
        }
        for one in voices
        if one.rating and one.date
    ]


def rating(mean: float, count: int) -> Node:
    """Give the mean rating as the page shows it; nothing while there are too few to show one."""
    if not count:
        return {}
    return {"@type": "AggregateRating", "ratingValue": mean, "ratingCount": count, "bestRating": 5}


def breadcrumb(view: View, name: str) -> Node:
    """Give the way to a page as its breadcrumbs show it, and the page itself, which has no address there."""
    rows = [
        {"@type": "ListItem", "position": place, "name": crumb.title, "item": absolute(view, crumb.url)}
        for place, crumb in enumerate(view.crumbs, 1)
    ]
    rows.append({"@type": "ListItem", "position": len(rows) + 1, "name": name})
    return {"@type": "BreadcrumbList", "itemListElement": rows}


def video(view: View, shown: Prose | None, name: str) -> list[Node]:
    """Give a lesson's video; Google wants a day and a picture for it, and without them there is none."""
    day, image = view.meta.published, view.meta.image
    if shown is None or not (day and image):
        return []
    where = _place(view, shown)
    node = {
        "@type": "VideoObject",
        "name": name,
        "description": view.meta.description,
        "thumbnailUrl": [image],
        "uploadDate": day,
        "inLanguage": view.shop.language,
    }
    return [compact(node | where)] if where else []


def _place(view: View, shown: Prose) -> Node:
    file = next((one for _, one in shown.targets if isinstance(one, Asset)), None)
    if file is not None:
        return {"contentUrl": absolute(view, file.url)}
    known = embed(shown.text.rpartition("](<")[2].partition(">)")[0])
    return {"embedUrl": known.player} if known else {}
