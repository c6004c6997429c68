"""What a file's history says of its claims: whether prices that are struck through were really asked, and
whether deadlines ended.

A former price misleads where it was not asked openly and lately (16 CFR 233.1; Directive 98/6/EC, 6a).
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from kpsite.load.documents import is_yaml, read_data, read_document
from kpsite.load.variants import line_of
from kpsite.model.money import Money, parse_money
from kpsite.model.nodes import Map, Node, Scalar, Seq
from kpsite.model.report import Report
from kpsite.problems import Place, Problem, warning
from kpsite.values import dataclass

SHORT = ""  # the offer of a file that says ``price`` alone


@dataclass(frozen=True, slots=True)
class Version:
    """A file as it was from a day on, until its next version."""

    day: datetime.date
    data: bytes


@dataclass(frozen=True, slots=True)
class Period:
    """The days that count: from the first to today."""

    first: datetime.date
    today: datetime.date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.today - self.first).days


def check(
    path: str, now: bytes, versions: Sequence[Version] | None, currency: str, period: Period
) -> Iterator[Problem]:
    """Find struck-through prices that were not asked for a day at least in a period.

    ``now`` is the file as it is; ``versions`` are its earlier ones, oldest first, None when there is no
    history; ``currency`` is that of bare amounts.
    """
    matter = _matter(path, now)
    current = {offer: price for offer, _, price in _amounts(matter, "price", currency)}
    for offer, key, price in _amounts(matter, "compare_at", currency):
        if price <= current.get(offer, Money(0, price.currency)):
            continue  # a price that is not higher is told elsewhere
        shown = f"{price.amount} {price.currency}"
        place = Place(path, line_of(matter, key), key)
        if versions is None:
            hint = 'keep the store in git, as a whole clone: "kpsite check" then sees when it was asked'
            message = f"found an earlier price, {shown}, and no history of the file that shows it"
            yield warning(place, "no-price-history", message, hint)
        elif not any(_asked(path, versions, offer, price, currency, period)):
            hint = 'take it out; "compare_days" in site.yaml says how far back counts'
            message = f"found an earlier price, {shown}, that was not asked in the last {period.days} days"
            yield warning(place, "price-never-asked", message, hint)


def deadlines(path: str, now: bytes, versions: Sequence[Version] | None, period: Period) -> Iterator[Problem]:
    """Find deadlines that came and were moved: whoever hurried for the first was told something untrue.

    An offer that comes again later, with a first day of its own, is a new one. The other arguments are those
    of ``check``; without a history there is nothing to say.
    """
    earlier: dict[str, set[datetime.date]] = {}
    for version in versions or ():
        for name, _, _, ends in _ends(_matter(path, version.data)):
            earlier.setdefault(name, set()).add(ends)
    for name, key, starts, ends in _ends(matter := _matter(path, now)):
        moved = [
            day
            for day in earlier.get(name, ())
            if period.first <= day < ends and day <= period.today and (starts is None or starts <= day)
        ]
        if moved:
            hint = 'let it end; an offer that comes again says its own first day in "starts"'
            message = f"found a deadline, {ends}, that was {max(moved)} before and did not end"
            yield warning(Place(path, line_of(matter, key), key), "deadline-moved", message, hint)


def telling(data: bytes) -> bool:
    """Whether a file may claim what its history can tell: a cheap look before that is read."""
    return b"compare_at" in data or b"ends:" in data


def _ends(matter: Map) -> Iterator[tuple[str, str, datetime.date | None, datetime.date]]:
    """Give the deadlines of offers and codes: the id or code, the key, the first and the last day."""
    for name in ("offers", "items"):
        listed = matter.get(name)
        for index, one in enumerate(listed.items if isinstance(listed, Seq) else ()):
            if isinstance(one, Map):
                ends = _day(one.get("ends"))
                known = one.get("id") or one.get("code")
                if ends and isinstance(known, Scalar):
                    yield known.text, f"{name}[{index}].ends", _day(one.get("starts")), ends


def _day(node: Node | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(node.text) if isinstance(node, Scalar) else None
    except ValueError:
        return None


def _asked(
    path: str, versions: Sequence[Version], offer: str, price: Money, currency: str, period: Period
) -> Iterator[bool]:
    ends = [*(version.day for version in versions[1:]), period.today]
    for version, end in zip(versions, ends, strict=True):
        if max(version.day, period.first) < min(end, period.today):
            found = _amounts(_matter(path, version.data), "price", currency)
            yield any(name in (offer, SHORT) and money == price for name, _, money in found)


def _matter(path: str, data: bytes) -> Map:
    # What is wrong with the file of today is told elsewhere, and what was wrong once is nobody's business.
    document = (read_data if is_yaml(path) else read_document)(path, data, Report(path))
    return document.matter if document else Map((), 0)


def _amounts(matter: Map, name: str, currency: str) -> Iterator[tuple[str, str, Money]]:
    """Give the amounts that stand under a name: the offer's id, the key, the amount."""
    offers = matter.get("offers")
    listed = offers.items if isinstance(offers, Seq) else ()
    places = [(SHORT, name, matter.get(name))]
    for index, one in enumerate(listed):
        if isinstance(one, Map):
            own = one.get("id")
            places.append(
                (own.text if isinstance(own, Scalar) else SHORT, f"offers[{index}].{name}", one.get(name))
            )
    for offer, key, node in places:
        if isinstance(node, Scalar) and not node.null:
            try:
                yield offer, key, parse_money(node.text, currency)
            except ValueError:
                continue
