"""All checks in one table."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kpsite.checks import (
    addresses,
    certificates,
    checkout,
    codes,
    colours,
    honest,
    lengths,
    lettering,
    menus,
    offers,
    promos,
    voices,
    waitlist,
    words,
)
from kpsite.checks.subject import Subject
from kpsite.problems import Problem

Check = Callable[[Subject], Iterable[Problem]]

CHECKS: tuple[Check, ...] = (
    addresses.check,
    certificates.check,
    checkout.check,
    codes.check,
    colours.check,
    honest.check,
    lengths.check,
    lettering.check,
    menus.check,
    offers.check,
    promos.check,
    voices.check,
    waitlist.check,
    words.check,
)


def run_checks(subject: Subject) -> list[Problem]:
    """Give what all checks find."""
    return [problem for check in CHECKS for problem in check(subject)]
