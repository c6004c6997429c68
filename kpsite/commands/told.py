"""What a build has to say, as plain values that can be remembered, and how it is said.

This module is what a build with nothing to do runs, so it imports next to nothing: no dataclasses.
"""

from __future__ import annotations

from kpsite.building.record import Said
from kpsite.commands.terminal import ProblemRow, count, paint, row_values, say, show_rows

TYPE_CHECKING = False  # importing what only annotations name would cost more than all the rest
if TYPE_CHECKING:
    from typing import Any

SHOWN = 12
SIGNS = {
    "create": ("+", "green"),
    "update": ("~", "yellow"),
    "replace": ("~", "yellow"),
    "retire": ("-", "red"),
}
WORDS = {"create": "new", "update": "changed", "replace": "replaced", "retire": "removed"}

CourseRow = tuple[str, str, str, int, int]
"""A course in the summary: its address, language, status, and how many lessons are public and closed."""


class Told:
    """What a build did or would do. ``changes`` are (kind, path, reasons), ``digest`` is that of the plan."""

    __slots__ = ("changes", "courses", "digest", "note", "problems", "unchanged")

    def __init__(
        self,
        problems: tuple[ProblemRow, ...],
        courses: tuple[CourseRow, ...],
        unchanged: int,
        digest: str,
        changes: tuple[tuple[str, str, tuple[str, ...]], ...] = (),
        note: str = "",
    ) -> None:
        self.problems = problems
        self.courses = courses
        self.unchanged = unchanged
        self.digest = digest
        self.changes = changes
        self.note = note

    def pack(self) -> Said:
        """Give what is said when nothing has changed since, as plain values: the arguments of a ``Told``."""
        from kpsite.plan import make_plan  # start-up time: only what has changed is packed

        written = sum(kind != "retire" for kind, _, _ in self.changes)
        return self.problems, self.courses, self.unchanged + written, make_plan({}, {}).digest


def tell(told: Told, out: str, seconds: float, *, planned: bool) -> None:
    """Say it in one screen: problems, what changed and why, each course, and the sum."""
    show_rows(told.problems)
    if told.note:
        say(paint(told.note, "dim"))
    _tell_changes(told)
    _tell_courses(told.courses)
    weight = f", {count(len(told.problems), 'problem')}" if told.problems else ""
    if planned:
        say(f"{_summary(told)}. Nothing was written{weight}.")
    else:
        say(f"{paint(out, 'bold')}: {_summary(told)}{weight} in {seconds:.2f} s")


def _tell_changes(told: Told) -> None:
    for kind, path, reasons in told.changes[:SHOWN]:
        sign, colour = SIGNS[kind]
        say(f"{paint(sign, colour)} {path}  {paint(', '.join(reasons), 'dim')}")
    rest = told.changes[SHOWN:]
    if rest:
        from collections import Counter  # start-up time: where nothing changed, nothing is counted

        counted = Counter(", ".join(reasons) for _, _, reasons in rest)
        shown = "; ".join(f"{number:,} {reason}" for reason, number in counted.most_common(3))
        say(paint(f"  and {len(rest):,} more ({shown})", "dim"))


def _tell_courses(courses: tuple[CourseRow, ...]) -> None:
    for url, _, status, public, closed in courses[:SHOWN]:
        state = "" if status == "open" else f", {status}"
        say(f"  {url}  {count(public, 'lesson')} public, {closed:,} closed{state}")
    rest = courses[SHOWN:]
    if rest:
        public, closed = sum(row[3] for row in rest), sum(row[4] for row in rest)
        say(f"  and {count(len(rest), 'more course')}: {count(public, 'lesson')} public, {closed:,} closed")


def _summary(told: Told) -> str:
    if not told.changes:
        return f"nothing changed, {count(told.unchanged, 'file')}"
    kinds = [kind for kind, _, _ in told.changes]
    shown = [f"{kinds.count(kind):,} {word}" for kind, word in WORDS.items() if kind in kinds]
    return ", ".join([*shown, f"{told.unchanged:,} unchanged"])


def values(told: Told, seconds: float, *, planned: bool) -> dict[str, Any]:
    """Give it for ``--json``."""
    return {
        "planned": planned,
        "seconds": round(seconds, 3),
        "digest": told.digest,
        "unchanged": told.unchanged,
        "changes": [
            {"kind": kind, "path": path, "reasons": list(reasons)} for kind, path, reasons in told.changes
        ],
        "courses": [
            {"url": url, "language": language, "status": status, "public": public, "closed": closed}
            for url, language, status, public, closed in told.courses
        ],
        "problems": row_values(told.problems),
        "note": told.note,
    }
