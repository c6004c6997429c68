"""The table: every generator's figures, how many times Hugo's they are, and how steady the machine was."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

from bench.measure.rounds import PHASES
from bench.report.figures import COLUMNS, Result, Row, Spread

MEGABYTE = 1_000_000
LEGEND = (
    "cold: no output and no caches. same: nothing changed. edit: one lesson's text changed. Each a process.",
    "save: from a save to the changed page on the disk, while watching.",
    "CPU: seconds of all cores together. MB: the most that all processes held at one moment.",
)
LEFT = 1  # columns of text, which are set to the left
Lines = Iterator[str]


def grid(rows: Sequence[Sequence[str]], left: int = LEFT) -> list[str]:
    """Set rows in columns; the first ``left`` columns are text, all others numbers."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def seconds(value: Spread | None) -> str:
    """Write seconds with three digits that count."""
    if value is None:
        return "–"
    return f"{value.median:.3f}" if value.median < 10 else f"{value.median:.1f}"  # noqa: PLR2004


def times(value: Spread | None, other: Spread | None) -> str:
    """Write how a figure compares with another: so many times as long, or so many times faster."""
    if value is None or other is None:
        return "–"
    ratio = value.median / other.median
    return f"{ratio:.2f} x as long" if ratio >= 1 else f"{1 / ratio:.2f} x faster"


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
        yield from _ratios(own, result.rows, ours, reference)
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
        return [name, "failed" if row.version else "missing", *("–" for _ in (*COLUMNS, *PHASES, *PHASES))]
    memory = [f"{row.peaks[phase] / MEGABYTE:.0f}" if phase in row.peaks else "–" for phase in PHASES]
    clock = [seconds(row.wall.get(column)) for column in COLUMNS]
    cores = [seconds(row.cpu.get(phase)) for phase in PHASES]
    return [name, "yes" if row.highlights else "no", *clock, *cores, *memory]


def best_of(rows: Iterable[Row], column: str) -> Row | None:
    """Give the fastest row of a column on the clock; None when no row has a figure."""
    known = [row for row in rows if column in row.wall and not row.fault]
    return min(known, key=lambda row: row.wall[column].median, default=None)


def _ratios(own: Row, rows: Sequence[Row], ours: Collection[str], reference: str) -> Lines:
    """Compare a row of ours with Hugo, with Hugo's best mode, and with the best of all others."""
    hugos = [row for row in rows if row.key.startswith(reference)]
    others = [row for row in rows if row not in hugos and row.key not in ours]
    first = next((row for row in hugos if row.key == reference), None)
    lines = [[f"{own.name} against", *COLUMNS]]
    lines.append([reference, *_against(own, dict.fromkeys(COLUMNS, first))])
    lines.append([f"{reference}, best mode", *_against(own, {one: best_of(hugos, one) for one in COLUMNS})])
    best = {one: best_of(others, one) for one in COLUMNS}
    named = [f" ({row.name})" if row else "" for row in best.values()]
    cells = [cell + name for cell, name in zip(_against(own, best), named, strict=True)]
    lines.append(["best of the others", *cells])
    cores = [times(own.cpu.get(phase), first.cpu.get(phase) if first else None) for phase in PHASES]
    lines.append([f"{reference}, CPU", *cores, "–"])
    return iter(grid(lines))


def _against(own: Row, rows: Mapping[str, Row | None]) -> list[str]:
    return [
        times(own.wall.get(column), row.wall.get(column) if row else None) for column, row in rows.items()
    ]


def _notes(result: Result) -> Lines:
    for row in result.rows:
        wrong = f"{'failed' if row.version else 'missing'}: {row.fault}"
        yield f"{row.name}: {wrong if row.fault else row.note}"


def _noise(result: Result) -> Lines:
    least, most = result.calibration.least, result.calibration.most
    yield (
        f"Noise: the same fixed work took {result.calibration.median:.3f} s, from {least:.3f} to {most:.3f}; "
        f"load {result.load[0]:.1f} before, {result.load[1]:.1f} after"
    )
    lines = [["least / most of each figure", *COLUMNS]]
    for row in result.rows:
        if not row.fault:
            spreads = [row.wall.get(column) for column in COLUMNS]
            cells = [f"{one.least:.3f} / {one.most:.3f}" if one else "–" for one in spreads]
            lines.append([row.name, *cells])
    yield from grid(lines)
