"""The whole measurement: tools, corpora, rounds, memory, saves, and the report of it all."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Collection, Sequence

from bench.corpus.courses import make_corpus
from bench.costs.cost import Cost
from bench.costs.table import costs, table
from bench.errors import BenchError
from bench.measure.rounds import measure_memory, measure_times, prepare
from bench.measure.saves import measure_saves
from bench.peers.table import GENERATORS, OURS, REFERENCE
from bench.places import RESULTS, clear_aside
from bench.report.figures import Result, plain, row_of
from bench.report.plot import svg
from bench.report.spread import spread
from bench.report.table import text
from bench.tools.install import install
from bench.tools.own import KEY as OWN
from bench.tools.tool import Tool

SAVES = 10


def say(words: str) -> None:
    """Tell how far it is, beside the report."""
    print(f"{time.strftime('%H:%M:%S')} {words}", file=sys.stderr, flush=True)


def run(sizes: Sequence[int], rounds: int, only: Collection[str]) -> bool:
    """Measure and report, costly things as well unless only some generators are wanted; gives whether every
    generator that is to be had did its work.

    Raises ``BenchError`` when kpsite itself does not.
    """
    tools = install(say)
    results: list[Result] = []
    found = [] if only else costs(tools[OWN], say)
    for size in sizes:
        results.append(_measure(size, rounds, only, tools))
        _keep(results, found)
    clear_aside()
    print(_report(results, found), end="")
    missing = {key for key, tool in tools.items() if tool.missing}
    return all(not row.fault or _tool_of(row.key) in missing for result in results for row in result.rows)


def _tool_of(key: str) -> str:
    return next(row.tool for row in GENERATORS if row.key == key)


def _measure(size: int, rounds: int, only: Collection[str], tools: dict[str, Tool]) -> Result:
    say(f"{size}: writing the corpus")
    corpus = make_corpus(size)
    before = os.getloadavg()[0]
    sites = []
    for row in GENERATORS:
        if not only or row.key in only:
            sites.append(prepare(size, corpus, row, tools[row.tool], say))
            if row.key in OURS and sites[-1].fault:
                raise BenchError(f"{row.name} does not build, so there is nothing to compare")
    steady = measure_times(sites, rounds, say)
    measure_memory(sites, say)
    measure_saves(sites, SAVES, say)
    return Result(
        lessons=size,
        courses=len(corpus.courses),
        kilobytes=sum(len(lesson.text.encode()) for lesson in corpus.lessons) / 1000,
        rounds=rounds,
        rows=tuple(row_of(site) for site in sites),
        calibration=spread(steady),
        load=(before, os.getloadavg()[0]),
    )


def _keep(results: Sequence[Result], found: Sequence[Cost]) -> None:
    """Write what is known so far into ``bench/results``."""
    RESULTS.mkdir(exist_ok=True)
    stem = f"{time.strftime('%Y-%m-%d')}-{'-'.join(str(result.lessons) for result in results)}"
    (RESULTS / f"{stem}.json").write_text(json.dumps(plain(results, found), indent=1) + "\n", "utf-8")
    (RESULTS / f"{stem}.svg").write_text(svg(results, OURS), "utf-8")
    (RESULTS / f"{stem}.txt").write_text(_report(results, found), "utf-8")
    say(f"kept in bench/results/{stem}.txt, .json and .svg")


def _report(results: Sequence[Result], found: Sequence[Cost]) -> str:
    return text(results, OURS, REFERENCE) + (table(found) if found else "")
