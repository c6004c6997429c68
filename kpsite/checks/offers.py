"""Offers: can they be bought, and do their numbers make sense."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from kpsite.checks.subject import Subject
from kpsite.model.course import Course
from kpsite.model.offer import Offer
from kpsite.model.pay_link import PayLink
from kpsite.model.writing import Bundle
from kpsite.pages.prices import write_money
from kpsite.problems import Problem, Severity, warning

LINK_HINT = 'add "payment_link: https://buy.stripe.com/..." from the Stripe Dashboard, or run "kpsite apply"'


def check(subject: Subject) -> Iterator[Problem]:
    """Find offers without a payment link or with one that must not be published, prices that are not what
    they seem, paid courses that show nothing for free, and subscriptions that nobody can leave.
    """
    for course in subject.site.courses:
        yield from _lessons(subject, course)
    yield from _portal(subject)
    for thing in subject.site.sold():
        if thing.status != "open":
            continue
        for index, offer in enumerate(thing.offers):
            key = f"offers[{index}]" if thing.matter.offers else "price"
            if not _is_over(subject, offer):
                yield from _link(subject, thing, offer, key)
            yield from _compare(subject, thing, offer, key)


def _lessons(subject: Subject, course: Course) -> Iterator[Problem]:
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
        if any(offer.given for offer in course.offers):
            hint = f"{hint}; the free offer leads nowhere without one"
        yield warning(
            subject.place(course.path, "preview"),
            "no-preview",
            "found a course of which nothing can be read for free",
            hint,
        )


def _is_over(subject: Subject, offer: Offer) -> bool:
    return offer.sold_out or (offer.ends is not None and offer.ends < subject.site.today)


def _portal(subject: Subject) -> Iterator[Problem]:
    matters = subject.site.matters
    stuck = (
        (subject.place(thing.path, f"offers[{index}].interval"), offer)
        for thing in subject.site.sold()
        for index, offer in enumerate(thing.offers)
        if offer.interval and not _is_over(subject, offer) and not matters[thing.language].portal
    )
    for place, offer in islice(stuck, 1):  # what is missing is one line for all of them
        message = f'found the subscription "{offer.name or offer.id}", and no way to end it'
        hint = (
            "switch on the customer portal in your Stripe settings, and write its link into site.yaml"
            ' as "portal"; who cannot leave asks the bank for the money back'
        )
        yield warning(place, "no-portal", message, hint)
    if not subject.site.allow_test and any(PayLink(matter.portal).test for matter in matters.values()):
        message = "found a customer portal of Stripe's test mode, which no buyer can use"
        hint = 'put the live one in its place; "--allow-test" lets it pass for a rehearsal'
        place = subject.place("content/site.yaml", "portal")
        yield _weighed(subject, warning(place, "test-link", message, hint))


def _link(subject: Subject, thing: Course | Bundle, offer: Offer, key: str) -> Iterator[Problem]:
    link = subject.site.pay_link(thing, offer)
    place = subject.place(thing.path, key)
    name = f'the offer "{offer.name or offer.id}"'
    if not link.url:
        # A payment link that is there and cannot be read is a problem of its own.
        if not offer.given and not subject.line(thing.path, "payment_link"):
            hint = f"{LINK_HINT}; until then the button is disabled"
            yield warning(place, "no-payment-link", f"found {name} without a payment link", hint)
        return
    if link.test and not subject.site.allow_test:
        hint = "put the live link in its place" if link.by_hand else 'run "kpsite apply --live"'
        hint = f'{hint} before you publish; "--allow-test" lets it pass for a rehearsal'
        message = f"found {name} with a payment link of Stripe's test mode, which takes no money"
        yield _weighed(subject, warning(place, "test-link", message, hint))
    if link.charges is not None and link.charges != offer.price:
        asked, charged = (write_money(one, "en") for one in (offer.price, link.charges))
        hint = 'run "kpsite plan" and "kpsite apply", so that buyers pay what the page says'
        message = f"found {name} at {asked}, while its payment link charges {charged}"
        yield _weighed(subject, warning(place, "price-not-applied", message, hint))
    if link.state == "inactive":
        hint = "switch it on again in the Stripe Dashboard, or set status: closed"
        message = f"found {name} with a payment link that is switched off; the page says that it is closed"
        yield warning(place, "link-off", message, hint)


def _weighed(subject: Subject, problem: Problem) -> Problem:
    # What a preview may show with a warning must not reach buyers.
    severity = Severity.ERROR if subject.site.publish else problem.severity
    return Problem(problem.place, severity, problem.code, problem.message, problem.hint)


def _compare(subject: Subject, thing: Course | Bundle, offer: Offer, key: str) -> Iterator[Problem]:
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
