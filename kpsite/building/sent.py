"""Workers who have nothing of the store: all that they need is sent to them as plain data."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, wait
from typing import TYPE_CHECKING

from kpsite.building.alone import Alone
from kpsite.building.piece import Piece
from kpsite.building.remote import make_part
from kpsite.building.sheets import Kept, Shelf
from kpsite.building.work import Work, chunks
from kpsite.growth.twins import twin_path
from kpsite.pages.page import Page
from kpsite.render.fingerprint import Seen

if TYPE_CHECKING:
    from kpsite.building.sealer import Sealer
    from kpsite.sealing.leaks import Guard
    from kpsite.sealing.tasks import Task

LOOK = 5  # seconds without an answer, after which it is asked who works; two in a row give a new worker time


class Sent:
    """A crew behind any executor, on this machine or on others.

    Media files stay here, where they lie, and so do the files beside the pages that are not one page's twin.
    """

    def __init__(
        self, alone: Alone, executor: Executor, count: int, workers: Callable[[], Mapping[str, int]]
    ) -> None:
        """Take what one process would do alone, an executor that works with so many threads, and what tells
        its workers.
        """
        self._alone, self._executor, self._count = alone, executor, count
        self._workers = workers

    def fingerprints(self) -> Seen:
        return self._alone.fingerprints()

    def make(self, work: Work) -> Iterator[Piece]:
        pages = [self._alone.pages[number] for number in work.pages]
        futures = self._send(pages)
        paths = {page.path for page in pages}
        twins = set(map(twin_path, paths)).intersection(path for path, _ in work.beside)
        beside = [one for one in work.beside if one[0] not in twins]
        yield from self._alone.make(dataclasses.replace(work, pages=(), beside=beside))
        for done in self._done(futures):
            made = (piece for piece in done.result() if piece.path in paths or piece.path in twins)
            yield from map(self._alone.looked, made)

    def _done(self, futures: Iterable[Future[list[Piece]]]) -> Iterator[Future[list[Piece]]]:
        """Give what is done, as it is. Raises ``CancelledError`` when nobody is left to do it: an engine
        would wait for new workers without end.
        """
        waiting, silent = set(futures), 0
        while waiting:
            done, waiting = wait(waiting, LOOK, FIRST_COMPLETED)
            yield from done
            silent = 0 if done or self._workers() else silent + 1
            if silent > 1:
                raise CancelledError

    def _send(self, pages: Sequence[Page]) -> list[Future[list[Piece]]]:
        # Compiled templates and the program's own files are another machine's.
        kit = pickle.dumps(dataclasses.replace(self._alone.prepared.kit, bytecode=None))
        return [self._executor.submit(make_part, kit, part) for part in chunks(pages, self._count)]

    def arm(self, guard: Guard) -> Sealer:
        return self._alone.arm(guard)

    def seal(self, tasks: Sequence[Task]) -> Iterator[Piece]:
        # Keys are sent nowhere.
        return self._alone.seal(tasks)

    def keep(self, shelf: Shelf, build: str, kept: Kept) -> None:
        self._alone.keep(shelf, build, kept)
