"""``offers.json``: everything that is sold, for programs: shops of shops, price comparisons, assistants."""

from __future__ import annotations

import json
from collections.abc import Sequence

from kpsite.pages.bundle import BundleView
from kpsite.pages.course import CourseView
from kpsite.pages.page import Page
from kpsite.pages.sale_parts import OfferView
from kpsite.pages.shopfront import Shopfront


def offers(front: Shopfront, pages: Sequence[Page]) -> dict[str, bytes]:
    """Give what is sold, with the very prices of the pages; things that stand in no list, or are
    sold no more, are left out. Amounts are decimal text in units of their currency.
    """
    items = [
        _item(page.kind, page.language, page.view)
        for page in pages
        if isinstance(page.view, CourseView | BundleView)
        and page.view.meta.findable
        and page.view.status != "archived"
    ]
    known = {"version": 1, "shop": front.site.matters[front.site.language].name, "url": front.site.base_url}
    return {
        "offers.json": (json.dumps(known | {"items": items}, ensure_ascii=False, indent=1) + "\n").encode()
    }


def _item(kind: str, language: str, view: CourseView | BundleView) -> dict[str, object]:
    return {
        "kind": kind,
        "title": view.title,
        "url": view.meta.canonical,
        "language": language,
        "status": view.status,
        "description": view.meta.description,
        "image": view.meta.image,
        "free": bool(view.price and view.price.free),
        "offers": [_offer(one) for one in view.offers],
    }


def _offer(one: OfferView) -> dict[str, object]:
    offer = {
        "id": one.id,
        "name": one.name,
        "price": one.price.amount,
        "currency": one.price.currency,
        "interval": one.price.interval,
        "state": one.action.kind,
        "buy": one.action.url,
        "ends": one.ends,
    }
    return {name: value for name, value in offer.items() if value}
