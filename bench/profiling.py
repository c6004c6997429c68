"""Where kpsite's own time goes: cProfile over one whole build in one process, start-up included."""

from __future__ import annotations

import pstats
import re
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from bench.corpus.courses import make_corpus
from bench.errors import BenchError
from bench.measure.process import Command, timed
from bench.measure.rounds import COLD, EDIT, Site, prepare
from bench.peers import kpsite
from bench.peers.generator import forget
from bench.report.grid import grid
from bench.run import say
from bench.tools import own
from bench.tools.tool import environment

OURS = re.compile(r"/tools/kpsite/(kpsite/(?:render/markdown|\w+)|plugins)[/.]")
INSTALLED = re.compile(r"/site-packages/(\w+)")
BUILT_IN = "~"

Function = tuple[str, int, str]
# cProfile's own record of a function: primitive calls, calls, own seconds, all seconds, callers.
Known = tuple[int, int, float, float, dict[Function, tuple[int, int, float, float]]]


def profile(size: int, phase: str, top: int) -> str:
    """Profile one build of the default theme; gives what took how long, by stage and by function.

    Raises ``BenchError`` when kpsite cannot build.
    """
    corpus = make_corpus(size)
    site = prepare(size, corpus, kpsite.STOREFRONT, own.tool(), say)
    if site.fault:
        raise BenchError(site.fault)
    if phase == COLD:
        forget(site.generator, site.folder)
    if phase == EDIT:
        site.edit()
    record = site.folder.with_name("kpsite.pstats")
    timed(_command(site, record))
    return report(_functions(record), f"{size:,} lessons, {phase}: one process under cProfile", top)


def _command(site: Site, record: Path) -> Command:
    plain = site.command(())
    words = ("-m", "cProfile", "-o", str(record), "-m", "kpsite", "build", "--workers", "1")
    return Command(
        (sys.executable, *words), site.folder, environment(site.tool.environment, site.folder), plain.log
    )


def _functions(record: Path) -> Mapping[Function, Known]:
    stats: Any = pstats.Stats(str(record))
    found: Mapping[Function, Known] = stats.stats
    return found


def stage_of(function: Function) -> str:
    """Give the room of kpsite, the library or ``Python`` that a function belongs to."""
    file = function[0]
    ours, installed = OURS.search(file), INSTALLED.search(file)
    return ours[1] if ours else installed[1] if installed else "Python"


def report(functions: Mapping[Function, Known], title: str, top: int) -> str:
    """Write the profile: stages by own time, then functions by own time, then kpsite's by all time.

    Built-in functions count where they were called.
    """
    stages: defaultdict[str, float] = defaultdict(float)
    for function, (_, _, alone, _, callers) in functions.items():
        if function[0] != BUILT_IN or not callers:
            stages[stage_of(function)] += alone
            continue
        for caller, (_, _, share, _) in callers.items():
            stages[stage_of(caller)] += share
    whole = sum(stages.values())
    shown = [["stage", "s", "%"]]
    longest = sorted(stages.items(), key=lambda one: -one[1])[:top]
    shown += [[name, f"{part:.3f}", f"{100 * part / whole:.0f}"] for name, part in longest]
    return "\n".join(
        [
            f"{title}: {whole:.3f} s",
            "",
            *grid(shown),
            "",
            *_top("by own time", functions, 2, top, ""),
            "",
            *_top("by all time, kpsite's own", functions, 3, top, "kpsite"),
            "",
        ]
    )


def _top(
    title: str, functions: Mapping[Function, Known], column: Literal[2, 3], top: int, only: str
) -> list[str]:
    known = [one for one in functions.items() if stage_of(one[0]).startswith(only)]
    known.sort(key=lambda one: one[1][column], reverse=True)
    rows = [[title, "calls", "own s", "all s"]]
    for function, (_, calls, alone, everything, _) in known[:top]:
        rows.append([_name(function), f"{calls:,}", f"{alone:.3f}", f"{everything:.3f}"])
    return grid(rows)


def _name(function: Function) -> str:
    file, line, name = function
    return name if file == BUILT_IN else f"{'/'.join(Path(file).parts[-3:])}:{line} {name}"
