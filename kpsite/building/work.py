"""What is to be made, and how it is shared out among workers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from kpsite.building.cores import WORTH_IT
from kpsite.growth.extra import Drawn, Extra
from kpsite.load.media import MediaFile
from kpsite.values import dataclass

# A picture to encode or to draw is worth as much as this many pages.
PICTURE = 12
# So many pages whose text is rendered are made as soon as one whose text is not.
READY = 6
CHUNKS_A_WORKER = 8
# Share images of one course have most of what is drawn in common.
SHARES = 8

_ALONE = (0,)  # what has no pages takes as long as what has one

Thing = TypeVar("Thing")

Media = tuple[str, MediaFile, str, str]
"""A media file: its path in the output folder, where it comes from, where that lies, and its digest."""

Beside = tuple[str, Extra]
"""A file beside the pages: its path in the output folder, and what makes it."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is to be made: pages by their places in the list, media files, and files beside the pages."""

    pages: Sequence[int]
    media: Sequence[Media]
    beside: Sequence[Beside]

    @property
    def pictures(self) -> list[Media]:
        """The media files that have to be encoded."""
        return [one for one in self.media if one[1].variant]

    @property
    def shares(self) -> list[tuple[str, Drawn]]:
        """The share images, those with the same picture on them together."""
        drawn = [(path, extra) for path, extra in self.beside if isinstance(extra, Drawn)]
        return sorted(drawn, key=lambda one: (one[1].card.cover, one[1].card.motif, one[0]))

    @property
    def small(self) -> list[Beside]:
        """The files beside the pages that are no share images."""
        return [one for one in self.beside if not isinstance(one[1], Drawn)]

    def is_worth_a_pool(self, ready: int) -> bool:
        """Say whether several processes are sooner done than one, when so many pages have a ready text."""
        pages = len(self.pages) - ready + ready // READY
        return pages + PICTURE * (len(self.pictures) + len(self.shares)) >= WORTH_IT


def chunks(things: Sequence[Thing], count: int) -> Iterable[Sequence[Thing]]:
    """Share out work in parts for so many workers: small enough that all of them end at about one time."""
    return parts(things, max(1, -(-len(things) // (count * CHUNKS_A_WORKER))))


def firsts(kinds: Sequence[str]) -> list[int]:
    """Give the places of those in a list that are the first of their kind."""
    found: dict[str, int] = {}
    for place, kind in enumerate(kinds):
        found.setdefault(kind, place)
    return list(found.values())


def weighed(things: Sequence[Beside], count: int) -> Iterable[Sequence[Beside]]:
    """Share out files beside the pages, of which those with the texts of many pages take as much longer."""
    weights = [len(getattr(extra, "pages", _ALONE)) for _, extra in things]
    most = sum(weights) / (count * CHUNKS_A_WORKER)
    part: list[Beside] = []
    total = 0
    for thing, weight in zip(things, weights, strict=True):
        if part and total + weight > most:
            yield part
            part, total = [], 0
        part.append(thing)
        total += weight
    if part:
        yield part


def parts(things: Sequence[Thing], size: int) -> Iterable[Sequence[Thing]]:
    """Cut a list in parts of a size."""
    return [things[start : start + size] for start in range(0, len(things), size)]
