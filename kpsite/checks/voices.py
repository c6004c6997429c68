"""Testimonials: shown only with consent."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.problems import Problem, warning


def check(subject: Subject) -> Iterator[Problem]:
    """Find testimonials that are not shown because nobody said that the person agreed."""
    quoted = [(course.path, quote) for course in subject.site.courses for quote, _ in course.testimonials]
    quoted += [
        (bundle.path, quote) for bundle in subject.site.bundles for quote in bundle.matter.testimonials
    ]
    for path, quote in quoted:
        if not quote.consent:
            hint = 'ask them, then add "consent: true"'
            yield warning(
                subject.place(path, "testimonials"),
                "no-consent",
                f"found words of {quote.name} without their consent; they are not shown",
                hint,
            )
