"""What people said: only those who agreed to be quoted, and a rating only when there are enough."""

from __future__ import annotations

from collections.abc import Iterable

from kpsite.model.course import Course
from kpsite.model.people import TestimonialMatter
from kpsite.model.prose import Picture
from kpsite.pages.parts import Voice

LEAST_RATINGS = 3


def voice(quote: TestimonialMatter, avatar: Picture | None = None) -> Voice:
    """Give a testimonial as it is shown."""
    return Voice(
        quote=quote.quote,
        name=quote.name,
        role=quote.role,
        url=quote.url,
        avatar=avatar,
        rating=quote.rating,
        date=quote.date.isoformat() if quote.date else "",
        source=quote.source,
        incentive=quote.incentive,
    )


def voices(course: Course) -> tuple[Voice, ...]:
    """Give a course's testimonials; those without consent are not shown, which ``check`` says."""
    return tuple(voice(quote, avatar) for quote, avatar in course.testimonials if quote.consent)


def rating(quotes: Iterable[TestimonialMatter]) -> tuple[float, int]:
    """Give the mean rating, to one decimal, and how many gave one; (0, 0) below three, and only consented,
    dated ratings count.

    The rule is Google's for review snippets (developers.google.com/search/docs/appearance/structured-
    data/review-snippet) and the project's own.
    """
    stars = [quote.rating for quote in quotes if quote.rating and quote.consent and quote.date]
    return (round(sum(stars) / len(stars), 1), len(stars)) if len(stars) >= LEAST_RATINGS else (0.0, 0)
