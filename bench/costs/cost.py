"""What is told of a costly thing."""

from __future__ import annotations

from dataclasses import dataclass

from bench.report.spread import Spread


@dataclass(frozen=True, slots=True)
class Cost:
    """A line of the table: what was done, to how much, the seconds it took, and the rate or what else tells
    more than the seconds.
    """

    name: str
    amount: str
    seconds: Spread
    rate: str
