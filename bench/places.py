"""Where the benchmark keeps its things: tools and sites in ``.bench``, results beside this package."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
SITES = PACKAGE / "sites"
RESULTS = PACKAGE / "results"
WORK = ROOT / ".bench"
TOOLS = WORK / "tools"


@contextmanager
def alone(say: Callable[[str], None]) -> Iterator[None]:
    """Hold ``.bench`` for this process: two measurements at once would spoil each other's sites and times."""
    WORK.mkdir(exist_ok=True)
    with (WORK / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another measurement is under way in .bench; waiting for its end")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
