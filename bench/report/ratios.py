"""How a row of ours compares with the others, each ratio beside its goal."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bench.measure.rounds import PHASES
from bench.report import goals
from bench.report.figures import COLUMNS, Result, Row
from bench.report.grid import NONE, grid

CPU = tuple(f"CPU {phase}" for phase in PHASES)
LINES = (*COLUMNS, *CPU, goals.MEMORY)


@dataclass(frozen=True, slots=True)
class Rivals:
    """Whom a row of ours is compared with: Hugo in its plain mode, all its modes, and all other peers."""

    plain: Row | None
    hugos: Sequence[Row]
    others: Sequence[Row]

    def alike(self, own: Row) -> list[Row]:
        """Give those of the others that do as much as a row of ours: that colour code, where it does."""
        return [row for row in self.others if row.highlights or not own.highlights]


def rivals(rows: Iterable[Row], ours: Collection[str], reference: str) -> Rivals:
    """Sort the rows that are not ours by what they are compared for."""
    known = [row for row in rows if row.key not in ours]
    hugos = [row for row in known if row.key.startswith(reference)]
    return Rivals(
        next((row for row in hugos if row.key == reference), None),
        hugos,
        [row for row in known if row not in hugos],
    )


def figure(row: Row | None, line: str) -> float | None:
    """Give a row's figure for a line of the comparison: seconds, or for memory the most bytes of all phases.

    None when there is none.
    """
    if row is None or row.fault:
        return None
    if line == goals.MEMORY:
        return max(row.peaks.values(), default=None)
    spread = row.cpu.get(line.removeprefix("CPU ")) if line in CPU else row.wall.get(line)
    return spread.median if spread else None


def best_of(rows: Iterable[Row], line: str) -> Row | None:
    """Give the row with the least figure; None when no row has one."""
    known = [(value, row) for row in rows if (value := figure(row, line)) is not None]
    return min(known, key=lambda one: one[0])[1] if known else None


def ratio(own: Row, other: Row | None, line: str) -> float | None:
    """Give how many times another's figure ours is; None unless both have one."""
    mine, its = figure(own, line), figure(other, line)
    return None if mine is None or its is None else mine / its


def times(value: float | None, line: str) -> str:
    """Write a ratio so that its direction cannot be mistaken."""
    if value is None:
        return NONE
    more, less = ("as much", "less") if line == goals.MEMORY else ("as long", "faster")
    return f"{value:.2f} x {more}" if value >= 1 else f"{1 / value:.2f} x {less}"


def comparison(own: Row, result: Result, ours: Collection[str], reference: str) -> list[str]:
    """Write the table of ratios of one row of ours."""
    against = rivals(result.rows, ours, reference)
    name = against.plain.name if against.plain else reference
    best, alike = "best of the others", "best that does as much"
    heads = [f"{own.name} against", name, "goal", f"{name}, best mode", best, alike, "goal"]
    return grid([heads, *(_line(own, line, against, result.lessons) for line in LINES)], left=len(heads))


def _line(own: Row, line: str, against: Rivals, lessons: int) -> list[str]:
    first = ratio(own, against.plain, line)
    mode = ratio(own, best_of(against.hugos, line), line)
    # To colour code takes time: those that do it where we do are held against the goal.
    best, alike = best_of(against.others, line), best_of(against.alike(own), line)
    sizes = goals.HUGO["cold"]
    if line == "save":
        goal = goals.save_verdict(figure(own, line)) if lessons in sizes else ""
    else:
        goal = _goal(goals.HUGO, line, lessons, first)
    return [
        line,
        times(first, line),
        goal,
        times(mode, line),
        _named(own, best, line),
        _named(own, alike, line),
        _goal(goals.OTHERS, line, lessons, ratio(own, alike, line)),
    ]


def _named(own: Row, other: Row | None, line: str) -> str:
    found = ratio(own, other, line)
    return f"{times(found, line)} ({other.name})" if other and found is not None else NONE


def _goal(table: Mapping[str, goals.Limits], line: str, lessons: int, value: float | None) -> str:
    return goals.verdict(table.get(line, {}).get(lessons, ()), value)
