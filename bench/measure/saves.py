"""From a save to the changed page on the disk, while a generator watches."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from bench.errors import BenchError
from bench.measure.process import processor_seconds, started, tail
from bench.measure.rounds import Say, Site
from bench.peers.generator import Watcher
from bench.places import set_aside

STARTING = 300.0  # seconds until the first build must be there
TRIES = 5  # edits that a generator at rest may let pass while it starts
LONGEST = 60.0  # seconds for one save
LOOK = 0.0005  # seconds between two looks at the page
SURE = 2  # edits in a row that must be followed: the very first may still be part of the first build
FEWEST = 3  # saves of a generator that needs long for each
PATIENCE = 30.0  # seconds of saves after which the fewest must do
REST = 0.3  # seconds of rest before a save, once all work is done
STEPS = 0.067  # seconds by which each rest is longer, so that saves meet a watcher at any point of its round
ROUND = 0.5  # seconds within which the longer rests begin anew
STILL = 2.0  # seconds without work after which a save has gone unseen
GLANCE = 0.2  # seconds over which work is looked for
AT_WORK = 0.1  # cores: a watcher that looks around uses less


def measure_saves(sites: Sequence[Site], count: int, say: Say) -> None:
    """Take the latency of a number of saves for every site whose generator can watch.

    A fault costs a site these figures and no others.
    """
    for site in sites:
        if site.generator.watcher is not None and not site.fault:
            say(f"saves: {site.generator.name}")
            try:
                site.saves = _saves(site, site.generator.watcher, count)
            except BenchError as wrong:
                site.unwatched = str(wrong)
                say(f"{site.generator.name}: {wrong}")


def _saves(site: Site, watcher: Watcher, count: int) -> list[float]:
    output = site.folder / watcher.output
    set_aside(output, site.folder)
    command = site.command(watcher.arguments)
    found: list[float] = []
    with started(command) as process:
        _settle(site, output, process)
        while len(found) < count and (len(found) < FEWEST or sum(found) < PATIENCE):
            _rest(process, REST + len(found) * STEPS % ROUND)
            taken = _save(site, output, process)
            if taken is None:
                raise BenchError(f"a save was not followed: {tail(command.log)}")
            found.append(taken)
    return found


def _settle(site: Site, output: Path, process: subprocess.Popen[bytes]) -> None:
    """Edit until edits are followed: only then is the generator surely watching."""
    deadline = time.monotonic() + STARTING
    followed = passed = 0
    while followed < SURE:
        if passed == TRIES or time.monotonic() > deadline:
            raise BenchError(f"it did not begin to watch: {tail(site.command(()).log)}")
        _rest(process, REST)
        if not output.is_dir():
            continue
        if _save(site, output, process) is None:
            followed, passed = 0, passed + 1
        else:
            followed += 1


def _rest(process: subprocess.Popen[bytes], seconds: float) -> None:
    """Wait until a generator has done its work, what follows the page included, and a little longer."""
    deadline = time.monotonic() + LONGEST
    used, most = processor_seconds(process.pid), GLANCE * AT_WORK
    while time.monotonic() < deadline:
        time.sleep(GLANCE)
        before, used = used, processor_seconds(process.pid)
        if used - before <= most:
            break
    time.sleep(seconds)


def _save(site: Site, output: Path, process: subprocess.Popen[bytes]) -> float | None:
    """Edit once and give the seconds until the page has it; None when nothing is done about it."""
    if process.poll() is not None:
        raise BenchError(f"it ended while watching: {tail(site.command(()).log)}")
    lesson, sentence = site.edit()
    begun = time.perf_counter()
    page = output / lesson.url.removeprefix("/") / "index.html"
    words = sentence.encode()
    used, glance = 0.0, STILL
    while (taken := time.perf_counter() - begun) < LONGEST:
        try:
            if words in page.read_bytes():
                return taken
        except OSError:
            pass  # it may be away for a moment while it is replaced
        if taken > glance:
            before, used = used, processor_seconds(process.pid)
            if before and used - before <= STILL * AT_WORK:
                return None
            glance += STILL
        time.sleep(LOOK)
    return None
