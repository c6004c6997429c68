"""Processes that are forked by hand, before there are threads, since nothing else has to be loaded for that;
and how processes end with the one that started them.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from _thread import start_new_thread  # start-up time: what ``threading`` adds is not needed
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

SIZE = 8
"""Bytes that a length takes in a pipe."""
LOOKS = 0.5
"""Seconds between two looks whether a process still has its parent."""


def fork(work: Callable[[], None]) -> int:
    """Start a process that does some work and ends, whatever happens in it; gives its number.

    It leaves it to the process that started it to be interrupted, and ends with it. Raises ``OSError`` when
    there is none to be had.
    """
    parent = os.getpid()
    sys.stdout.flush()  # else both would write what waits there
    sys.stderr.flush()
    with uninterrupted():
        process = os.fork()
        if process == 0:
            try:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                end_with(parent)
                work()
                sys.stdout.flush()  # plugins may have said something
                sys.stderr.flush()
            finally:
                os._exit(0)
    return process


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold an interrupt back, from processes that are started meanwhile for ever: it is left to this one. One
    of them that stopped half-way through an answer would be waited for without end.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_with(parent: int) -> None:
    """See to it that this process does not outlive its parent, even where that is killed: it may wait for
    ever, or be in a plugin that never ends.
    """
    with suppress(RuntimeError):  # where no thread is to be had, its work is worth more than its end
        start_new_thread(_watch, (parent,))


def _watch(parent: int) -> None:
    # A pipe would tell at once, but whatever a plugin starts may hold its other end.
    while os.getppid() == parent:
        time.sleep(LOOKS)
    os._exit(1)


def read_from(pipe: int, size: int) -> bytes:
    """Read so many bytes, or what there is of them."""
    parts = []
    while size > 0 and (part := os.read(pipe, min(size, 1 << 20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
