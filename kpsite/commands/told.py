"""What a build has to say, as plain values that can be remembered, and how it is said."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

from kpsite.building.record import Said
from kpsite.commands.terminal import count, paint, problem_values, say, show_problems
from kpsite.problems import Place, Problem, Severity

SHOWN = 12
SIGNS = {
    "create": ("+", "green"),
    "update": ("~", "yellow"),
    "replace": ("~", "yellow"),
    "retire": ("-", "red"),
}
WORDS = {"create": "new", "update": "changed", "replace": "replaced", "retire": "removed"}


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course in the summary: its address, language, status, and how many lessons are public and closed."""

    url: str
    language: str
    status: str
    public: int
    closed: int


@dataclass(frozen=True, slots=True)
class Told:
    """What a build did or would do. ``changes`` are (kind, path, reasons)."""

    problems: tuple[Problem, ...]
    courses: tuple[CourseLine, ...]
    changes: tuple[tuple[str, str, tuple[str, ...]], ...]
    unchanged: int
    digest: str
    note: str = ""

    def pack(self) -> Said:
        """Give what is said when nothing has changed since, as plain values."""
        problems = tuple(
            (p.place.path, p.place.line, p.place.key, str(p.severity), p.code, p.message, p.hint)
            for p in self.problems
        )
        courses = tuple((c.url, c.language, c.status, c.public, c.closed) for c in self.courses)
        written = sum(kind != "retire" for kind, _, _ in self.changes)
        return (problems, courses, self.unchanged + written, EMPTY_DIGEST)


# The digest of a plan without changes, as kpsite.plan gives it.
EMPTY_DIGEST = hashlib.blake2b(digest_size=16).hexdigest()


def unpack(said: Said) -> Told:
    """Give packed words back: those of a build that has nothing to do."""
    problems, courses, unchanged, digest = said
    return Told(
        tuple(Problem(Place(p[0], p[1], p[2]), Severity(p[3]), p[4], p[5], p[6]) for p in problems),
        tuple(CourseLine(*course) for course in courses),
        (),
        unchanged,
        digest,
    )


def tell(told: Told, out: str, seconds: float, *, planned: bool) -> None:
    """Say it in one screen: problems, what changed and why, each course, and the sum."""
    show_problems(told.problems)
    if told.note:
        say(paint(told.note, "dim"))
    _tell_changes(told)
    for course in told.courses:
        state = "" if course.status == "open" else f", {course.status}"
        say(f"  {course.url}  {count(course.public, 'lesson')} public, {course.closed} closed{state}")
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
        counted = Counter(", ".join(reasons) for _, _, reasons in rest)
        shown = "; ".join(f"{number:,} {reason}" for reason, number in counted.most_common(3))
        say(paint(f"  and {len(rest):,} more ({shown})", "dim"))


def _summary(told: Told) -> str:
    if not told.changes:
        return f"nothing changed, {count(told.unchanged, 'file')}"
    kinds = Counter(kind for kind, _, _ in told.changes)
    shown = [f"{kinds[kind]:,} {word}" for kind, word in WORDS.items() if kinds[kind]]
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
            {"url": c.url, "language": c.language, "status": c.status, "public": c.public, "closed": c.closed}
            for c in told.courses
        ],
        "problems": problem_values(told.problems),
        "note": told.note,
    }
