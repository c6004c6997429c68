"""One build at a time: a lock that the system lets go of when its holder dies."""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from kpsite.problems import refusal

_PATIENCE_SECONDS = 2.0
_PAUSE_SECONDS = 0.02
_TAKEN = {errno.EACCES, errno.EAGAIN, errno.EDEADLK}

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

    def _release(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)

else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _release(handle: int) -> None:
        # Closing is not enough: a forked worker may hold the same open file.
        fcntl.flock(handle, fcntl.LOCK_UN)


@contextmanager
def locked(path: str, shown: str, doing: str = "publishing to this folder") -> Iterator[None]:
    """Hold the lock file ``path``, which is made when it is not there; ``doing`` is said of another holder.

    Waits two seconds for another holder, which is longer than a preview needs for one save. Raises
    KpsiteError ``busy`` about ``shown`` after that, and OSError when the file cannot be opened.
    """
    handle = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_CLOEXEC", 0), 0o666)
    try:
        _wait(handle, shown, doing)
        try:
            yield
        finally:
            _release(handle)
    finally:
        os.close(handle)


def _wait(handle: int, shown: str, doing: str) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            return _take(handle)
        except OSError as cause:
            if cause.errno not in _TAKEN:
                raise
        if time.monotonic() > deadline:
            hint = "wait until it is done, or stop it, and run again"
            raise refusal(shown, "busy", f"another run of kpsite is {doing}", hint)
        time.sleep(_PAUSE_SECONDS)
