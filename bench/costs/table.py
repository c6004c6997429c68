"""All costly things, in the order in which they are shown.

A row is a function that takes kpsite as a tool and gives lines of the table; it says in a line's name on how
many cores it works.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bench.costs import opening, pictures, sealing, shares, starting
from bench.costs.cost import Cost
from bench.measure.rounds import Say
from bench.report.grid import grid
from bench.tools.tool import Tool

COSTS: tuple[Callable[[Tool], Iterable[Cost]], ...] = (
    starting.starting,
    pictures.encoding,
    sealing.sealed,
    sealing.looked_through,
    sealing.looked_through_bytes,
    opening.opening,
    shares.drawing,
)


def costs(tool: Tool, say: Say) -> list[Cost]:
    """Measure all of them. Raises ``BenchError`` when kpsite fails."""
    say("costs on their own")
    return [one for row in COSTS for one in row(tool)]


def table(found: Sequence[Cost]) -> str:
    """Write costs as a table."""
    rows = [[one.name, one.amount, one.rate, f"{one.seconds.median:.3f}", _ends(one)] for one in found]
    return "\n".join(grid([["costs on their own", "of", "", "s", "least / most"], *rows], left=3)) + "\n"


def _ends(one: Cost) -> str:
    return f"{one.seconds.least:.3f} / {one.seconds.most:.3f}" if one.seconds.count > 1 else ""
