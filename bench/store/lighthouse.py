"""Lighthouse on the demo store as a phone meets it, and what keeps a page from full marks."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.errors import BenchError
from bench.measure.process import Command, timed
from bench.measure.rounds import Say
from bench.report.grid import NONE, grid
from bench.store.browser import chromium
from bench.store.demo import FOLDER, PAGES, build_demo, free_port
from bench.store.host import hosted
from bench.tools import own
from bench.tools.npm import lighthouse
from bench.tools.tool import Tool, environment

FLAGS = "--headless=new --no-sandbox"
METRICS = {
    "FCP": "first-contentful-paint",
    "LCP": "largest-contentful-paint",
    "TBT": "total-blocking-time",
    "CLS": "cumulative-layout-shift",
    "weight": "total-byte-weight",
}
PERFORMANCE = "performance"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Lighthouse says of a page: scores of 100 by category, metrics as written, and what lacks."""

    page: str
    scores: Mapping[str, int]
    metrics: Mapping[str, str]
    lacks: tuple[str, ...]


def judge_demo(rounds: int, say: Say) -> tuple[str, bool]:
    """Judge the pages of the demo store; gives the report, and whether all have full marks.

    Of several rounds the one with the median performance counts. Raises ``BenchError`` when a tool is
    missing or a page cannot be judged.
    """
    tool = lighthouse(say)
    if tool.missing:
        raise BenchError(f"no Lighthouse: {tool.missing}")
    tool = replace(tool, environment={"CHROME_PATH": chromium()})
    port = free_port()
    found = []
    with hosted(build_demo(own.tool(), port), port):
        for page in PAGES:
            say(f"Lighthouse: {page.name}")
            runs = [_judge(tool, page.name, f"http://localhost:{port}{page.url}") for _ in range(rounds)]
            found.append(sorted(runs, key=lambda one: one.scores[PERFORMANCE])[rounds // 2])
    return report(found, tool.version), all(set(one.scores.values()) == {100} for one in found)


def _judge(tool: Tool, page: str, url: str) -> Verdict:
    record = FOLDER.with_name("lighthouse.json")
    words = ("--output=json", f"--output-path={record}", "--quiet", f"--chrome-flags={FLAGS}")
    timed(_command(tool, url, words))
    return read(page, json.loads(record.read_text("utf-8")))


def _command(tool: Tool, url: str, words: Sequence[str]) -> Command:
    surroundings = environment(tool.environment)
    return Command((*tool.argv, url, *words), Path(FOLDER), surroundings, FOLDER.with_name("lighthouse.log"))


def read(page: str, known: Mapping[str, Any]) -> Verdict:
    """Read a Lighthouse result (``lhr``, as its documentation names it).

    Raises ``BenchError`` when the page was not judged.
    """
    if known.get("runtimeError"):
        raise BenchError(f"Lighthouse: {known['runtimeError'].get('message', 'it failed')}")
    categories, audits = known["categories"], known["audits"]
    return Verdict(
        page,
        {key: round(100 * (one["score"] or 0)) for key, one in categories.items()},
        {name: audits.get(key, {}).get("displayValue", NONE) for name, key in METRICS.items()},
        tuple(dict.fromkeys(_lacks(categories, audits))),
    )


def _lacks(categories: Mapping[str, Any], audits: Mapping[str, Any]) -> Iterator[str]:
    """Give what has less than the full score, heaviest first; what has no weight explains the rest."""
    for key, category in categories.items():
        for reference in sorted(category["auditRefs"], key=lambda one: -one["weight"]):
            audit = audits[reference["id"]]
            if audit["score"] is not None and audit["score"] < 1:
                share = f"{100 * audit['score']:.0f} of 100" if reference["weight"] else "a hint"
                value = f": {audit['displayValue']}" if audit.get("displayValue") else ""
                yield f"{key}, {share}: {audit['title']}{value}"


def report(found: Sequence[Verdict], version: str) -> str:
    """Write scores and metrics of all pages, then what keeps each from full marks."""
    names = list(found[0].scores)
    rows = [[one.page, *(str(one.scores[name]) for name in names), *one.metrics.values()] for one in found]
    lines = grid([[f"Lighthouse {version}, mobile", *names, *METRICS], *rows])
    for one in found:
        lines += ["", f"{one.page}:", *(f"  {lack}" for lack in one.lacks or ("nothing lacks",))]
    return "\n".join(lines).replace("\u00a0", " ") + "\n"
