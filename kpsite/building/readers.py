"""Processes that read a store's documents while this one loads the program, and then render their texts while
it works out the store.

They are forked by hand: nothing else has to be loaded for that, and no thread is running yet. What they take
is loaded before, since this process needs it as well. They have nothing of the store but its files, and run
no plugin.
"""

from __future__ import annotations

import os
import pickle
import stat
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress

import kpsite.load.yaml  # noqa: F401 - what reads front matter
from kpsite.building.ahead import Ahead, Writer, digest
from kpsite.building.fork import SIZE, fork, read_from
from kpsite.load.documents import MAX_DOCUMENT
from kpsite.load.readings import Reading, read
from kpsite.reading import modules, patterns
from kpsite.render.markdown.ahead import render_ahead
from kpsite.render.markdown.parser import make_parser

_Made = list[tuple[str, bytes, Reading]]


class Readers:
    """Such processes, of which each has a part of the documents."""

    def __init__(self, root: str, paths: Sequence[str], count: int, ahead: Ahead) -> None:
        """Start so many, for documents of the store at ``root``, by their paths from there.

        ``ahead`` takes the texts that they render. Raises ``OSError`` when there are none to be had.
        """
        size = -(-len(paths) // count)
        self._ahead = ahead
        self._running: list[tuple[int, int]] = []
        try:
            for first in range(0, len(paths), size):
                self._start(root, paths, range(first, min(first + size, len(paths))))
        except BaseException:
            self.close()
            raise

    @property
    def processes(self) -> list[int]:
        """The numbers of those that have not ended, as far as is known."""
        return [process for process, _ in self._running]

    def readings(self, documents: Mapping[str, bytes]) -> dict[str, Reading]:
        """Give what they have read of such documents as have these very bytes, by path.

        What a process did not come to, since it was killed, is not among them: it can be read again.
        """
        return {
            path: reading
            for part in self._parts()
            for path, mark, reading in part
            if path in documents and mark == digest(documents[path])
        }

    def wait(self) -> None:
        """Wait until they have rendered all that they can."""
        for _, pipe in self._running:
            os.close(pipe)  # of all, before any is waited for: no one is to wait for somebody to read
        running, self._running = self._running, []
        for process, _ in running:
            os.waitpid(process, 0)

    def close(self) -> None:
        """Let them end, whatever they have found."""
        self._ahead.stop()
        self.wait()

    def _start(self, root: str, paths: Sequence[str], numbers: range) -> None:
        reading, writing = os.pipe()
        writer = self._ahead.writer(numbers.start, numbers.stop)

        def work() -> None:
            for pipe in (reading, *(pipe for _, pipe in self._running)):
                os.close(pipe)
            _work(root, [paths[number] for number in numbers], numbers.start, writing, writer)

        try:
            self._running.append((fork(work), reading))
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)

    def _parts(self) -> Iterable[_Made]:
        for _, pipe in self._running:
            size, start = (int.from_bytes(read_from(pipe, SIZE)) for _ in range(2))
            data = self._ahead.laid(start, size) if start else read_from(pipe, size)
            with suppress(EOFError, pickle.UnpicklingError):  # it was killed, perhaps while it wrote
                yield pickle.loads(data)  # noqa: S301 - from our own fork


def _work(root: str, paths: Sequence[str], first: int, pipe: int, writer: Writer) -> None:
    """Read documents, whose numbers begin with ``first``, send them, and render their texts: who started this
    does what is missing.
    """
    made = _read(root, paths)
    data = pickle.dumps(made, pickle.HIGHEST_PROTOCOL)
    with open(pipe, "wb") as file:
        # Through the pipe it would have to wait for a process that is busy.
        start = writer.lay(data)
        file.write(len(data).to_bytes(SIZE) + start.to_bytes(SIZE) + (b"" if start else data))
    numbers = {path: number for number, path in enumerate(paths, first)}
    _render(((numbers[path], reading) for path, _, reading in made), writer)


def _read(root: str, paths: Iterable[str]) -> _Made:
    made = []
    for path in paths:
        with suppress(OSError):
            found = os.stat(f"{root}/{path}")  # noqa: PTH116 - start-up time
            # What is no plain file may never end, and what is too large is refused unread.
            if not stat.S_ISREG(found.st_mode) or found.st_size > MAX_DOCUMENT:
                continue
            with open(f"{root}/{path}", "rb") as file:  # noqa: PTH123 - start-up time
                data = file.read()
            made.append((path, digest(data), read(path, data)))
    return made


def _render(readings: Iterable[tuple[int, Reading]], writer: Writer) -> None:
    parser = make_parser()
    for number, reading in readings:
        if writer.stopped:
            break
        document = reading.document
        if document is not None and document.facts is not None and writer.is_wanted(number):
            body, addresses = document.body, document.facts.addresses
            writer.put(number, body, render_ahead(body, document.path, document.line, addresses, parser))
    modules.keep()
    patterns.keep()  # those that only texts need, such as of the languages in code
