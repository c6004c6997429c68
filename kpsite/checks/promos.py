"""Promotion codes: whether they lower any price, and whether their pages can carry them to the checkout."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.model.course import Course
from kpsite.model.promo import Promo
from kpsite.model.writing import Bundle
from kpsite.problems import Problem, warning


def check(subject: Subject) -> Iterator[Problem]:
    """Find codes that lower no price, or not that of something they name; and codes whose page or place on
    the sales page could not help anybody.
    """
    for index, promo in enumerate(subject.site.promos):
        if promo.ends is None or promo.ends >= subject.site.today:
            yield from _reach(subject, promo, f"items[{index}]")
            yield from _page(subject, promo, f"items[{index}]")


def _reach(subject: Subject, promo: Promo, where: str) -> Iterator[Problem]:
    sold = [thing for thing in subject.site.sold() if thing.status in ("open", "upcoming")]
    if not promo.courses:
        if not any(_lowers(promo, thing) for thing in sold):
            message = f'found the code "{promo.code}", which lowers the price of nothing'
            yield warning(subject.promo_place(where), "promo-without-effect", message, _why(promo))
        return
    for index, slug in enumerate(promo.courses):
        named = [thing for thing in subject.site.sold() if thing.slug == slug]
        if named and not any(_lowers(promo, thing) for thing in named if thing in sold):
            closed = not any(thing in sold for thing in named)
            hint = "it is closed; take it off the list" if closed else _why(promo)
            message = f'found the code "{promo.code}" for "{slug}", of which it lowers no price'
            place = subject.promo_place(f"{where}.courses[{index}]")
            yield warning(place, "promo-without-effect", message, hint)


def _lowers(promo: Promo, thing: Course | Bundle) -> bool:
    return any(promo.reaches(offer) for offer in thing.offers)


def _why(promo: Promo) -> str:
    reasons = ["a price that is free or left to the buyer cannot be lowered"]
    if promo.amount_off is not None:
        reasons.append(f"{promo.amount_off.currency} is taken off prices in {promo.amount_off.currency} only")
    if promo.minimum is not None:
        reasons.append("the price has to reach the minimum, in its currency")
    return "; ".join(reasons)


def _page(subject: Subject, promo: Promo, where: str) -> Iterator[Problem]:
    if promo.batch and (promo.public or promo.page):
        key = "public" if promo.public else "page"
        message = f'found the code "{promo.code}" in public, and it stands for {promo.batch} single-use codes'
        hint = f'take out "{key}", and hand the codes out one by one'
        yield warning(subject.promo_place(f"{where}.{key}"), "batch-in-public", message, hint)
    for thing in subject.site.sold():
        for offer in thing.offers if promo.covers(thing.slug) and thing.status == "open" else ():
            link = subject.site.pay_link(thing, offer)
            blind = promo.has_page and bool(link.url) and not link.takes_codes
            if promo.reaches(offer) and (blind or (promo.courses and not link.code_field)):
                hint = 'take "promotion_codes: false" out of its "checkout"'
                if link.code_field:
                    hint = "only Stripe's own can take it along; elsewhere buyers have to type it"
                message = (
                    f'found the code "{promo.code}", which the payment page of "{offer.id}" in {thing.path} '
                    "does not take"
                )
                yield warning(subject.promo_place(where), "no-code-field", message, hint)
