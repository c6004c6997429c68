"""A process that makes the pages of a small store. It loads what that takes while the store is read: the one
that reads it then need not, and does what else there is to do meanwhile.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Sequence
from contextlib import suppress
from mmap import mmap
from pathlib import Path
from typing import TYPE_CHECKING

from kpsite.building.ahead import Ahead
from kpsite.building.cores import MANY, WORTH_IT
from kpsite.building.fork import SIZE, fork, read_from
from kpsite.reading import modules, patterns
from kpsite.reading.stamp import STRIPE_KEY, VARIABLE

if TYPE_CHECKING:
    from kpsite.building.kit import Kit
    from kpsite.building.piece import Piece
    from kpsite.pages.page import Page

# Bytes of address space for what is handed over, there and back: what is not used takes no memory.
ROOM = 1 << 27


class Maker:
    """Such a process, which has nothing of the store but what it is sent."""

    def __init__(self, root: str, ahead: Ahead) -> None:
        """Start it, for the store at ``root``; ``ahead`` are the texts that are rendered by others.

        The keys are not in its environment, since plugins run in it. Raises ``OSError`` where there is no
        room.
        """
        self._ahead = ahead
        self._memory = mmap(-1, ROOM)
        self._begun, self._process = False, 0
        reading, self._orders = os.pipe()
        self._results, writing = os.pipe()

        def work() -> None:
            os.close(self._orders)
            os.close(self._results)
            _work(root, ahead, self._memory, reading, writing)

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
        size = read_from(self._results, SIZE)
        if not size:
            from concurrent.futures import BrokenExecutor  # start-up time: seldom does it die

            raise BrokenExecutor("the process that makes pages")
        self._begun = False
        pieces: list[Piece] = pickle.loads(self._memory[: int.from_bytes(size)])  # noqa: S301 - from our own fork
        return pieces

    def close(self) -> None:
        """Let it end; pages that nobody has asked for are not made to the end."""
        process, self._process = self._process, 0
        if process:
            os.close(self._orders)
            os.close(self._results)
            if self._begun:
                os.kill(process, signal.SIGTERM)
            os.waitpid(process, 0)


def _work(root: str, ahead: Ahead, memory: mmap, reading: int, writing: int) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for secret in (VARIABLE, STRIPE_KEY):
        os.environ.pop(secret, None)
    _load(root)
    size = read_from(reading, SIZE)
    if size:
        data = pickle.dumps(_pieces(memory[: int.from_bytes(size)], ahead), pickle.HIGHEST_PROTOCOL)
        if len(data) > ROOM:
            data = pickle.dumps([])
        memory[: len(data)] = data
        with suppress(BrokenPipeError):  # nobody wants them any more
            os.write(writing, len(data).to_bytes(SIZE))
    modules.keep()
    patterns.keep()


def _load(root: str) -> None:
    # Start-up time: all this is loaded here while the process that started this one loads something else.
    from kpsite.building.templates import compile_own
    from kpsite.building.warm import warm_up  # the same

    warm_up()
    if os.path.isdir(f"{root}/themes"):  # noqa: PTH112 - the same
        compile_own(Path(root))


def _pieces(packed: bytes, ahead: Ahead) -> list[Piece]:
    """Make pages; nothing when anything is wrong, which those will find who try again."""
    from kpsite.building.studio import Studio  # start-up time, as above

    try:
        kit, pages = pickle.loads(packed)  # noqa: S301 - from the process that started this one
        studio = Studio(kit, ahead=ahead)
        return [studio.make(page) for page in pages]
    except (Exception, SystemExit):  # plugins may raise anything
        return []
