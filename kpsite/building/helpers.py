"""The processes that are started before a store is read, for one that was never built."""

from __future__ import annotations

from collections.abc import Sequence

from kpsite.building.ahead import Ahead
from kpsite.building.cores import MANY
from kpsite.building.maker import Maker
from kpsite.building.readers import Readers


class Helpers:
    """Such processes: readers of its documents, and in a small store a maker of pages.

    ``ahead`` are the texts that were rendered before it was understood.
    """

    def __init__(self, root: str, paths: Sequence[str], count: int) -> None:
        """Start so many, for documents of the store at ``root`` by their paths.

        Raises ``OSError`` where there is no room.
        """
        self.ahead = Ahead(paths)
        small = len(paths) < MANY
        self.readers = Readers(root, paths, max(count - small, 1), self.ahead)
        try:
            self.maker = Maker(root, self.ahead, count) if small else None
        except BaseException:
            self.readers.close()
            raise

    def close(self) -> None:
        """Let them end, whatever they have found."""
        try:
            if self.maker is not None:
                self.maker.close()
        finally:
            self.readers.close()
