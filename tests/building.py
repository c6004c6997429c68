"""Builds in this process, for tests that need many of them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from kpsite.building.build import Order, build
from kpsite.load.settings import Settings
from kpsite.problems import KpsiteError, Problem
from tests.sites import TODAY, contents

DAY = datetime.date.fromisoformat(TODAY)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to: everything it said, whether it published, and how many files it made again."""

    problems: tuple[Problem, ...]
    good: bool
    made: int = 0
    note: str = ""

    @property
    def said(self) -> str:
        """All problems as lines of text."""
        return "\n".join(str(problem) for problem in self.problems)


def outcome(
    root: Path, out: Path | None = None, today: datetime.date = DAY, *, drafts: bool = False, workers: int = 1
) -> Outcome:
    """Build a store, by default into its ``dist``, and say what came of it."""
    order = Order(root, out or root / "dist", Settings(today, drafts=drafts), workers=workers)
    try:
        built = build(order)
    except KpsiteError as wrong:
        return Outcome(wrong.problems, good=False)
    return Outcome(built.problems, good=True, made=len(built.plan.changes), note=built.note)


def built(root: Path, today: datetime.date = DAY, *, drafts: bool = False) -> dict[str, bytes]:
    """Build a store in which nothing is wrong, and give its output folder."""
    made = outcome(root, today=today, drafts=drafts)
    assert made.good, made.said
    return contents(root / "dist")


def write(root: Path, files: dict[str, str]) -> Path:
    """Write files below a folder; gives the folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    return root
