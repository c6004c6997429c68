"""Rows set in columns."""

from __future__ import annotations

from collections.abc import Sequence

NONE = "–"


def grid(rows: Sequence[Sequence[str]], left: int = 1) -> list[str]:
    """Set rows in columns; the first ``left`` columns are text, all others numbers."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.ljust(width) if place < left else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]
