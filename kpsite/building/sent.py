"""Workers who have nothing of the store: all that they need is sent to them as plain data."""

from __future__ import annotations

import dataclasses
import pickle
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future, as_completed
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


class Sent:
    """A crew behind any executor, on this machine or on others.

    Media files stay here, where they lie, and so do the files beside the pages that are not one page's twin.
    """

    def __init__(self, alone: Alone, executor: Executor, workers: int) -> None:
        """Take what one process would do alone, and an executor with so many workers."""
        self._alone, self._executor, self._count = alone, executor, workers

    def fingerprints(self) -> Seen:
        return self._alone.fingerprints()

    def make(self, work: Work) -> Iterator[Piece]:
        pages = [self._alone.pages[number] for number in work.pages]
        futures = self._send(pages)
        paths = {page.path for page in pages}
        twins = set(map(twin_path, paths)).intersection(path for path, _ in work.beside)
        beside = [one for one in work.beside if one[0] not in twins]
        yield from self._alone.make(dataclasses.replace(work, pages=(), beside=beside))
        for done in as_completed(futures):
            made = (piece for piece in done.result() if piece.path in paths or piece.path in twins)
            yield from map(self._alone.looked, made)

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
