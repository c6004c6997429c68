"""What a build is asked for, and what came of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from pathlib import Path

from kpsite.building.store import Prepared
from kpsite.load.settings import Settings
from kpsite.plan import Plan
from kpsite.problems import Problem, Severity
from kpsite.reading.access import NO_KEYS, Keyring
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class BuildOrder:
    """What is to be built: the store, where to, and how.

    ``workers`` 0 means one for each core; ``executor`` names a distributed engine to make the pages
    (``dask://host:port``), or is empty; ``strict`` makes warnings stop the build; ``keyring`` is what closed
    lessons are sealed with.
    """

    root: Path
    out: Path
    settings: Settings
    strict: bool = False
    workers: int = 0
    executor: str = ""
    keyring: Keyring = NO_KEYS


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did or would do. ``token`` names the build to those that build on it, or is empty."""

    prepared: Prepared
    plan: Plan
    problems: tuple[Problem, ...]
    note: str
    token: str = ""

    @property
    def failed(self) -> bool:
        """Whether anything stops publishing."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def weighed(problems: Iterable[Problem], strict: bool) -> tuple[Problem, ...]:
    """Give problems in their order, each once; with ``strict``, all are errors."""
    found = (
        dataclasses.replace(problem, severity=Severity.ERROR) if strict else problem for problem in problems
    )
    return tuple(_gathered(sorted(set(found))))


def _gathered(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Give one problem for each fault of a template, however many pages are made with it."""
    last: Problem | None = None
    for problem in problems:
        same = last and (last.place, last.code, last.message) == (
            problem.place,
            problem.code,
            problem.message,
        )
        if not same or problem.code != "template":
            yield problem
        last = problem
