"""The record of what was published: a first row with everything, and one row more for each publishing since.

A row is written before the step that it tells of, so that the record is right whenever the process may be
killed: the row of a publishing names a witness, a private file or folder that has left its place when the
publishing is done. How long the record is stands beside the twin: a shorter one, put back from a backup,
tells of another folder and another twin.
"""

# The record is read in every build: os calls with ready strings cost the least.
# ruff: noqa: PTH116

from __future__ import annotations

import marshal
import os
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import field
from typing import Any

from kpsite.reading.whole import whole
from kpsite.targets.disk import NO_FLAG, inode_of, move_over, write_all
from kpsite.targets.room import Room
from kpsite.values import dataclass

Stamp = tuple[int, int]
"""How a file looks from outside: its size in bytes and the time of its last change in nanoseconds."""

Row = tuple[dict[str, str], int, int, bytes]
"""A published file: its named inputs, its stamp, and what the caller wants to know again of it."""

_MAGIC = b"kpsite ledger 1, marshal %d\n" % marshal.version
_FRAME = struct.Struct("<II")
_LONGEST_TAIL = 1 << 18
"""Bytes of rows behind the first one above which the record is written anew."""


@dataclass(frozen=True, slots=True)
class Published:
    """One publishing: the files written, the paths removed, and whether the whole folder changed places.

    ``witness`` names what became public, where it stood in the private folder, with its inode number: as long
    as it stands there, this has not happened. ``before`` is the inode number of the folder that made room, 0
    for none.
    """

    witness: tuple[str, int]
    written: Mapping[str, Row]
    removed: tuple[str, ...]
    swapped: bool
    before: int

    def row(self) -> tuple[object, ...]:
        """Give the fields as the record keeps them."""
        return self.witness, dict(self.written), self.removed, self.swapped, self.before


@dataclass(slots=True)
class Ledger:
    """What was published to one folder, path by path, and what is known of its twin.

    ``root`` and ``twin`` are the inode numbers of the folder and of its twin, 0 when there is none; ``stale``
    are the paths at which the twin may differ from the folder. ``damaged`` says that a record was there and
    could not be used.
    """

    room: Room
    inputs: dict[str, dict[str, str]] = field(default_factory=dict)
    stamps: dict[str, Stamp] = field(default_factory=dict)
    extras: dict[str, bytes] = field(default_factory=dict)
    root: int = 0
    twin: int = 0
    stale: set[str] = field(default_factory=set)
    damaged: bool = False
    _first: int = 0
    _end: int = 0
    _seen: tuple[int, int, int] = (0, 0, 0)
    _doubtful: bool = False

    @property
    def known(self) -> bool:
        """Whether there is a record at all."""
        return self._end > 0

    def is_current(self) -> bool:
        """Whether the file is as this value left or found it: no other process has published since."""
        return self._seen == _identity(self.room.ledger)

    def load(self) -> None:
        """Read the record; a damaged, cut off, foreign or older one counts as none."""
        self._forget()
        self._seen = _identity(self.room.ledger)
        try:
            data = whole(self.room.ledger)
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError:  # something else stands in its place
            self.damaged = True
            return
        try:
            self._read(data)
            self._doubt(len(data))
        except (ValueError, EOFError, TypeError, KeyError, struct.error):
            self._forget()
            self.damaged = True

    def touch(self, paths: Iterable[str]) -> None:
        """Note, before it is done, that the twin is going to differ from the folder at these paths."""
        fresh = sorted(set(paths) - self.stale)
        if fresh:
            self._end = self._append(("touch", fresh))
            self.stale.update(fresh)

    def renew_twin(self, twin: int) -> None:
        """Note that an empty folder is the twin now: it differs from the folder everywhere."""
        self._end = self._append(("twin", twin))
        self._renew(twin)

    def level(self, touched: Iterable[str]) -> None:
        """Note that the twin is equal to the folder now, but for these paths."""
        self._end = self._append(("level", paths := sorted(touched)))
        self.stale = set(paths)

    @contextmanager
    def announced(self, published: Published) -> Iterator[None]:
        """Note a publishing before the body does it; take it in when it is done, else cut the note off."""
        end = self._append(("published", published.row()))
        try:
            yield
        finally:
            if self._happened(published):
                self._publish(published)
                self._end = end
                self._shorten()
            else:
                self.withdraw()

    def withdraw(self) -> None:
        """Cut off the row of a publishing that did not happen, when there is one."""
        if self._end and os.stat(self.room.ledger).st_size > self._end:
            os.truncate(self.room.ledger, self._end)
            self._mark(self._end)

    def _shorten(self) -> None:
        if self._end - self._first > max(self._first, _LONGEST_TAIL):
            with suppress(OSError):  # the long record is as true as a short one
                self._write_first()

    def _forget(self) -> None:
        self.inputs, self.stamps, self.extras, self.stale = {}, {}, {}, set()
        self.root = self.twin = self._first = self._end = 0
        self.damaged = self._doubtful = False

    def _read(self, data: bytes) -> None:
        if not data.startswith(_MAGIC):
            raise ValueError
        for end, (kind, content) in _frames(data):
            if kind == "all":
                self.inputs, self.stamps, self.extras, self.root, self.twin, stale = content
                self.stale, self._first = set(stale), end
            elif kind == "touch":
                self.stale.update(content)
            elif kind == "level":
                self.stale = set(content)
            elif kind == "twin":
                self._renew(content)
            else:
                published = Published(*content)
                if end == len(data) and not self._happened(published):
                    return
                self._publish(published)
            self._end = end
        if not self._end:
            raise ValueError

    def _doubt(self, size: int) -> None:
        """Forget the folder and its twin when the record is not the one that was written last."""
        inode, end = self.room.mark()
        self._doubtful = inode != self._seen[0] or size < end
        if self._doubtful:
            self.root = self.twin = 0

    def _mark(self, end: int) -> None:
        self._seen = _identity(self.room.ledger)
        with suppress(OSError):  # without the mark the twin is built anew
            self.room.set_mark(self._seen[0], end)

    def _happened(self, published: Published) -> bool:
        name, inode = published.witness
        return inode_of(f"{self.room.home}/{name}") != inode

    def _renew(self, twin: int) -> None:
        self.twin, self.stale = twin, set(self.inputs)

    def _publish(self, published: Published) -> None:
        for path in published.removed:
            self.inputs.pop(path, None)
            self.stamps.pop(path, None)
            self.extras.pop(path, None)
        for path, (inputs, size, changed, extra) in published.written.items():
            self.inputs[path], self.stamps[path] = inputs, (size, changed)
            self.extras.pop(path, None)
            if extra:
                self.extras[path] = extra
        if published.swapped:
            self.root, self.twin, self.stale = published.witness[1], published.before, set()
        self.stale.update(published.removed, published.written)

    def _append(self, row: tuple[str, Any]) -> int:
        """Write a row behind the last true one and give the place where it ends."""
        if not self._end or self._doubtful:
            self._write_first()
        handle = os.open(self.room.ledger, os.O_WRONLY | NO_FLAG)
        try:
            os.ftruncate(handle, self._end)
            os.lseek(handle, self._end, os.SEEK_SET)
            data = _frame(row)
            try:
                write_all(handle, data)
                os.fsync(handle)
            except OSError:
                os.ftruncate(handle, self._end)
                raise
        finally:
            os.close(handle)
            self._seen = _identity(self.room.ledger)
        self._mark(end := self._end + len(data))
        return end

    def _write_first(self) -> None:
        row = ("all", (self.inputs, self.stamps, self.extras, self.root, self.twin, sorted(self.stale)))
        data = _MAGIC + _frame(row)
        fresh = f"{self.room.ledger}.new"
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | NO_FLAG, 0o666)
        try:
            write_all(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
        move_over(fresh, self.room.ledger)
        self._first = self._end = len(data)
        self.damaged = self._doubtful = False
        self._mark(self._end)


def _frame(row: tuple[str, Any]) -> bytes:
    content = marshal.dumps(row)
    return _FRAME.pack(len(content), zlib.crc32(content)) + content


def _frames(data: bytes) -> Iterator[tuple[int, tuple[str, Any]]]:
    """Give each row with the place where it ends; raises ValueError for one that was not written whole."""
    start = len(_MAGIC)
    while start < len(data):
        size, checksum = _FRAME.unpack_from(data, start)
        content = memoryview(data)[start + _FRAME.size : start + _FRAME.size + size]
        if len(content) != size or zlib.crc32(content) != checksum:
            raise ValueError
        start += _FRAME.size + size
        yield start, marshal.loads(content)  # noqa: S302 - our own file, proved whole by its checksum


def _identity(path: str) -> tuple[int, int, int]:
    try:
        found = os.stat(path)
    except OSError:
        return 0, 0, 0
    return found.st_ino, found.st_size, found.st_mtime_ns
