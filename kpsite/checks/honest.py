"""What a store says of its courses: names that do not sell, voices with a source, stars that count.

Google leaves courses out of its list whose names hold prices, discounts or promotional phrases
(developers.google.com/search/docs/appearance/structured-data/course), and takes no rating without a date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.model.course import Course
from kpsite.model.people import TestimonialMatter
from kpsite.model.writing import Bundle
from kpsite.pages.voices import LEAST_RATINGS
from kpsite.problems import Problem, warning

_PRICE = re.compile(
    r"[$€£¥₹₩]\s?\d|\d\s?[$€£¥₹₩]|\b\d+(?:[.,]\d+)?\s?(?:USD|EUR|GBP|CNY|JPY|元|块钱)\b"
    r"|\d\s?%\s?(?:off|discount|rabatt)|[一二两三四五六七八九\d]\s?折",
    re.IGNORECASE,
)
_PROMISE = re.compile(
    r"\b(?:best\b.{0,30}\b(?:world|ever|web|internet)|guaranteed|number one|world[- ]class|limited time|"
    r"today only|last chance|bargain|discount|special offer|get rich)\b"
    r"|#\s?1\b|全网(?:最|第一)|史上最|限时|特价|优惠|包过|保证",
    re.IGNORECASE,
)


def check(subject: Subject) -> Iterator[Problem]:
    """Find names with prices or promises, voices without a source, and ratings that cannot be shown."""
    for thing in subject.site.sold():
        for pattern, what in ((_PRICE, "a price"), (_PROMISE, "a promise")):
            found = pattern.search(thing.matter.title)
            if found:
                hint = "name what is taught; search engines leave courses out whose names sell"
                message = f'found {what} in a name: "{found[0]}"'
                yield warning(subject.place(thing.path, "title"), "name-that-sells", message, hint)
        yield from _voices(subject, thing)


def _voices(subject: Subject, thing: Course | Bundle) -> Iterator[Problem]:
    quotes = _quotes(thing)
    shown = [quote for quote in quotes if quote.consent]
    place = subject.place(thing.path, "testimonials")
    for quote in shown:
        if not quote.source:
            hint = 'say in "source" where they said it: a letter, a mail, a public post'
            message = f"found words of {quote.name} without a source"
            yield warning(place, "no-source", message, hint)
        if quote.rating and not quote.date:
            hint = 'add the "date" on which they gave it'
            message = f"found a rating of {quote.name} without a date; it is not counted"
            yield warning(place, "rating-without-date", message, hint)
    rated = [quote for quote in shown if quote.rating and quote.date]
    if isinstance(thing, Course) and 0 < len(rated) < LEAST_RATINGS:
        hint = f"from {LEAST_RATINGS} ratings on, the page shows their mean"
        message = f"found {len(rated)} rated testimonials, too few for stars"
        yield warning(place, "few-ratings", message, hint)


def _quotes(thing: Course | Bundle) -> list[TestimonialMatter]:
    if isinstance(thing, Course):
        return [quote for quote, _ in thing.testimonials]
    return list(thing.matter.testimonials)
