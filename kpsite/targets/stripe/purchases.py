"""From a checkout session to a purchase: whether it is paid, how it stands, and which courses it opens."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from typing import Any

from kpsite.model.frozen import Mapping as Frozen
from kpsite.model.lock import Lock
from kpsite.model.uid import is_uid
from kpsite.sealing.buyers import LIVE, PAID, Buyer, Sale
from kpsite.sealing.lockers import is_claim
from kpsite.targets.stripe.catalogue import Catalogue
from kpsite.targets.stripe.links import opens
from kpsite.values import dataclass

Object = Mapping[str, Any]
Disputes = Callable[[str], Iterable[Object]]
"""Gives the disputes about a charge."""

WAITING = "waiting"
"""A purchase whose money is still on its way: delayed ways of paying are complete first and paid later."""
_RUNNING = frozenset({"active", "trialing"})
_OVER = frozenset({"canceled", "incomplete_expired"})


@dataclass(frozen=True, slots=True)
class Purchase:
    """A purchase as Stripe tells of it today.

    ``state`` is one of those of ``kpsite.sealing.buyers``, or ``waiting``; ``offer`` is the key of what was
    sold. ``partly`` says that a part of the money was given back, ``email`` is the buyer's, for the eyes of
    the creator alone.
    """

    claim: str = field(repr=False)
    bought: datetime.date
    courses: tuple[str, ...]
    state: str
    ref: str
    offer: str = ""
    running: bool = False
    partly: bool = False
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of what opens what: by the key of an offer, the id of a payment link, the address of one
    that was made by hand, and the id of a product. ``site`` is the store's name in its accounts, ``live`` the
    mode.
    """

    site: str
    live: bool
    offers: Mapping[str, tuple[str, ...]]
    links: Mapping[str, tuple[str, ...]]
    urls: Mapping[str, tuple[str, ...]]
    products: Mapping[str, str]

    def with_links(self, links: Iterable[Object]) -> Known:
        """Give what is known together with the links that were made by hand, as the account lists them."""
        by_hand = {str(one["id"]): self.urls[one["url"]] for one in links if one["url"] in self.urls}
        return replace(self, links={**by_hand, **self.links})


def known_of(wanted: Catalogue, lock: Lock, mode: str, ids: Mapping[str, str]) -> Known:
    """Gather it from the store and its lock, which knows the links of earlier prices; ``ids`` are those of
    the courses by their slugs.
    """
    links: dict[str, tuple[str, ...]] = {}
    earlier: dict[str, tuple[str, ...]] = {}
    for key, one in sorted(lock.section(mode).objects.items(), reverse=True):  # what is left over comes first
        kind, _, offer = key.partition(" ")
        if kind == "link":
            links[one.id] = earlier[offer.partition(" ")[0]] = tuple(
                one.inputs.get("metadata.kp_courses", "").split()
            )
    now = {sale.key: opens(sale.thing, sale.offer, ids) for sale in wanted.sales}
    urls = {url: now[key] for key, url in wanted.by_hand.items()}
    products = {f"kp-{wanted.site}-{uid}": uid for uid in ids.values()}
    return Known(wanted.site, mode == "live", earlier | now, links, urls, products)


def purchase_of(
    session: Object, known: Known, before: Mapping[str, Buyer], disputes: Disputes
) -> Purchase | None:
    """Read a checkout session, with its items, payment and subscription expanded; None for what is no sale of
    this store.

    ``before`` are the purchases that are known, by claim: one whose link nobody knows any more opens what it
    did. A session of another mode is no sale, whatever else it says.
    """
    claim, link = str(session["id"]), session.get("payment_link")
    if session["status"] != "complete" or not isinstance(link, str) or not is_claim(claim):
        return None
    if bool(session["livemode"]) is not known.live or claim.startswith(LIVE) is not known.live:
        return None
    courses = tuple(dict.fromkeys(uid for uid in _courses(session, link, known) if is_uid(uid)))
    courses = courses or (before[claim].courses if claim in before else ())
    if not courses:
        return None
    charge = _charge(session)
    details = session.get("customer_details") or {}
    return Purchase(
        claim,
        datetime.datetime.fromtimestamp(session["created"], datetime.UTC).date(),
        courses,
        _state(session, charge, disputes),
        _ref(session),
        str(_marks(session).get("kp_key", "")),
        session["mode"] == "subscription",
        bool(charge and charge.get("amount_refunded") and not charge.get("refunded")),
        str(details.get("email") or ""),
    )


def _courses(session: Object, link: str, known: Known) -> Iterator[str]:
    marks = _marks(session)
    if marks.get("kp_site", known.site) != known.site:
        return
    if "kp_courses" in marks:
        yield from str(marks["kp_courses"]).split()
    else:
        yield from known.links.get(link, ())
    if session["mode"] == "subscription":  # members have what is included today as well
        yield from known.offers.get(str(marks.get("kp_key", "")), ())
    for item in (session.get("line_items") or {}).get("data", ()):
        yield from _added(item.get("price") or {}, str(marks.get("kp_key", "")), known)


def _added(price: Object, main: str, known: Known) -> Iterator[str]:
    """Give the courses of what was added at the checkout: prices of ours with other keys than the link's."""
    marks = price.get("metadata") or {}
    key = str(marks.get("kp_key", ""))
    if marks.get("kp_site") == known.site and key and key != main:
        product = known.products.get(str(price.get("product")), "")
        yield from known.offers.get(key) or ((product,) if product else ())


def _marks(session: Object) -> Object:
    return session.get("metadata") or {}


def _charge(session: Object) -> Object | None:
    intent = session.get("payment_intent")
    charge = intent.get("latest_charge") if isinstance(intent, Mapping) else None
    return charge if isinstance(charge, Mapping) else None


def _state(session: Object, charge: Object | None, disputes: Disputes) -> str:
    if session["payment_status"] not in ("paid", "no_payment_required"):
        return WAITING
    if session["mode"] == "subscription":
        status = str((session.get("subscription") or {}).get("status", ""))
        return PAID if status in _RUNNING else "ended" if status in _OVER else "late"
    if charge is None:  # at nothing to pay there is no charge
        return PAID
    if charge.get("refunded"):
        return "refunded"
    return dispute_state(disputes(str(charge["id"]))) if charge.get("disputed") else PAID


def dispute_state(disputes: Iterable[Object]) -> str:
    """Give how a purchase stands that a buyer's bank has asked about: inquiries take no money, and what was
    won is as if nothing had been.
    """
    found = [str(one["status"]) for one in disputes]
    if "lost" in found:
        return "lost"
    settled = all(status in ("won", "prevented") or status.startswith("warning") for status in found)
    return PAID if found and settled else "disputed"


def _ref(session: Object) -> str:
    for name in ("payment_intent", "subscription"):
        one = session.get(name)
        if one:
            return str(one["id"] if isinstance(one, Mapping) else one)
    return ""


def taken(order: Purchase, before: Buyer | None, edition: Callable[[str], int]) -> Buyer:
    """Give the purchase to remember; ``before`` is what was known of it, ``edition`` gives that of a course.

    Whoever had a locker and has none any more may have opened the editions that were current.
    """
    had = before.had if before else Frozen()
    if before and before.paid and order.state != PAID:
        had = Frozen({uid: edition(uid) for uid in before.courses})
    sale = Sale(order.claim, order.bought, order.running)
    return Buyer(sale, order.courses, order.state, order.ref, Frozen() if order.state == PAID else had)


CLOSED = frozenset({"refunded", "lost", "ended"})


def to_rotate(buyers: Iterable[Buyer], edition: Callable[[str], int]) -> list[str]:
    """Give the courses whose current edition somebody may have open who is no longer to read it."""
    return sorted(
        {
            uid
            for buyer in buyers
            if buyer.state in CLOSED
            for uid, number in buyer.had.items()
            if number == edition(uid)
        }
    )
