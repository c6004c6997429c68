"""Processes that read a store's documents while this one loads the program: they end with what they found.

They are forked by hand: nothing else has to be loaded for that, and no thread is running yet.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple

TYPE_CHECKING = False  # start-up time
if TYPE_CHECKING:
    from typing import NoReturn

    from kpsite.building.early import Early
    from kpsite.load.readings import Reading

_DIGEST = 16


class Readers:
    """Such processes, of which each has a part of the documents."""

    def __init__(self, root: str, paths: Sequence[str], count: int) -> None:
        """Start so many, for documents of the store at ``root``, by their paths from there."""
        size = -(-len(paths) // count)
        self._running = [_fork(root, paths[first : first + size]) for first in range(0, len(paths), size)]

    @property
    def processes(self) -> list[int]:
        """The numbers of those that were not heard yet."""
        return [process for process, _ in self._running]

    def readings(self, documents: Mapping[str, bytes]) -> dict[str, Reading]:
        """Give what they have read of such documents as have these very bytes, by path.

        What a process did not come to, since it was killed, is not among them: it can be read again.
        """
        return {
            path: reading
            for part in self._parts()
            for path, digest, reading in part
            if path in documents and digest == _digest(documents[path])
        }

    def close(self) -> None:
        """Wait for their end, whatever they have found."""
        for _ in self._parts():
            pass

    def _parts(self) -> list[list[tuple[str, bytes, Reading]]]:
        parts = []
        while self._running:
            process, pipe = self._running.pop()
            with open(pipe, "rb") as file:  # noqa: PTH123 - a pipe has no path
                data = file.read()
            os.waitpid(process, 0)
            with suppress(EOFError, pickle.UnpicklingError):  # it was killed, perhaps while it wrote
                parts.append(pickle.loads(data))  # noqa: S301 - from our own fork
        return parts


class Helpers(NamedTuple):
    """The processes that were started before the store is read: some that read its documents, and workers
    that make pages.
    """

    readers: Readers | None = None
    early: Early | None = None


NOBODY = Helpers()


def _fork(root: str, paths: Sequence[str]) -> tuple[int, int]:
    """Start a process; gives its number and the pipe that it writes to."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        _read(root, paths, writing)
    os.close(writing)
    return process, reading


def _read(root: str, paths: Sequence[str], pipe: int) -> NoReturn:
    """Read documents and send them; then end, without a word: who started this reads what is missing."""
    try:
        import signal

        # Start-up time: the process that started this one loads something else meanwhile.
        from kpsite.load.documents import MAX_DOCUMENT
        from kpsite.load.readings import read  # the same

        signal.signal(signal.SIGINT, signal.SIG_IGN)
        made = []
        for path in paths:
            with suppress(OSError):
                found = os.stat(f"{root}/{path}")  # noqa: PTH116 - start-up time
                # What is no plain file may never end, and what is too large is refused unread.
                if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_DOCUMENT:
                    continue
                with open(f"{root}/{path}", "rb") as file:  # noqa: PTH123 - start-up time
                    data = file.read()
                made.append((path, _digest(data), read(path, data)))
        with open(pipe, "wb") as file:
            file.write(pickle.dumps(made, pickle.HIGHEST_PROTOCOL))
    finally:
        os._exit(0)


def _digest(data: bytes) -> bytes:
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()
