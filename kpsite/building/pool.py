"""Making many outputs over all cores: the same bytes whatever the number of workers."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from kpsite.building.studio import Piece, Studio
from kpsite.growth.extra import ShareFile
from kpsite.load.media import MediaFile
from kpsite.render.outputs import Output

# Below this many pages a pool costs more than it saves; a picture to encode is worth as much as this many
# pages.
WORTH_IT = 60
PICTURE = 12
CHUNKS_A_WORKER = 8
SHARES = 8

_studio: Studio | None = None


def workers(wanted: int = 0) -> int:
    """Give how many worker processes to use: as many as wanted, or as there are cores for this process."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return wanted or available


def make_all(outputs: Sequence[Output], studio: Studio, wanted: int = 0) -> Iterator[Piece]:
    """Make outputs, in any order.

    Raises what a worker raises; a worker that dies raises ``BrokenProcessPool``.
    """
    weight = sum(PICTURE if _slow(output) else 1 for output in outputs)
    count = workers(wanted)
    if count == 1 or weight < WORTH_IT or "fork" not in multiprocessing.get_all_start_methods():
        for output in outputs:
            yield studio.make(output)
        return
    global _studio  # noqa: PLW0603 - forked workers inherit it, so that nothing has to be sent
    _studio = studio
    gc.freeze()
    try:
        with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork")) as executor:
            for done in as_completed([executor.submit(_make, chunk) for chunk in _chunks(outputs, count)]):
                yield from done.result()
    finally:
        _studio = None
        gc.unfreeze()


def _make(outputs: Sequence[Output]) -> list[Piece]:
    assert _studio is not None  # noqa: S101 - set before the fork
    return [_studio.make(output) for output in outputs]


def _slow(output: Output) -> bool:
    """Whether a picture has to be encoded or drawn."""
    made = output.make
    return isinstance(made, ShareFile) or (isinstance(made, MediaFile) and made.variant is not None)


def _chunks(outputs: Sequence[Output], count: int) -> list[list[Output]]:
    """Share out the outputs: pictures one by one and first, since each may take long; share images a few at a
    time by what stands on them; pages in the order of their paths, so that one course's stay together.
    """
    pictures = [[one] for one in outputs if _slow(one) and not isinstance(one.make, ShareFile)]
    faces = [
        (one.make.card.cover, one.make.card.motif, one.path, one)
        for one in outputs
        if isinstance(one.make, ShareFile)
    ]
    faces.sort(key=lambda row: row[:3])
    shares = [row[3] for row in faces]
    others = [output for output in outputs if not _slow(output)]
    size = max(1, len(others) // (count * CHUNKS_A_WORKER))
    return pictures + list(_pieces(shares, SHARES)) + list(_pieces(others, size))


def _pieces(outputs: list[Output], size: int) -> Iterator[list[Output]]:
    return (outputs[start : start + size] for start in range(0, len(outputs), size))
