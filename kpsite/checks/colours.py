"""The accent colour: whether text and buttons in it can be read."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.problems import Problem, error, warning
from kpsite.render.colour import palette_problems, parse_colour


def check(subject: Subject) -> Iterator[Problem]:
    """Find an accent that is no colour, or that had to be changed to be legible (WCAG 2.2, 1.4.3, 1.4.6)."""
    accent = next(iter(subject.site.matters.values())).theme.accent
    place = subject.place("content/site.yaml", "theme.accent")
    try:
        parse_colour(accent)
    except ValueError as wrong:
        yield error(
            place, "bad-colour", f'found "{accent}", which is no colour', str(wrong).split("; ", 1)[-1]
        )
        return
    for sentence in palette_problems(accent):
        yield warning(place, "weak-colour", sentence)
