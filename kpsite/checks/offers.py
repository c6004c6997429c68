"""Offers: can they be bought, and do their numbers make sense."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.model.course import Course
from kpsite.model.writing import Bundle
from kpsite.problems import Problem, warning

LINK_HINT = 'add "payment_link: https://buy.stripe.com/..." from the Stripe Dashboard'


def check(subject: Subject) -> Iterator[Problem]:
    """Find offers without a payment link, struck-through prices that are no higher, and paid courses that
    show nothing for free.
    """
    for course in subject.site.courses:
        yield from _offers(subject, course)
        if course.status in ("open", "upcoming") and not course.lessons:
            yield warning(
                subject.place(course.path),
                "no-lessons",
                "found a course without lessons",
                "add a lesson, or set status: draft",
            )
        elif (
            course.offers
            and course.status == "open"
            and not course.matter.preview
            and all(lesson.state == "closed" for lesson in course.lessons)
        ):
            hint = 'list a lesson under "preview": readers buy what they could try'
            yield warning(
                subject.place(course.path, "preview"),
                "no-preview",
                "found a course of which nothing can be read for free",
                hint,
            )
    for bundle in subject.site.bundles:
        yield from _offers(subject, bundle)


def _offers(subject: Subject, thing: Course | Bundle) -> Iterator[Problem]:
    if thing.status != "open":
        return
    for index, offer in enumerate(thing.offers):
        key = f"offers[{index}]" if thing.matter.offers else "price"
        if (
            not offer.payment_link
            and not subject.line(thing.path, "payment_link")
            and not offer.price.free
            and not offer.sold_out
            and not (offer.ends and offer.ends < subject.site.today)
        ):
            hint = f"{LINK_HINT}; until then the button is disabled"
            yield warning(
                subject.place(thing.path, key),
                "no-payment-link",
                f'found the offer "{offer.name or offer.id}" without a payment link',
                hint,
            )
        if offer.compare_at and (
            offer.compare_at.currency != offer.price.currency or offer.compare_at.minor <= offer.price.minor
        ):
            hint = "it is the price that was really asked before; leave it out otherwise"
            yield warning(
                subject.place(thing.path, f"{key}.compare_at" if thing.matter.offers else "compare_at"),
                "compare-at",
                "found a struck-through price that is not higher",
                hint,
            )
