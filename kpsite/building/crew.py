"""The workers of one build: the same bytes whatever their number, and wherever they are."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from kpsite.building.alone import Alone
from kpsite.building.cores import workers
from kpsite.building.forked import Forked
from kpsite.building.piece import Piece
from kpsite.building.sheets import Kept, Shelf
from kpsite.building.store import Prepared
from kpsite.building.work import Work
from kpsite.render.fingerprint import Seen

if TYPE_CHECKING:  # start-up time: many stores seal nothing
    from kpsite.building.helpers import Helpers
    from kpsite.building.sealer import Sealer
    from kpsite.sealing.leaks import Guard
    from kpsite.sealing.tasks import Task


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

        Raises what a worker raises; a worker that dies raises ``BrokenExecutor``.
        """

    def keep(self, shelf: Shelf, build: str, kept: Kept) -> None:
        """Write the sheets of all courses for a build, with what is to be kept of each page, by path.

        They are there when the crew has been sent home; one that could not be written is worked out again.
        """


@contextmanager
def crew_for(prepared: Prepared, wanted: int, executor: str, helpers: Helpers | None) -> Iterator[Crew]:
    """Give the crew that an order asks for, and send it home whatever happens: that of a distributed engine
    when one is named, else this machine's, which is several processes where there are several cores and
    processes can be forked. ``helpers`` have begun before the store was read.

    Raises ``KpsiteError`` when a plugin does not start.
    """
    alone = Alone(prepared, helpers.ahead if helpers is not None else None)
    if prepared.plugins:
        alone.studio  # noqa: B018 - what is wrong with a plugin is told before anything is made
    count = workers(wanted)
    if executor:
        # Start-up time: few stores need several machines.
        from kpsite.building.far import connected
        from kpsite.building.sent import Sent  # the same

        with connected(executor) as (engine, threads, there):
            yield Sent(alone, engine, threads, there)
    elif count == 1 or not hasattr(os, "fork"):
        yield alone
    else:
        crew = Forked(alone, count, helpers)
        try:
            yield crew
        finally:
            crew.close()
