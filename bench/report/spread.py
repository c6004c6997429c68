"""Several measurements of one thing, summed up."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """The median of some measurements with the least and the most, and how many there were."""

    median: float
    least: float
    most: float
    count: int


def spread(found: Sequence[float]) -> Spread:
    """Sum up some measurements, at least one."""
    return Spread(statistics.median(found), min(found), max(found), len(found))
