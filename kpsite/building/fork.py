"""Processes that are forked by hand, before there are threads: nothing else has to be loaded for them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

SIZE = 8
"""Bytes that a length takes in a pipe."""


def fork(work: Callable[[], None]) -> int:
    """Start a process that does some work and ends, whatever happens in it; gives its number.

    It leaves it to the process that started it to be interrupted. Raises ``OSError`` when there is none to be
    had.
    """
    sys.stdout.flush()  # else both would write what waits there
    sys.stderr.flush()
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process = os.fork()
        if process == 0:
            try:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                work()
                sys.stdout.flush()  # plugins may have said something
                sys.stderr.flush()
            finally:
                os._exit(0)
    finally:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    return process


def read_from(pipe: int, size: int) -> bytes:
    """Read so many bytes, or what there is of them."""
    parts = []
    while size > 0 and (part := os.read(pipe, min(size, 1 << 20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
