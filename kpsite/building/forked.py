"""Forked processes that share the work of one build."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from kpsite.building.alone import Alone
from kpsite.building.cores import MANY, WORTH_IT
from kpsite.building.fork import uninterrupted
from kpsite.building.piece import Piece
from kpsite.building.sheets import Kept, Published, Shelf, folder_of
from kpsite.building.work import PICTURE, SHARES, Work, chunks, firsts, parts, weighed
from kpsite.reading import modules, patterns
from kpsite.render.fingerprint import Seen

if TYPE_CHECKING:  # start-up time: many stores seal nothing, and small ones need no other process
    from concurrent.futures import Executor, Future

    from kpsite.building.helpers import Helpers
    from kpsite.building.sealer import Sealer
    from kpsite.sealing.leaks import Guard
    from kpsite.sealing.tasks import Task

T = TypeVar("T")

_here: Alone | None = None


class Forked:
    """A crew of forked processes: they inherit the pages, so that only numbers are sent to them."""

    def __init__(self, alone: Alone, count: int, helpers: Helpers | None) -> None:
        """Take what one process would do alone, how many are to share it, and who helps already."""
        self._alone, self._count, self._helpers = alone, count, helpers
        self._pool: Executor | None = None
        self._kept: list[Future[None]] = []

    def fingerprints(self) -> Seen:
        total = len(self._alone.pages)
        if total < MANY or self._helpers is not None:  # these have the other cores
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
        if self._helpers is None or len(work.pages) >= MANY:
            yield from self._share(work)
            return
        # What else there is to do is done while the maker makes the pages.
        yield from self._share(replace(work, pages=()))
        wanted = {self._alone.pages[number].path: number for number in work.pages}
        maker = self._helpers.maker
        for piece in maker.made() if maker is not None and wanted else ():
            if wanted.pop(piece.path, None) is not None:
                yield self._alone.looked(piece)
        if wanted:
            self._helpers.readers.wait()
            yield from self._share(Work(sorted(wanted.values()), (), ()))

    def _share(self, work: Work) -> Iterator[Piece]:
        """Make what is to be made, in several processes where it is worth it."""
        ready, others = self._ready(work.pages)
        if not work.is_worth_a_pool(len(ready)):
            yield from self._alone.make(work)
            return
        if self._pool is None:
            # What pages of a kind need is loaded once, before there are several to do it.
            first = [ready[place] for place in firsts([self._alone.pages[number].kind for number in ready])]
            yield from self._alone.make(Work(first, (), ()))
            ready = [number for number in ready if number not in first]
        # Each picture may take long: they go first, one by one. Pages go in their order, so that those of one
        # course, which have much in common, stay together.
        shared = [Work((), [one], ()) for one in work.pictures]
        shared += [Work((), (), part) for part in parts(work.shares, SHARES)]
        # Those who render texts meanwhile come from the front.
        shared += [Work(part, (), ()) for part in chunks([*ready, *reversed(others)], self._count)]
        shared += [Work((), (), part) for part in weighed(work.small, self._count)]
        futures = [self._executor().submit(_make, part) for part in shared]
        yield from self._alone.make(Work((), [one for one in work.media if not one[1].variant], ()))
        for made in _results(futures):
            yield from made

    def _ready(self, numbers: Sequence[int]) -> tuple[list[int], list[int]]:
        """Give the pages whose texts are rendered, and the others."""
        if self._helpers is None:
            return [], list(numbers)
        ready: tuple[list[int], list[int]] = ([], [])
        for number in numbers:
            ready[not self._helpers.ahead.has(self._alone.pages[number].source)].append(number)
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
        for made in _results([self._executor().submit(_seal, part) for part in shared]):
            yield from made

    def keep(self, shelf: Shelf, build: str, kept: Kept) -> None:
        if len(self._alone.pages) < MANY:
            self._alone.keep(shelf, build, kept)
            return
        self._kept = [
            self._executor().submit(_keep, folder, shelf, build, part) for folder, part in self._parts(kept)
        ]

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
            modules.hurry()  # a pool's threads cannot wait for what is put off
            _here = self._alone
            gc.freeze()
            with uninterrupted():
                self._pool = _processes(self._count) or _no_process()
        return self._pool

    def close(self) -> None:
        """Send the workers home."""
        global _here
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=not self._kept)
            self._pool, _here = None, None
            gc.unfreeze()


def _processes(count: int) -> Executor | None:
    """Start so many workers; None where so many processes, threads or open files are not to be had."""
    from kpsite.building.pool import Pool  # start-up time: small stores need no other process

    try:
        return Pool(count)
    except (OSError, RuntimeError):
        return None


def _no_process() -> Executor:
    from kpsite.building.inline import Inline  # start-up time: seldom is no process to be had

    return Inline()


def _results(futures: Iterable[Future[T]]) -> Iterator[T]:
    """Give what comes of some work, as it is done."""
    from concurrent.futures import as_completed  # start-up time, as above

    for done in as_completed(futures):
        yield done.result()


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
