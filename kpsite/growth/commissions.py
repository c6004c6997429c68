"""The commission statement: from what Stripe has of each order to what each ambassador is owed. Pure.

A statement is of some days. An order is in it when its hold ends in those days; money that goes back later
is a negative line of the day on which it did. So statements of following days never count anything twice,
and nothing has to be kept between them.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal

from kpsite.model.people import AmbassadorMatter
from kpsite.values import dataclass

DAY = 24 * 60 * 60
# From how many orders of one code on one day, and from which share of orders whose money went back, somebody
# should look.
BURST = 5
REFUNDED_PERCENT = 20
# Where dots before the @ make no difference, by the providers' own help pages.
WITHOUT_DOTS = {"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}


@dataclass(frozen=True, slots=True)
class Back:
    """Money that went back: ``refund`` or ``dispute``, when (Unix seconds), and how much (minor units)."""

    kind: str
    at: int
    amount: int


@dataclass(frozen=True, slots=True)
class Order:
    """A payment as Stripe has it; amounts are in minor units.

    ``id`` is that of the charge, ``order`` tells the payments of one order apart from those of others,
    ``what`` is the offer's key, ``card`` a fingerprint or empty; ``total`` is after discounts and with
    ``tax``; ``first`` is False for the later payments of a subscription.
    """

    id: str
    order: str
    at: int
    ref: str
    campaign: str
    what: str
    currency: str
    total: int
    tax: int
    email: str
    card: str = ""
    first: bool = True
    back: tuple[Back, ...] = ()


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for an offer: what it is called, the reward in percent, and the days until it is due."""

    title: str
    reward: int
    hold_days: int


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a statement; ``kind`` is ``sale``, ``refund`` or ``dispute``, and ``amount`` negative for the
    latter two. ``at`` is when it was paid or went back, ``due`` when it counts.
    """

    ref: str
    name: str
    kind: str
    order: str
    title: str
    campaign: str
    at: int
    due: int
    currency: str
    base: int
    percent: int
    amount: int


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An order that brings nothing, and why: ``self``, ``same-card``, ``inactive``, ``refunded``,
    ``disputed``, ``held`` (not due yet), ``again`` (a later payment of a subscription) or ``no-reward``.
    """

    ref: str
    order: str
    at: int
    reason: str
    currency: str
    base: int


@dataclass(frozen=True, slots=True)
class Unknown:
    """A code that nobody in ``ambassadors.yaml`` has: how many orders came by it, and what they paid."""

    ref: str
    orders: int
    bases: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """Something to look at before paying: ``burst``, ``refunds``, ``one-card``, ``before-since`` or
    ``other-offer``, with a number or a day that says more.
    """

    ref: str
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class Statement:
    """All of it; every list is sorted."""

    lines: tuple[Line, ...]
    left_out: tuple[LeftOut, ...]
    unknown: tuple[Unknown, ...]
    flags: tuple[Flag, ...]

    def totals(self) -> dict[tuple[str, str], int]:
        """Give what is owed by code and currency."""
        found: dict[tuple[str, str], int] = {}
        for line in self.lines:
            found[line.ref, line.currency] = found.get((line.ref, line.currency), 0) + line.amount
        return dict(sorted(found.items()))


@dataclass(frozen=True, slots=True)
class Rules:
    """What the store says: who may recommend, by code; the terms of each offer, by key, and those of anything
    else; whether later payments of a subscription count.
    """

    people: Mapping[str, AmbassadorMatter]
    terms: Mapping[str, Terms]
    otherwise: Terms
    recurring: bool = False

    def of(self, order: Order) -> Terms:
        """Give the terms of an order."""
        return self.terms.get(order.what, self.otherwise)


def person(email: str) -> str:
    """Give the one form of an address: small letters, nothing after a plus sign, and no dots where the
    provider ignores them.
    """
    name, _, host = email.strip().lower().rpartition("@")
    name = name.partition("+")[0]
    if host in WITHOUT_DOTS:
        name, host = name.replace(".", ""), WITHOUT_DOTS[host]
    return f"{name}@{host}"


def share(base: int, percent: int) -> int:
    """Give a share of an amount, rounded half up to whole minor units."""
    return int((Decimal(base) * percent / 100).quantize(Decimal(1), ROUND_HALF_UP))


def statement(orders: Iterable[Order], rules: Rules, begin: int, end: int) -> Statement:
    """Work out the statement of the time from ``begin`` up to ``end`` (Unix seconds, the end not in it)."""
    every = sorted({order.id: order for order in orders}.values(), key=lambda order: (order.at, order.id))
    known = [order for order in every if order.ref in rules.people and order.at < end]
    cards = _cards(every, rules)
    lines: list[Line] = []
    left_out: list[LeftOut] = []
    for order in known:
        reason = _reason(order, rules, cards)
        found = [] if reason else list(_lines(order, rules))
        due = order.at + rules.of(order).hold_days * DAY
        reason = reason or ("" if found else _lost(order, due)) or ("held" if due >= end else "")
        if reason and order.at >= begin - rules.of(order).hold_days * DAY:
            base = order.total - order.tax
            left_out.append(LeftOut(order.ref, order.id, order.at, reason, order.currency, base))
        lines += [line for line in found if begin <= line.due < end]
    lines.sort(key=lambda line: (line.ref, line.due, line.order, line.kind))
    unknown = [order for order in every if order.ref not in rules.people and begin <= order.at < end]
    return Statement(tuple(lines), tuple(left_out), _unknown(unknown), tuple(_flags(known, rules)))


def _cards(orders: Iterable[Order], rules: Rules) -> dict[str, set[str]]:
    """Give the cards with which each ambassador has paid."""
    owners = {person(one.email): ref for ref, one in rules.people.items() if one.email}
    found: dict[str, set[str]] = {}
    for order in orders:
        ref = owners.get(person(order.email)) if order.email else None
        if ref and order.card:
            found.setdefault(ref, set()).add(order.card)
    return found


def _reason(order: Order, rules: Rules, cards: Mapping[str, set[str]]) -> str:
    one = rules.people[order.ref]
    if not one.active:
        return "inactive"
    if one.email and order.email and person(one.email) == person(order.email):
        return "self"
    if order.card and order.card in cards.get(order.ref, ()):
        return "same-card"
    if not order.first and not rules.recurring:
        return "again"
    return "" if one.commission or rules.of(order).reward else "no-reward"


def _lost(order: Order, due: int) -> str:
    return "disputed" if any(back.kind == "dispute" and back.at < due for back in order.back) else "refunded"


def _lines(order: Order, rules: Rules) -> Iterable[Line]:
    """Give the line of a sale, and those of what went back later; none when all went back before."""
    one, terms = rules.people[order.ref], rules.of(order)
    percent, due = one.commission or terms.reward, order.at + terms.hold_days * DAY
    base = order.total - order.tax
    before = sum(back.amount for back in order.back if back.at < due)
    kept = _part(base, order.total - before, order.total)
    if kept <= 0:
        return
    owed = share(kept, percent)

    def line(kind: str, at: int, counts: int, of: int, amount: int) -> Line:
        return Line(
            order.ref, one.name, kind, order.id, terms.title, order.campaign, at, counts, order.currency, of,
            percent, amount,
        )  # fmt: skip

    yield line("sale", order.at, due, kept, owed)
    left, gone = owed, before
    for back in sorted((back for back in order.back if back.at >= due), key=lambda back: back.at):
        gone += back.amount
        rest = share(_part(base, max(0, order.total - gone), order.total), percent)
        if rest < left:
            yield line(back.kind, back.at, back.at, -_part(base, back.amount, order.total), rest - left)
            left = rest


def _part(base: int, amount: int, total: int) -> int:
    return int((Decimal(base) * amount / total).quantize(Decimal(1), ROUND_HALF_UP)) if total else 0


def _unknown(orders: Iterable[Order]) -> tuple[Unknown, ...]:
    found: dict[str, dict[str, int]] = {}
    counts: dict[str, int] = {}
    for order in orders:
        counts[order.ref] = counts.get(order.ref, 0) + 1
        bases = found.setdefault(order.ref, {})
        bases[order.currency] = bases.get(order.currency, 0) + order.total - order.tax
    return tuple(
        Unknown(ref, counts[ref], tuple(sorted(bases.items()))) for ref, bases in sorted(found.items())
    )


def _flags(orders: list[Order], rules: Rules) -> Iterable[Flag]:
    for ref in sorted({order.ref for order in orders}):
        own = [order for order in orders if order.ref == ref]
        yield from _bursts(ref, own)
        returned = sum(bool(order.back) for order in own)
        if len(own) >= BURST and returned * 100 > len(own) * REFUNDED_PERCENT:
            yield Flag(ref, "refunds", f"{returned} of {len(own)}")
        cards = [order.card for order in own if order.card]
        for card in sorted({card for card in cards if cards.count(card) > 1}):
            yield Flag(ref, "one-card", str(cards.count(card)))
        since = rules.people[ref].since
        early = [order for order in own if since and order.at < _second(since)]
        if since and early:
            yield Flag(ref, "before-since", str(len(early)))
        other = sum(order.what not in rules.terms for order in own)
        if other:
            yield Flag(ref, "other-offer", str(other))


def _bursts(ref: str, orders: Iterable[Order]) -> Iterable[Flag]:
    days: dict[int, int] = {}
    for order in orders:
        days[order.at // DAY] = days.get(order.at // DAY, 0) + 1
    for day, count in sorted(days.items()):
        if count >= BURST:
            yield Flag(ref, "burst", f"{day_of(day * DAY)}: {count}")


def _second(day: datetime.date) -> int:
    return (day - datetime.date(1970, 1, 1)).days * DAY


def day_of(at: int) -> str:
    """Give the day of a moment (Unix seconds), in UTC."""
    return (datetime.date(1970, 1, 1) + datetime.timedelta(days=at // DAY)).isoformat()
