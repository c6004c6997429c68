"""Whole processes: how long one takes, what it uses of the processor, and what its tree uses of memory."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

from bench.errors import BenchError

LONGEST = 1800  # seconds
SAMPLE = 0.004  # seconds between two looks at memory
KIB = 1024
TICKS = os.sysconf("SC_CLK_TCK")  # a second


@dataclass(frozen=True, slots=True)
class Command:
    """What to start: the words, the folder, the environment, and the file that takes what it prints."""

    argv: Sequence[str]
    folder: Path
    environment: Mapping[str, str]
    log: Path


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took: seconds on the clock, and seconds of all cores together, its children's too."""

    wall: float
    cpu: float


@contextmanager
def started(command: Command) -> Iterator[subprocess.Popen[bytes]]:
    """Start a process in a session of its own; what is left of the session afterwards is ended."""
    command.log.parent.mkdir(parents=True, exist_ok=True)
    with command.log.open("wb") as log:
        process = subprocess.Popen(
            command.argv,
            cwd=command.folder,
            env=dict(command.environment),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            if process.returncode is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def timed(command: Command) -> Run:
    """Run a process to its end. Raises ``BenchError`` when it fails or takes half an hour."""
    begun = time.perf_counter()
    with started(command) as process:
        patience = Timer(LONGEST, os.killpg, (process.pid, signal.SIGKILL))
        patience.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begun
        patience.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise BenchError(f"it ended with {process.returncode}: {tail(command.log)}")
    return Run(wall, used.ru_utime + used.ru_stime)


def peak_memory(command: Command) -> int:
    """Run a process to its end and give the most that it and its children held at one moment, in bytes.

    It is the sum of their proportional set sizes, which counts a page that several share once (Linux,
    ``/proc/<pid>/smaps_rollup``), sampled every few milliseconds; so this run is not timed.
    """
    most = 0
    with started(command) as process:
        deadline = time.monotonic() + LONGEST
        while process.poll() is None and time.monotonic() < deadline:
            begun = time.monotonic()
            most = max(most, sum(_held(pid) for pid in session(process.pid)))
            # Looking at a large process stops it for a while; half of the time is left to its work.
            time.sleep(max(SAMPLE, time.monotonic() - begun))
    if process.returncode:
        raise BenchError(f"it ended with {process.returncode}: {tail(command.log)}")
    return most


def session(leader: int) -> Iterator[int]:
    """Give the processes that are in the session of its leader: itself and all descendants."""
    for name in os.listdir("/proc"):  # noqa: PTH208 - many times a second
        if name.isdecimal():
            try:
                if os.getsid(int(name)) == leader:
                    yield int(name)
            except ProcessLookupError:
                continue


def processor_seconds(leader: int) -> float:
    """Give what a session has used of the processor so far, children that have ended included."""
    return sum(_used(pid) for pid in session(leader)) / TICKS


def _used(pid: int) -> int:
    """Give a process's ticks, its own and those of its children (Linux, ``/proc/<pid>/stat``, 14 to 17)."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", errors="replace")
    except OSError:
        return 0
    return sum(int(field) for field in stat.rpartition(")")[2].split()[11:15])


def _held(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except (OSError, ValueError):
        return 0
    return sum(int(line.split()[1]) * KIB for line in text.splitlines() if line.startswith("Pss:"))


def tail(log: Path) -> str:
    """Give the end of what a process printed, on one line."""
    return " / ".join(log.read_text("utf-8", errors="replace").strip().splitlines()[-3:])[-300:]
