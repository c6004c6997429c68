"""The workers of one build: the same bytes whatever their number, and wherever they are."""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from kpsite.building.alone import Alone
from kpsite.building.cores import WORTH_IT, workers
from kpsite.building.far import connected
from kpsite.building.orphans import end_with_parent
from kpsite.building.piece import Piece
from kpsite.building.sent import Sent
from kpsite.building.sheets import Kept, Published, Shelf, folder_of
from kpsite.building.store import Prepared
from kpsite.building.work import PICTURE, SHARES, Work, chunks, parts
from kpsite.reading import modules, patterns
from kpsite.render.fingerprint import Seen

if TYPE_CHECKING:  # start-up time: many stores seal nothing
    from kpsite.building.readers import Readers
    from kpsite.building.sealer import Sealer
    from kpsite.sealing.leaks import Guard
    from kpsite.sealing.tasks import Task

# Fingerprints are quick: only this many are worth a pool.
MANY = 400


class Crew(Protocol):
    """Workers for the pages of one store."""

    def fingerprints(self) -> Seen:
        """Take the fingerprints of all pages."""

    def arm(self, guard: Guard) -> Sealer:
        """Take what knows closed texts, to look through everything that is made from now on; gives what
        seals.
        """

    def seal(self, tasks: Sequence[Task]) -> Iterator[Piece]:
        """Carry tasks out, in any order; a piece has the name of its task's inputs. To be armed before."""

    def make(self, work: Work) -> Iterator[Piece]:
        """Make what is to be made, in any order.

        Raises what a worker raises; a worker that dies raises ``BrokenProcessPool``.
        """

    def keep(self, shelf: Shelf, build: str, kept: Kept) -> None:
        """Write the sheets of all courses for a build, with what is to be kept of each page, by path."""


@contextmanager
def crew_for(prepared: Prepared, wanted: int, executor: str, readers: Readers | None) -> Iterator[Crew]:
    """Give the crew that an order asks for, and send it home whatever happens: that of a distributed engine
    when one is named, else this machine's, which is several processes where there are several cores and
    processes can be forked. ``readers`` render texts of the store meanwhile.

    Raises ``KpsiteError`` when a plugin does not start.
    """
    alone = Alone(prepared, readers.ahead if readers is not None else None)
    if prepared.plugins:
        alone.studio.renderer  # noqa: B018 - what is wrong with a plugin is told before anything is made
    count = workers(wanted)
    if executor:
        with connected(executor) as (engine, threads):
            yield Sent(alone, engine, threads)
    elif count == 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield alone
    else:
        crew = Forked(alone, count, readers)
        try:
            yield crew
        finally:
            crew.close()


_here: Alone | None = None


class Forked:
    """A crew of forked processes: they inherit the pages, so that only numbers are sent to them."""

    def __init__(self, alone: Alone, count: int, readers: Readers | None) -> None:
        """Take what one process would do alone, how many are to share it, and who renders texts meanwhile."""
        self._alone, self._count, self._readers = alone, count, readers
        self._pool: ProcessPoolExecutor | None = None

    def fingerprints(self) -> Seen:
        total = len(self._alone.pages)
        if total < MANY or self._readers is not None:  # these have the other cores
            return self._alone.fingerprints()
        size = -(-total // self._count)
        futures = [self._executor().submit(_some, first, first + size) for first in range(0, total, size)]
        parts = [future.result() for future in futures]
        return Seen(
            [one for part in parts for one in part.fingerprints],
            frozenset().union(*(part.media for part in parts)),
            frozenset().union(*(part.frames for part in parts)),
        )

    def make(self, work: Work) -> Iterator[Piece]:
        ready, others = self._ready(work.pages)
        if not work.is_worth_a_pool(len(ready)):
            yield from self._alone.make(work)
            return
        # Each picture may take long: they go first, one by one. Pages go in their order, so that those of one
        # course, which have much in common, stay together.
        shared = [Work((), [one], ()) for one in work.pictures]
        shared += [Work((), (), part) for part in parts(work.shares, SHARES)]
        # Those who render texts meanwhile come from the front.
        shared += [Work(part, (), ()) for part in chunks([*ready, *reversed(others)], self._count)]
        shared += [Work((), (), part) for part in chunks(work.small, self._count)]
        futures = [self._executor().submit(_make, part) for part in shared]
        yield from self._alone.make(Work((), [one for one in work.media if not one[1].variant], ()))
        for done in as_completed(futures):
            yield from done.result()

    def _ready(self, numbers: Sequence[int]) -> tuple[list[int], list[int]]:
        """Give the pages whose texts are rendered, and the others. In a small store those who render are
        nearly done.
        """
        if self._readers is None:
            return [], list(numbers)
        if len(numbers) < MANY:
            self._readers.wait()
        ready: tuple[list[int], list[int]] = ([], [])
        for number in numbers:
            ready[not self._readers.ahead.has(self._alone.pages[number].source)].append(number)
        return ready

    def arm(self, guard: Guard) -> Sealer:
        self.close()  # workers who are there know nothing of it
        return self._alone.arm(guard)

    def seal(self, tasks: Sequence[Task]) -> Iterator[Piece]:
        heavy = [task for task in tasks if task.mime]
        if len(tasks) + PICTURE * len(heavy) < WORTH_IT:
            yield from self._alone.seal(tasks)
            return
        shared = [*parts(heavy, 1), *chunks([task for task in tasks if not task.mime], self._count)]
        for done in as_completed([self._executor().submit(_seal, part) for part in shared]):
            yield from done.result()

    def keep(self, shelf: Shelf, build: str, kept: Kept) -> None:
        if len(self._alone.pages) < MANY:
            self._alone.keep(shelf, build, kept)
            return
        wait(
            [self._executor().submit(_keep, folder, shelf, build, part) for folder, part in self._parts(kept)]
        )

    def _parts(self, kept: Kept) -> Iterator[tuple[str, Kept]]:
        """Share out what is to be kept by the course folders of the pages."""
        parts: dict[str, dict[str, Published]] = {folder: {} for folder in self._alone.folders()}
        for page in self._alone.pages:
            if (folder := folder_of(page.source)) in parts:
                parts[folder][page.path] = kept[page.path]
        yield from parts.items()

    def _executor(self) -> Executor:
        global _here  # noqa: PLW0603 - forked workers inherit it, so that nothing has to be sent
        if self._pool is None:
            _here = self._alone
            gc.freeze()
            self._pool = ProcessPoolExecutor(
                self._count, multiprocessing.get_context("fork"), initializer=end_with_parent
            )
        return self._pool

    def close(self) -> None:
        """Send the workers home."""
        global _here
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool, _here = None, None
            gc.unfreeze()


def _some(first: int, last: int) -> Seen:
    assert _here is not None  # noqa: S101 - set before the fork
    return _here.some(first, last)


def _make(work: Work) -> list[Piece]:
    assert _here is not None  # noqa: S101 - set before the fork
    made = list(_here.make(work))
    modules.keep()
    patterns.keep()  # those that only pages need, such as of the languages in code
    return made


def _seal(tasks: Sequence[Task]) -> list[Piece]:
    assert _here is not None  # noqa: S101 - set before the fork
    return list(_here.seal(tasks))


def _keep(folder: str, shelf: Shelf, build: str, kept: Kept) -> None:
    assert _here is not None  # noqa: S101 - set before the fork
    _here.keep_one(folder, shelf, build, kept)
