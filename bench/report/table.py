"""The table: all figures, how they compare and with which goals, and how steady the machine was."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from bench.measure.rounds import PHASES
from bench.report.figures import COLUMNS, Result, Row
from bench.report.grid import NONE, grid
from bench.report.ratios import comparison
from bench.report.spread import Spread

MEGABYTE = 1_000_000
UNSTEADY = 1.25  # times the least that the fixed work may take in the median
LEGEND = (
    "cold: no output and no caches. same: nothing changed. edit: one lesson's text changed. Each a process.",
    "save: from a save to the changed page on the disk, while watching.",
    "CPU: seconds of all cores together. MB: the most that all processes held at one moment.",
)
Lines = Iterator[str]


def seconds(value: Spread | None) -> str:
    """Write seconds with three digits that count."""
    if value is None:
        return NONE
    return f"{value.median:.3f}" if value.median < 10 else f"{value.median:.1f}"  # noqa: PLR2004 - three digits


def text(results: Sequence[Result], ours: Collection[str], reference: str) -> str:
    """Write the whole report."""
    return "\n".join(line for result in results for line in _section(result, ours, reference)) + "\n"


def _section(result: Result, ours: Collection[str], reference: str) -> Lines:
    yield (
        f"{result.lessons:,} lessons in {result.courses:,} courses, "
        f"{result.kilobytes / result.lessons:.1f} kB a lesson; medians of {result.rounds} rounds, in seconds"
    )
    yield from LEGEND
    yield ""
    yield from grid([_heading(), *(_cells(row) for row in result.rows)], left=2)
    yield ""
    for own in (row for row in result.rows if row.key in ours and not row.fault):
        yield from comparison(own, result, ours, reference)
        yield ""
    yield from _notes(result)
    yield ""
    yield from _noise(result)
    yield ""


def _heading() -> list[str]:
    more = [f"{unit} {phase}" for unit in ("CPU", "MB") for phase in PHASES]
    return ["", "colours", *COLUMNS, *more]


def _cells(row: Row) -> list[str]:
    name = f"{row.name} {row.version}".rstrip()
    if row.fault:
        return [name, "failed" if row.version else "missing", *(NONE for _ in (*COLUMNS, *PHASES, *PHASES))]
    memory = [f"{row.peaks[phase] / MEGABYTE:.0f}" if phase in row.peaks else NONE for phase in PHASES]
    clock = [seconds(row.wall.get(column)) for column in COLUMNS]
    cores = [seconds(row.cpu.get(phase)) for phase in PHASES]
    return [name, "yes" if row.highlights else "no", *clock, *cores, *memory]


def _notes(result: Result) -> Lines:
    for row in result.rows:
        wrong = f"{'failed' if row.version else 'missing'}: {row.fault}"
        yield f"{row.name}: {wrong if row.fault else '; '.join(_remarks(row, result.rounds))}"


def _remarks(row: Row, rounds: int) -> Iterator[str]:
    yield row.note
    count = min((one.count for column, one in row.wall.items() if column in PHASES), default=rounds)
    if count < rounds:
        yield f"slow, so {count} round{'s' if count > 1 else ''} in place of {rounds}"
    if row.unwatched:
        yield f"no saves: {row.unwatched}"


def _noise(result: Result) -> Lines:
    least, most = result.calibration.least, result.calibration.most
    yield (
        f"Noise: the same fixed work took {result.calibration.median:.3f} s, from {least:.3f} to {most:.3f}; "
        f"load {result.load[0]:.1f} before, {result.load[1]:.1f} after"
    )
    if result.calibration.median > UNSTEADY * least:
        yield "The machine had other work to do: these figures are not to be relied on. Measure again."
    lines = [["least / most of each figure", *COLUMNS]]
    for row in result.rows:
        if not row.fault:
            spreads = [row.wall.get(column) for column in COLUMNS]
            cells = [f"{one.least:.3f} / {one.most:.3f}" if one else NONE for one in spreads]
            lines.append([row.name, *cells])
    yield from grid(lines)
