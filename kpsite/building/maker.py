"""A process that makes the pages of a small store. It loads what that takes while the store is read: the one
that reads it then need not, and does what else there is to do meanwhile. Where pages take long, others that
are forked from it share them.
"""

from __future__ import annotations

import os
import pickle
import signal
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from mmap import mmap
from pathlib import Path
from typing import TYPE_CHECKING

from kpsite.building.ahead import Ahead
from kpsite.building.cores import MANY, WORTH_IT
from kpsite.building.fork import SIZE, fork, read_from
from kpsite.building.work import firsts, parts
from kpsite.reading import modules, patterns
from kpsite.reading.stamp import STRIPE_KEY, VARIABLE

if TYPE_CHECKING:
    from kpsite.building.kit import Kit
    from kpsite.building.piece import Piece
    from kpsite.building.studio import Studio
    from kpsite.pages.page import Page

# Bytes of address space for what is handed over, there and back: what is not used takes no memory.
ROOM = 1 << 27
# So many pages tell how long the others will take; below so many seconds, or with fewer pages for each,
# processes cost more than they save.
TRIED = 4
WORTH_SHARING = 0.045
LEAST = 16


class Maker:
    """Such a process, which has nothing of the store but what it is sent."""

    def __init__(self, root: str, ahead: Ahead, count: int) -> None:
        """Start it, for the store at ``root``; ``ahead`` are the texts that are rendered by others, ``count``
        is how many processes are to share the pages.

        The keys are not in its environment, since plugins run in it. Raises ``OSError`` where there is no
        room.
        """
        self._ahead, self._count = ahead, count
        self._memory = mmap(-1, ROOM)
        self._begun, self._process = False, 0
        reading, self._orders = os.pipe()
        self._results, writing = os.pipe()

        def work() -> None:
            os.close(self._orders)
            os.close(self._results)
            _work(root, ahead, self._memory, reading, writing, count)

        try:
            self._process = fork(work)
        except BaseException:
            os.close(self._orders)
            os.close(self._results)
            raise
        finally:
            os.close(reading)
            os.close(writing)

    def begin(self, kit: Kit, pages: Sequence[Page]) -> None:
        """Let it make all pages of a store, unless that is sooner done by several processes."""
        if len(pages) >= MANY or self._ahead.refused() >= WORTH_IT:
            return
        data = pickle.dumps((kit, pages), pickle.HIGHEST_PROTOCOL)
        if len(data) <= ROOM:
            self._memory[: len(data)] = data
            with suppress(BrokenPipeError):  # it has died, which is found when it is asked
                os.write(self._orders, len(data).to_bytes(SIZE))
            self._begun = True

    def made(self) -> list[Piece]:
        """Give the pages that it has begun, once; none where it cannot make them, or has not begun.

        Raises ``BrokenExecutor`` when it has died.
        """
        if not self._begun:
            return []
        if not read_from(self._results, 1):
            from concurrent.futures import BrokenExecutor  # start-up time: seldom does it die

            raise BrokenExecutor("the process that makes pages")
        self._begun = False
        return [piece for part in _parts(self._count) for piece in _taken(self._memory, part)]

    def close(self) -> None:
        """Let it end; pages that nobody has asked for are not made to the end."""
        process, self._process = self._process, 0
        if process:
            os.close(self._orders)
            os.close(self._results)
            if self._begun:
                os.kill(process, signal.SIGTERM)
            os.waitpid(process, 0)


def _work(root: str, ahead: Ahead, memory: mmap, reading: int, writing: int, count: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for secret in (VARIABLE, STRIPE_KEY):
        os.environ.pop(secret, None)
    _load(root)
    size = read_from(reading, SIZE)
    if size:
        _share(memory, int.from_bytes(size), ahead, count)
        with suppress(BrokenPipeError):  # nobody wants them any more
            os.write(writing, b"\n")
    modules.keep()
    patterns.keep()


def _load(root: str) -> None:
    # Start-up time: all this is loaded here while the process that started this one loads something else.
    from kpsite.building.templates import compile_own
    from kpsite.building.warm import warm_up  # the same

    warm_up()
    if os.path.isdir(f"{root}/themes"):  # noqa: PTH112 - the same
        compile_own(Path(root))


def _share(memory: mmap, size: int, ahead: Ahead, count: int) -> None:
    """Make pages, in so many processes where it is worth it. Where anything is wrong, pages are left out:
    those will find it who try again.
    """
    from kpsite.building.studio import Studio  # start-up time, as above

    packed = memory[:size]
    room = _parts(count)
    for part in room:
        memory[part.start : part.start + SIZE] = bytes(SIZE)
    with suppress(Exception, SystemExit):  # plugins may raise anything
        kit, pages = pickle.loads(packed)  # noqa: S301 - from the process that started this one
        studio = Studio(kit, ahead=ahead)
        # What pages of a kind need is loaded once, before there are several to do it.
        first = firsts([page.kind for page in pages])
        made = [studio.make(pages[number]) for number in first]
        rest = [page for number, page in enumerate(pages) if number not in first]
        begun = time.perf_counter()
        made += map(studio.make, rest[:TRIED])
        rest = rest[TRIED:]
        if (time.perf_counter() - begun) / TRIED * len(rest) < WORTH_SHARING:
            count = 1
        shares = [*parts(rest, max(-(-len(rest) // count), LEAST)), []]
        others = [
            fork(partial(_make, memory, part, studio, share))
            for part, share in zip(room[1:], shares[1:-1], strict=False)
        ]
        _make(memory, room[0], studio, shares[0], made)
        for process in others:
            os.waitpid(process, 0)


def _make(
    memory: mmap, part: range, studio: Studio, pages: Sequence[Page], made: Sequence[Piece] = ()
) -> None:
    """Put the pieces of pages into a part of the memory, behind those that are made already."""
    data = pickle.dumps([*made, *map(studio.make, pages)], pickle.HIGHEST_PROTOCOL)
    start = part.start + SIZE
    if len(data) <= part.stop - start:
        memory[start : start + len(data)] = data
        memory[part.start : start] = len(data).to_bytes(SIZE)


def _taken(memory: mmap, part: range) -> Iterable[Piece]:
    start = part.start + SIZE
    size = int.from_bytes(memory[part.start : start])
    pieces: list[Piece] = pickle.loads(memory[start : start + size]) if size else []  # noqa: S301 - from our own forks
    return pieces


def _parts(count: int) -> list[range]:
    """Give where in the memory so many processes put what they have made."""
    size = ROOM // count
    return [range(number * size, (number + 1) * size) for number in range(count)]
