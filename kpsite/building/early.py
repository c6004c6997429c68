"""Workers of this machine that start before the store is read, and load the program meanwhile."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import re
import signal
import sys
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

from kpsite.building.orphans import end_with_parent
from kpsite.building.remote import Begun, make_part
from kpsite.reading.stamp import STRIPE_KEY, VARIABLE

if TYPE_CHECKING:
    from kpsite.building.kit import Kit
    from kpsite.pages.page import Page

# Pages that are sent together: few, since workers are waiting for the first.
PART = 16
# A store's languages show in so many of its files.
SOME = 60
# Threads hand chunks of work over; by the interpreter's own 5 ms, workers would wait for half of each.
SWITCH_SECONDS = 0.0005
_FENCE = re.compile(rb"(?:```|~~~)[ \t]*([\w+#.-]+)")


class Early:
    """Such workers."""

    def __init__(self, count: int, spool: Path) -> None:
        """Start so many; what they make is laid into a folder."""
        self._spool = str(spool)
        self.executor = ProcessPoolExecutor(count, multiprocessing.get_context("fork"), initializer=_load)
        self.begun: Begun = {}
        self._count = count
        self.executor.submit(_learn, ())  # the first that there is to do starts them all

    def expect(self, texts: Iterable[bytes]) -> None:
        """Let them get ready for the languages of code in these texts."""
        some = islice(texts, SOME)
        languages = {found.decode() for text in some for found in _FENCE.findall(text)}
        for _ in range(self._count):
            self.executor.submit(_learn, tuple(sorted(languages)))

    def begin(self, kit: Kit, pages: Iterable[Page]) -> Iterator[Page]:
        """Give the pages on as they come, and let them be made meanwhile."""
        packed = pickle.dumps(kit)
        coming = iter(pages)
        while part := list(islice(coming, PART)):
            future = self.executor.submit(make_part, packed, part, self._spool)
            self.begun.update((page.path, future) for page in part)
            yield from part

    def close(self) -> None:
        """Send them home."""
        self.executor.shutdown(cancel_futures=True)


@contextmanager
def early_workers(count: int, cache: Path) -> Iterator[Early | None]:
    """Give such workers, and send them home whatever happens; None where processes cannot be forked.

    What they make lies in a folder in ``cache`` until it is taken from there.

    The keys are not in their environment, since plugins run in them.
    """
    if "fork" not in multiprocessing.get_all_start_methods():
        yield None
        return
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    spool = _spool(cache)
    early = Early(count, spool)
    try:
        yield early
    finally:
        early.close()
        sys.setswitchinterval(before)
        rmtree(spool, ignore_errors=True)


def _spool(cache: Path) -> Path:
    """Make this process's own folder, and clear away those of processes that were killed."""
    for old in cache.glob("early-*"):
        if not _is_alive(old.name.removeprefix("early-")):
            rmtree(old, ignore_errors=True)
    spool = cache / f"early-{os.getpid()}"
    spool.mkdir(parents=True, exist_ok=True)
    return spool


def _is_alive(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ProcessLookupError, ValueError):
        return False
    except OSError:  # it is somebody else's
        return True
    return True


def _load() -> None:
    """Load what makes pages."""
    end_with_parent()
    for secret in (VARIABLE, STRIPE_KEY):
        os.environ.pop(secret, None)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that started this one stops it
    # Start-up time: this loads here while the store is read in the process that started this one.
    from kpsite.building.warm import warm_up

    warm_up()


def _learn(languages: tuple[str, ...]) -> None:
    # Start-up time: the process that sends this never needs it.
    from kpsite.render.markdown.code import coloured_code

    for language in languages:
        coloured_code("a = 1\n", language)
