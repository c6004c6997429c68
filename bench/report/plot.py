"""The plot: one panel for each size and phase on a logarithmic scale; a dot is the median, the line behind it
goes from least to most.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from html import escape

from bench.report.figures import COLUMNS, Result, Row

PANEL, LABEL, LINE, HEAD, GAP = 300, 170, 22, 46, 24  # units of the drawing
TITLES = {
    "cold": "cold build",
    "same": "nothing changed",
    "edit": "one lesson changed",
    "save": "save to disk",
}
OWN, OTHER, INK = "#b4512d", "#7d8a84", "#222222"


def svg(results: Sequence[Result], ours: Collection[str]) -> str:
    """Draw all results as one SVG document."""
    rows = max(len(result.rows) for result in results)
    height_of_one = HEAD + rows * LINE + GAP
    width = LABEL + len(COLUMNS) * (PANEL + GAP)
    height = len(results) * height_of_one + GAP
    parts = [
        part
        for number, result in enumerate(results)
        for part in _size(result, ours, GAP + number * height_of_one)
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'font-family="system-ui, sans-serif" font-size="12" fill="{INK}">\n'
        f'<rect width="{width}" height="{height}" fill="white"/>\n' + "\n".join(parts) + "\n</svg>\n"
    )


def _size(result: Result, ours: Collection[str], top: int) -> Iterator[str]:
    yield f'<text x="8" y="{top + 16}" font-weight="bold">{result.lessons:,} lessons</text>'
    for line, row in enumerate(result.rows):
        y = top + HEAD + line * LINE + 13
        yield f'<text x="8" y="{y}">{escape(row.name)}</text>'
    for place, column in enumerate(COLUMNS):
        left = LABEL + place * (PANEL + GAP)
        yield f'<text x="{left}" y="{top + 16}">{TITLES[column]}, seconds</text>'
        yield from _panel(result.rows, column, ours, left, top + HEAD)


def _panel(rows: Sequence[Row], column: str, ours: Collection[str], left: int, top: int) -> Iterator[str]:
    known = [row.wall[column] for row in rows if column in row.wall and not row.fault]
    if not known:
        return
    low = math.floor(math.log10(min(one.least for one in known)))
    high = math.ceil(math.log10(max(one.most for one in known)) + 1e-9)
    scale = (PANEL - 60) / max(1, high - low)

    def x(value: float) -> float:
        return round(left + (math.log10(value) - low) * scale, 1)

    for power in range(low, high + 1):
        at = x(10.0**power)
        yield f'<line x1="{at}" x2="{at}" y1="{top - 6}" y2="{top + len(rows) * LINE}" stroke="#dddddd"/>'
        yield f'<text x="{at}" y="{top - 10}" fill="#777777" text-anchor="middle">{10.0**power:g}</text>'
    for line, row in enumerate(rows):
        y = top + line * LINE
        one = row.wall.get(column)
        if one is None or row.fault:
            reason = "no figure" if row.fault or column != "save" else "not measured"
            yield f'<text x="{left + 4}" y="{y + 13}" fill="#999999">{reason}</text>'
            continue
        fill = OWN if row.key in ours else OTHER
        end = x(one.median)
        yield f'<path d="M{x(one.least)} {y + 9.5}H{x(one.most)}" stroke="{fill}" stroke-width="3"/>'
        yield f'<circle cx="{end}" cy="{y + 9.5}" r="5" fill="{fill}"/>'
        yield f'<text x="{max(end, x(one.most)) + 8}" y="{y + 13}">{one.median:.3g}</text>'
