"""Upcoming courses: whether readers can leave their address."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.problems import Problem, warning


def check(subject: Subject) -> Iterator[Problem]:
    """Find upcoming courses in a store that has no sign-up form."""
    for thing in subject.site.sold():
        if thing.status == "upcoming" and subject.site.matters[thing.language].signup is None:
            hint = 'set "signup" in site.yaml, so that readers can join a waiting list'
            yield warning(
                subject.place(thing.path, "status"),
                "no-signup",
                "found something upcoming, and no place to leave an address",
                hint,
            )
