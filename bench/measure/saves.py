"""From a save to the changed page on the disk, while a generator watches."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from bench.errors import BenchError
from bench.measure.process import started, tail
from bench.measure.rounds import Say, Site, faults_in

STARTING = 120.0  # seconds until the first edit must have been seen
LONGEST = 60.0  # seconds for one save
LOOK = 0.0005  # seconds between two looks
REST = 0.4  # seconds between two saves, or twice what the slowest of them took


def measure_saves(sites: Sequence[Site], count: int, say: Say) -> None:
    """Take the latency of a number of saves for every site whose generator can watch."""
    for site in sites:
        if site.generator.watcher is not None and not site.fault:
            say(f"saves: {site.generator.name}")
            with faults_in(site, say):
                site.saves = _saves(site, count)


def _saves(site: Site, count: int) -> list[float]:
    watcher = site.generator.watcher
    assert watcher is not None  # noqa: S101 - asked before
    output = site.folder / watcher.output
    shutil.rmtree(output, ignore_errors=True)
    command = site.command(watcher.arguments)
    found: list[float] = []
    with started(command) as process:
        _first(site, output, process)
        for _ in range(count):
            time.sleep(max([REST, *(2 * one for one in found)]))
            taken = _save(site, output, process, LONGEST)
            if taken is None:
                raise BenchError(f"a save was not seen while watching: {tail(command.log)}")
            found.append(taken)
    return found


def _first(site: Site, output: Path, process: subprocess.Popen[bytes]) -> None:
    """Edit until an edit is seen: only then is the generator surely watching."""
    deadline = time.monotonic() + STARTING
    while time.monotonic() < deadline:
        if output.is_dir() and _save(site, output, process, 2.0) is not None:
            return
        time.sleep(0.1)
    raise BenchError(f"it did not begin to watch: {tail(site.command(()).log)}")


def _save(site: Site, output: Path, process: subprocess.Popen[bytes], longest: float) -> float | None:
    """Edit once and give the seconds until the page has it; None when it takes too long."""
    if process.poll() is not None:
        raise BenchError(f"it ended while watching: {tail(site.command(()).log)}")
    lesson, sentence = site.edit()
    begun = time.perf_counter()
    page = output / lesson.url.removeprefix("/") / "index.html"
    words = sentence.encode()
    while (taken := time.perf_counter() - begun) < longest:
        try:
            if words in page.read_bytes():
                return taken
        except OSError:
            pass  # it may be away for a moment while it is replaced
        time.sleep(LOOK)
    return None
