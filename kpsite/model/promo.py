"""Promotion codes: what ``promos.yaml`` lists."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from kpsite.model.keys import key
from kpsite.model.kinds import Code, Flag, Integer, ListOf, Pattern, Text
from kpsite.model.measures import Date, Money, Percent
from kpsite.model.money import Money as Amount
from kpsite.model.offer import Offer
from kpsite.model.slug import Slug


@dataclass(frozen=True, slots=True)
class Promo:
    """A code that buyers enter at the checkout; dates are inclusive."""

    code: str = key(Code, "What buyers enter.", "SPRING")
    percent_off: int = key(Percent(), "What they save, as a share.", "20%", default=0)
    amount_off: Amount | None = key(Money(), "What they save, as an amount.", "10 USD", default=None)
    currencies: tuple[Amount, ...] = key(
        ListOf(Money()), "The same amount in other currencies.", "[9 EUR]", default=()
    )
    duration: str = key(
        Pattern(r"once|forever|(?:[1-9]|[12][0-9]|3[0-6]) months?", '"once", "forever" or "3 months"'),
        "For subscriptions: on how many payments they save; `once`, `forever` or a number of months.",
        "3 months",
        default="once",
    )
    courses: tuple[str, ...] = key(
        ListOf(Slug), "Slugs of the courses and bundles it is for; default: all.", default=()
    )
    starts: datetime.date | None = key(Date(), "The first day.", "2026-11-20", default=None)
    ends: datetime.date | None = key(Date(), "The last day.", "2026-12-31", default=None)
    max_uses: int = key(Integer(1, 1_000_000), "How often it can be used altogether.", default=0)
    first_time_only: bool = key(Flag(), "Only for a buyer's first purchase.", default=False)
    minimum: Amount | None = key(Money(), "The least that the order must come to.", default=None)
    public: bool = key(Flag(), "Show the code on the sales pages it is for, while it runs.", default=False)
    page: bool = key(
        Flag(),
        "Give the code a page of its own, `/deal/<code>/`, for letters and posters; public codes have one.",
        default=False,
    )
    batch: int = key(Integer(1, 10_000), "How many single-use codes to make from it.", default=0)
    note: str = key(Text(limit=500), "For yourself; shown nowhere.", default="")

    @property
    def has_page(self) -> bool:
        """Whether the code has a page of its own; a batch has many, and none for everybody."""
        return (self.public or self.page) and not self.batch

    def runs(self, today: datetime.date) -> bool:
        """Whether the code can be used on a day."""
        return (self.starts is None or self.starts <= today) and (self.ends is None or today <= self.ends)

    def covers(self, slug: str) -> bool:
        """Whether the code is for a course or bundle."""
        return not self.courses or slug in self.courses

    def reaches(self, offer: Offer) -> bool:
        """Whether the code lowers what an offer costs.

        An amount is taken off prices in its own currencies only, a minimum has to be met in its own currency,
        and nothing is taken off what is free or what buyers put a price on themselves.
        """
        price, least = offer.price, self.minimum
        if price.free or offer.pay_what_you_want:
            return False
        if least is not None and (least.currency != price.currency or least.minor > price.minor):
            return False
        return self.amount_off is None or self._off(price.currency) is not None

    def reduced(self, offer: Offer) -> Amount | None:
        """Give what an offer costs with the code, where a plain calculation says it to the last cent.

        None where the code does not reach it, where a share would have to be rounded, and for a subscription
        of which only some payments are lowered.
        """
        price = offer.price
        if not self.reaches(offer) or (offer.interval and self.duration != "forever"):
            return None
        off = self._off(price.currency)
        if off is not None:
            return Amount(max(0, price.minor - off.minor), price.currency)
        minor, rest = divmod(price.minor * (100 - self.percent_off), 100)
        return None if rest else Amount(minor, price.currency)

    def _off(self, currency: str) -> Amount | None:
        amounts = (self.amount_off, *self.currencies)
        return next((one for one in amounts if one is not None and one.currency == currency), None)
