"""What a course or bundle costs: its offers, from the short form or the long one."""

from __future__ import annotations

from typing import Protocol

from kpsite.load.variants import Desk
from kpsite.model.money import Money
from kpsite.model.offer import Offer


class Sold(Protocol):
    """Front matter of something that is sold."""

    @property
    def price(self) -> Money | None: ...
    @property
    def compare_at(self) -> Money | None: ...
    @property
    def offers(self) -> tuple[Offer, ...]: ...
    @property
    def payment_link(self) -> str: ...
    @property
    def status(self) -> str: ...


def offers_of(matter: Sold, path: str, desk: Desk, what: str) -> tuple[Offer, ...]:
    """Give the offers; empty for something free, and for something upcoming whose price is not set yet.

    Paid is the default: nothing said of a price is an error, so that forgetting it gives nothing away.
    """
    if matter.offers:
        return _listed(matter, path, desk)
    if matter.price is None:
        if matter.status != "upcoming" and not any(desk.says(path, name) for name in ("price", "offers")):
            hint = f'write "price: 49 {desk.currency}", or "price: free" to give it away'
            desk.error(path, "", "missing-price", f"found a {what} without a price", hint)
        return ()
    if matter.price.free:
        if matter.payment_link:
            desk.error(
                path,
                "payment_link",
                "free-and-sold",
                f"found a payment link for a free {what}",
                "remove it, or set a price",
            )
        return ()
    return (Offer("course", matter.price, compare_at=matter.compare_at, payment_link=matter.payment_link),)


def _listed(matter: Sold, path: str, desk: Desk) -> tuple[Offer, ...]:
    for name in ("price", "payment_link", "compare_at"):
        if getattr(matter, name):
            desk.error(
                path,
                name,
                "two-prices",
                f'found "{name}" beside "offers"',
                "keep the offers, and write it inside the offer that it is for",
            )
    seen: dict[str, int] = {}
    for index, offer in enumerate(matter.offers):
        if offer.id in seen:
            desk.error(
                path,
                f"offers[{index}].id",
                "duplicate-id",
                f'found "{offer.id}" a second time',
                "give each offer an id of its own",
            )
        seen[offer.id] = index
        if offer.starts and offer.ends and offer.ends < offer.starts:
            desk.error(
                path,
                f"offers[{index}].ends",
                "wrong-order",
                f"found an end, {offer.ends}, before the start, {offer.starts}",
                "swap them",
            )
        if offer.trial_days and not offer.interval:
            desk.error(
                path,
                f"offers[{index}].trial_days",
                "trial-without-interval",
                "found trial days for a single payment",
                'add "interval: month" or "interval: year"',
            )
    return matter.offers
