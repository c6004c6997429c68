"""The figures of a measurement as plain values, ready for table, plot and JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from bench.costs.cost import Cost
from bench.measure.rounds import PHASES, Site
from bench.report.spread import Spread, spread

COLUMNS = (*PHASES, "save")


@dataclass(frozen=True, slots=True)
class Row:
    """A generator's figures: seconds on the clock by column, processor seconds and peak bytes by phase.

    ``fault`` says why there are none, ``unwatched`` why there are none of saves.
    """

    key: str
    name: str
    version: str
    highlights: bool
    note: str
    fault: str
    unwatched: str
    wall: dict[str, Spread]
    cpu: dict[str, Spread]
    peaks: dict[str, int]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything that was measured at one size. ``load`` is the machine's load before and after."""

    lessons: int
    courses: int
    kilobytes: float
    rounds: int
    rows: tuple[Row, ...]
    calibration: Spread
    load: tuple[float, float]


def row_of(site: Site) -> Row:
    """Give a site's figures."""
    wall = {phase: spread([run.wall for run in runs]) for phase, runs in site.runs.items() if runs}
    cpu = {phase: spread([run.cpu for run in runs]) for phase, runs in site.runs.items() if runs}
    if site.saves:
        wall["save"] = spread(site.saves)
    row = site.generator
    return Row(
        key=row.key,
        name=row.name,
        version=site.tool.version,
        highlights=row.highlights,
        note=row.note,
        fault=site.fault,
        unwatched=site.unwatched,
        wall=wall,
        cpu=cpu,
        peaks=dict(site.peaks),
    )


def plain(results: Sequence[Result], costs: Sequence[Cost]) -> dict[str, object]:
    """Give all figures as plain data, with what is to be known of the machine."""
    machine = {
        "cores": len(os.sched_getaffinity(0)),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
    }
    return {
        "machine": machine,
        "results": [asdict(result) for result in results],
        "costs": [asdict(one) for one in costs],
    }
