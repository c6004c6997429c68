"""Offers: the ways to buy a course or a bundle."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from kpsite.model.checkout import CheckoutMatter
from kpsite.model.keys import Record, key
from kpsite.model.kinds import Choice, Flag, Identifier, Integer, ListOf, Pattern, Text
from kpsite.model.measures import Date, Money
from kpsite.model.money import Money as Amount
from kpsite.model.slug import Slug

PaymentLink = Pattern(
    r"https://[a-z0-9.-]+(?:/[^\s<>\"]*)?",
    'the https address of a payment link, such as "https://buy.stripe.com/abc"',
    "payment link",
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One way to buy: its own price, its own payment link."""

    id: str = key(Identifier, "Fixed for the offer's life.", "course")
    price: Amount = key(Money(), "What it costs.", "49 USD")
    name: str = key(Text(limit=120), "What it is called beside the other offers.", "The course", default="")
    interval: str = key(
        Choice(("month", "year")), "For a subscription: how often it is paid.", "month", default=""
    )
    trial_days: int = key(
        Integer(1, 730), "For a subscription: days before the first payment.", "14", default=0
    )
    seats: int = key(Integer(1, 1_000_000), "How many can be sold altogether.", "20", default=0)
    starts: datetime.date | None = key(
        Date(), "The first day on which it is sold.", "2026-11-20", default=None
    )
    ends: datetime.date | None = key(Date(), "The last day on which it is sold.", "2026-12-31", default=None)
    includes: tuple[str, ...] = key(
        ListOf(Slug), "Slugs of other courses that come with it.", "[reading-charts]", default=()
    )
    features: tuple[str, ...] = key(
        ListOf(Text(inline=True, limit=300)), "What the buyer gets, line by line.", default=()
    )
    highlight: bool = key(Flag(), "Recommend this offer.", default=False)
    kind: str = key(
        Choice(("course", "taster", "membership")),
        "`taster` marks a small first purchase.",
        "taster",
        default="course",
    )
    pay_what_you_want: bool = key(Flag(), "The price is the least; buyers may pay more.", default=False)
    currencies: tuple[Amount, ...] = key(
        ListOf(Money()), "The same offer in other currencies.", "[45 EUR]", default=()
    )
    compare_at: Amount | None = key(
        Money(), "An earlier price, struck through; it must really have been asked.", "79 USD", default=None
    )
    bumps: tuple[str, ...] = key(
        ListOf(Pattern(r"[^\s.]+(?:\.[a-z0-9_-]+)?", "a slug, or a slug and an offer's id", "name"), 10),
        "What buyers can add at the checkout: slugs of courses or bundles, each with an offer's id behind a "
        "point where there are several.",
        "[reading-charts, honest-charts.workbook]",
        default=(),
    )
    checkout: CheckoutMatter | None = key(
        Record(CheckoutMatter), "How the payment page of this offer is set up.", default=None
    )
    sold_out: bool = key(Flag(), "Nothing is left.", default=False)
    payment_link: str = key(
        PaymentLink,
        "A payment link made by hand in the Stripe Dashboard.",
        "https://buy.stripe.com/abc",
        default="",
    )

    @property
    def given(self) -> bool:
        """Whether it is given away: nothing has to be paid, now or later."""
        return self.price.free and not self.pay_what_you_want and not self.interval

    def on_sale(self, today: datetime.date) -> bool:
        """Whether it can be bought on a day, as far as its dates and its seats go."""
        begun = self.starts is None or self.starts <= today
        return begun and not self.sold_out and (self.ends is None or today <= self.ends)
