"""What some folders hold, by name, size and time, without reading any file; and what has changed since.

This module is what a build with nothing to do runs, so it imports next to nothing: no dataclasses.
"""

# Os calls cost a fraction of pathlib's.
# ruff: noqa: PTH112, PTH116

import os
import time
from operator import attrgetter

# What changed within this time before it was looked at could change again without its time showing it.
RACY_NANOSECONDS = 50_000_000

Row = tuple[int, int] | None
"""Size in bytes and time of change in nanoseconds; None for nothing, or a link to nowhere."""

_UNSURE: Row = (-1, -1)
"""A row that nothing on a disk is equal to: it will have to be looked at again."""

_row_in = attrgetter("st_size", "st_mtime_ns")


class Snapshot:
    """What stood at ``tops``, folders or files, when the clock said ``taken`` (ns since 1970).

    ``rows`` holds everything by its path; that of a folder ends with a slash. Hidden files count too;
    compiled Python does not. Symbolic links are followed, those to folders where they stand for a theme. When
    ``whole``, as for an output folder, compiled Python counts, and links to folders are not followed.
    """

    __slots__ = ("rows", "taken", "tops", "whole")

    def __init__(self, tops: list[str], rows: dict[str, Row], taken: int, *, whole: bool = False) -> None:
        self.tops = tops
        self.rows = rows
        self.taken = taken
        self.whole = whole

    def settled(self) -> dict[str, Row]:
        """Give the rows, but of what changed so shortly before that it may have changed again unseen one that
        nothing is equal to.
        """
        until = self.taken - RACY_NANOSECONDS
        return {path: row if row is None or row[1] < until else _UNSURE for path, row in self.rows.items()}


def snapshot(tops: list[str], *, whole: bool = False) -> Snapshot:
    """Look at everything at and below some paths, which need not be there."""
    found = Snapshot(tops, {}, time.time_ns(), whole=whole)
    for top in tops:
        if os.path.isdir(top):
            _walk(f"{top}/", found)
        else:
            found.rows[top] = _row(top)
    return found


def with_files(known: Snapshot, paths: list[str]) -> Snapshot:
    """Give a snapshot in which files that were known, and the folders they are in, are as they are now."""
    rows = dict(known.rows)
    for path in paths:
        for changed in (path, path[: path.rindex("/") + 1]):
            rows[changed] = _row(changed)
    return Snapshot(known.tops, rows, known.taken, whole=known.whole)


def compare(known: Snapshot) -> tuple[Snapshot, list[str]]:
    """Look at everything again that is known, and list the folders that have changed.

    Gives what is there now, and the sorted paths that came, went or changed. A folder that merely has another
    time is none of them.
    """
    now = Snapshot(known.tops, dict(known.rows), time.time_ns(), whole=known.whole)
    changed = []
    folders = []
    for path, row in known.rows.items():
        found = _row(path)
        if found == row:
            continue
        now.rows[path] = found
        if found is not None and path.endswith("/"):
            folders.append(path)
        else:
            changed.append(path)
            if path.rstrip("/") in known.tops:
                return _compare_all(known)
            if found is None and not os.path.lexists(path):
                del now.rows[path]
    for folder in folders:
        changed += _walk(folder, now)
        if now.rows[folder] == _UNSURE:
            changed.append(folder)
    return now, sorted(changed)


def _compare_all(known: Snapshot) -> tuple[Snapshot, list[str]]:
    now = snapshot(known.tops, whole=known.whole)
    paths = known.rows.keys() | now.rows.keys()
    both = {path for path in known.rows.keys() & now.rows.keys() if path.endswith("/")}
    return now, sorted(path for path in paths - both if known.rows.get(path) != now.rows.get(path))


def is_as_it_was(known: Snapshot) -> bool:
    """Whether everything is as it is known to have been, at the least cost."""
    try:
        if list(map(_row_in, map(os.stat, known.rows))) == list(known.rows.values()):
            return True
    except OSError:
        pass
    return not compare(known)[1]


def _walk(folder: str, found: Snapshot) -> list[str]:
    """Note everything below a folder that is not known yet, and the folder itself; give what is new."""
    rows = found.rows
    new = []
    pending = [folder]
    while pending:
        here = pending.pop()
        rows[here] = _row(here)
        follow = here[:-1] in found.tops and not found.whole
        try:
            with os.scandir(here) as entries:
                for entry in entries:
                    is_folder = entry.is_dir(follow_symlinks=follow)
                    path = f"{entry.path}/" if is_folder else entry.path
                    if path in rows or (entry.name == "__pycache__" and is_folder and not found.whole):
                        continue
                    new.append(path)
                    if is_folder:
                        pending.append(path)
                    else:
                        rows[path] = _row(path)
        except OSError:
            if rows[here] is not None:  # there, but not to be listed
                rows[here] = _UNSURE
    return new


def _row(path: str) -> Row:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_size, found.st_mtime_ns
