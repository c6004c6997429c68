"""What Stripe would refuse of a promotion code, at its making or at the checkout."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.model.money import Money, least_charge
from kpsite.model.offer import Offer
from kpsite.model.promo import Promo
from kpsite.problems import Problem, error, warning

MAX_YEARS = 5


def check(subject: Subject) -> Iterator[Problem]:
    """Find codes that Stripe does not make, and prices that a code leaves too small to be charged."""
    for index, promo in enumerate(subject.site.promos):
        where = f"items[{index}]"
        if promo.ends and (promo.ends - subject.site.today).days > MAX_YEARS * 365:
            message = f"found an end in {promo.ends.year}"
            hint = f"Stripe's codes end within {MAX_YEARS} years; leave it out for one that has no end"
            yield error(subject.promo_place(f"{where}.ends"), "end-too-late", message, hint)
        if promo.currencies and promo.amount_off is None:
            message = "found amounts in other currencies beside a share"
            hint = "a share is the same in every currency: take them out"
            yield error(subject.promo_place(f"{where}.currencies"), "promo-amount", message, hint)
        if promo.max_uses and promo.batch:
            message = "found a number of uses beside a batch"
            hint = "each code of a batch can be used once: take out max_uses"
            yield error(subject.promo_place(f"{where}.max_uses"), "batch-uses", message, hint)
        yield from _left(subject, promo, where)


def _left(subject: Subject, promo: Promo, where: str) -> Iterator[Problem]:
    for thing in subject.site.sold():
        for offer in thing.offers if promo.covers(thing.slug) else ():
            left = _after(promo, offer)
            least = least_charge(offer.price.currency)
            if left is not None and 0 < left.minor < least.minor:
                message = f'found that "{promo.code}" leaves {left.amount} {left.currency} of "{thing.slug}"'
                hint = (
                    f"Stripe charges {least.amount} {least.currency} or more, or nothing: buyers see an error"
                )
                yield warning(subject.promo_place(where), "too-little-left", message, hint)


def _after(promo: Promo, offer: Offer) -> Money | None:
    """Give what is left of an offer's price, or None when the code does not lower it."""
    price, off = offer.price, promo.amount_off
    if price.free or offer.pay_what_you_want:
        return None
    if promo.percent_off:
        return Money(price.minor * (100 - promo.percent_off) // 100, price.currency)
    same = next(
        (money for money in (off, *promo.currencies) if money and money.currency == price.currency), None
    )
    return Money(max(0, price.minor - same.minor), price.currency) if same else None
