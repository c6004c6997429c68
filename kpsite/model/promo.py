"""Promotion codes: what ``promos.yaml`` lists."""

from __future__ import annotations

import datetime

from kpsite.model.keys import key
from kpsite.model.kinds import Code, Flag, Integer, ListOf, Text
from kpsite.model.measures import Date, Money, Percent
from kpsite.model.money import Money as Amount
from kpsite.model.slug import Slug
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Promo:
    """A code that buyers enter at the checkout; dates are inclusive."""

    code: str = key(Code, "What buyers enter.", "SPRING")
    percent_off: int = key(Percent(), "What they save, as a share.", "20%", default=0)
    amount_off: Amount | None = key(Money(), "What they save, as an amount.", "10 USD", default=None)
    courses: tuple[str, ...] = key(
        ListOf(Slug), "Slugs of the courses and bundles it is for; default: all.", default=()
    )
    starts: datetime.date | None = key(Date(), "The first day.", "2026-11-20", default=None)
    ends: datetime.date | None = key(Date(), "The last day.", "2026-12-31", default=None)
    max_uses: int = key(Integer(1, 1_000_000), "How often it can be used altogether.", default=0)
    first_time_only: bool = key(Flag(), "Only for a buyer's first purchase.", default=False)
    minimum: Amount | None = key(Money(), "The least that the order must come to.", default=None)
    public: bool = key(Flag(), "Show the code on the sales pages it is for, while it runs.", default=False)
    batch: int = key(Integer(1, 10_000), "How many single-use codes to make from it.", default=0)
    note: str = key(Text(limit=500), "For yourself; shown nowhere.", default="")

    def runs(self, today: datetime.date) -> bool:
        """Whether the code can be used on a day."""
        return (self.starts is None or self.starts <= today) and (self.ends is None or today <= self.ends)

    def covers(self, slug: str) -> bool:
        """Whether the code is for a course or bundle."""
        return not self.courses or slug in self.courses
