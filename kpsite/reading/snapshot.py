"""What some folders hold, by name, size and time, without reading any file; and what has changed since.

This module is what a build with nothing to do runs, so it imports next to nothing: no dataclasses.
"""

# Os calls cost a fraction of pathlib's.
# ruff: noqa: PTH112

from __future__ import annotations

import os
import time
from itertools import chain
from operator import attrgetter

TYPE_CHECKING = False  # importing what only annotations name would cost more than all the rest
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# What changed within this time before it was looked at could change again without its time showing it.
RACY_NANOSECONDS = 50_000_000

Row = tuple[int, int]
"""Size in bytes and time of change in nanoseconds. For an input it is the time that nobody can set back, as
archives and programs that bring folders together do with that of the bytes; for an output that of its bytes,
since other names of the same file come and go.
"""

NOTHING: Row = (-1, -1)
"""The row of what is not there, or a link to nowhere."""

UNSURE: Row = (-2, -2)
"""A row that nothing on a disk is equal to: it will have to be looked at again."""

_left_in = attrgetter("st_size", "st_mtime_ns")
_row_in = (
    _left_in if os.name == "nt" else attrgetter("st_size", "st_ctime_ns")
)  # there it is that of creation


class Snapshot:
    """What stood at and below ``tops``, folders or files, when the clock said ``taken`` (ns since 1970).

    A folder's path ends with a slash. Hidden files count too; compiled Python does not. Symbolic links are
    followed, those to folders where they stand for a theme. When ``whole``, as for an output folder, compiled
    Python counts, and links to folders are not followed.

    It is kept as it is read and compared fastest: ``names`` holds all paths with a zero character between,
    ``packed`` their rows as bytes.
    """

    __slots__ = ("names", "packed", "taken", "tops", "whole")

    def __init__(
        self, tops: list[str], names: str, packed: bytes, taken: int = 0, *, whole: bool = False
    ) -> None:
        self.tops = tops
        self.names = names
        self.packed = packed
        self.taken = taken
        self.whole = whole

    @property
    def paths(self) -> list[str]:
        """All paths."""
        return self.names.split("\0")

    def rows(self) -> dict[str, Row]:
        """Give each path with its row."""
        return dict(zip(self.paths, unpack(self.packed), strict=True))

    def settled(self) -> bytes:
        """Give the packed rows, but ``UNSURE`` for what changed so shortly before the snapshot that it may
        have changed again unseen.
        """
        until = self.taken - RACY_NANOSECONDS
        # Some networks' file systems know of no such time, and say 0.
        return pack(row if 0 != row[1] < until else UNSURE for row in unpack(self.packed))


def pack(rows: Iterable[Row]) -> bytes:
    """Give rows as bytes."""
    from array import array  # start-up time: where nothing changed, nothing is packed

    return array("q", chain.from_iterable(rows)).tobytes()


def numbers_in(packed: bytes) -> list[int]:
    """Give the numbers of packed rows, all in one list."""
    return memoryview(packed).cast("q").tolist()


def unpack(packed: bytes) -> Iterator[Row]:
    """Give back packed rows."""
    return _pairs(numbers_in(packed))


def _pairs(numbers: list[int]) -> Iterator[Row]:
    each = iter(numbers)
    return zip(each, each, strict=True)


def snapshot(tops: list[str], *, whole: bool = False) -> Snapshot:
    """Look at everything at and below some paths, which need not be there."""
    taken = time.time_ns()
    rows: dict[str, Row] = {}
    for top in tops:
        if os.path.isdir(top):
            _walk(f"{top}/", rows, tops, whole=whole)
        else:
            rows[top] = _row(top, whole=whole)
    return _snapshot(tops, rows, taken, whole=whole)


def numbers_now(paths: Iterable[str], *, whole: bool = False) -> list[int]:
    """Give the row of each path, as it is now, at the least cost: all numbers in one list. Those of an output
    folder, ``whole``, have another time.
    """
    row_in = _left_in if whole else _row_in
    numbers: list[int] = []
    rest = iter(paths)
    while True:
        try:
            numbers.extend(chain.from_iterable(map(row_in, map(os.stat, rest))))
        except OSError:  # what came before stays, and the iterator goes on behind the path that is not there
            numbers.extend(NOTHING)
        else:
            return numbers


def with_files(known: Snapshot, paths: list[str]) -> Snapshot:
    """Give a snapshot in which files that were known, and the folders they are in, are as they are now."""
    rows = known.rows()
    for path in paths:
        for changed in (path, path[: path.rindex("/") + 1]):
            rows[changed] = _row(changed, whole=known.whole)
    return _snapshot(known.tops, rows, known.taken, whole=known.whole)


def compare(known: Snapshot) -> tuple[Snapshot, list[str]]:
    """Look at everything again that is known, and list the folders that have changed.

    Gives a snapshot of what is there now, and the sorted paths that came, went or changed. A folder that
    merely has another time is none of them.
    """
    taken = time.time_ns()
    paths = known.paths
    numbers = numbers_now(paths, whole=known.whole)
    if numbers == numbers_in(known.packed):
        return Snapshot(known.tops, known.names, known.packed, taken, whole=known.whole), []
    now = dict(zip(paths, _pairs(numbers), strict=True))
    if any(os.path.isdir(top) != (f"{top}/" in now) for top in known.tops):
        return _compare_all(known)
    differing = [path for path, row in known.rows().items() if now[path] != row]
    folders = {path for path in differing if path.endswith("/") and now[path] != NOTHING}
    changed = [path for path in differing if path not in folders]
    for path in changed:
        if now[path] == NOTHING and path not in known.tops and not os.path.lexists(path):
            del now[path]
    for folder in folders:
        changed += _walk(folder, now, known.tops, whole=known.whole)
        if now[folder] == UNSURE:
            changed.append(folder)
    return _snapshot(known.tops, now, taken, whole=known.whole), sorted(changed)


def _compare_all(known: Snapshot) -> tuple[Snapshot, list[str]]:
    found = snapshot(known.tops, whole=known.whole)
    before, after = known.rows(), found.rows()
    both = {path for path in before.keys() & after.keys() if path.endswith("/")}
    paths = (before.keys() | after.keys()) - both
    return found, sorted(path for path in paths if before.get(path) != after.get(path))


def _snapshot(tops: list[str], rows: dict[str, Row], taken: int, *, whole: bool) -> Snapshot:
    return Snapshot(tops, "\0".join(rows), pack(rows.values()), taken, whole=whole)


def _row(path: str, *, whole: bool) -> Row:
    return next(_pairs(numbers_now([path], whole=whole)))


def _walk(folder: str, rows: dict[str, Row], tops: list[str], *, whole: bool) -> list[str]:
    """Note everything below a folder that is not known yet, and the folder itself; give what is new."""
    new = []
    pending = [folder]
    while pending:
        here = pending.pop()
        rows[here] = _row(here, whole=whole)
        follow = here[:-1] in tops and not whole
        found: list[str] = []
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    is_folder = entry.is_dir(follow_symlinks=follow)
                    path = f"{entry.path}/" if is_folder else entry.path
                    if path in rows or (entry.name == "__pycache__" and is_folder and not whole):
                        continue
                    (pending if is_folder else found).append(path)
                    new.append(path)
        except OSError:
            if rows[here] != NOTHING:  # there, but not to be listed
                rows[here] = UNSURE
        rows.update(zip(found, _pairs(numbers_now(found, whole=whole)), strict=True))
    return new
