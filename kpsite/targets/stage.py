"""New files on their way into the folder: written out of sight, then made public together."""

# Os calls on ready strings are several times as fast as pathlib.
# ruff: noqa: PTH105, PTH116

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path

from kpsite.plan import Kind, Plan
from kpsite.targets.disk import NO_FLAG, write_all
from kpsite.targets.faults import UNTOUCHED, fault, faults, refusal
from kpsite.targets.ledger import Row
from kpsite.targets.ways import Way

_BLOCK = 1 << 20
_NO_RANGES = {errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}


class Stage:
    """Takes each file that the plan creates, updates or replaces, once and in any order; then ``commit``."""

    def __init__(self, shown: str, plan: Plan, way: Way | None) -> None:
        self.written: dict[str, Row] = {}
        self.done = False
        self._shown = shown
        self._way = way
        self._missing = {change.key for change in plan.changes if change.kind is not Kind.RETIRE}

    def write(self, path: str, data: bytes, inputs: Mapping[str, str], extra: bytes = b"") -> None:
        """Write a file, and remember its named inputs and ``extra``, which ``Folder.extras`` gives back.

        Raises KpsiteError when the system refuses, ValueError for a path that the plan does not write.
        """
        way = self._take(path)
        try:
            handle = way.create(path)
            try:
                write_all(handle, data)
                self._note(path, handle, inputs, extra)
            finally:
                os.close(handle)
        except OSError as cause:
            raise fault(f"{self._shown}/{path}", cause) from cause

    def take(self, path: str, source: str, inputs: Mapping[str, str], extra: bytes = b"") -> None:
        """Take away the file ``source``, which was made for this. Raises as ``write`` does."""
        way = self._take(path)
        try:
            target = way.place(path)
            _move(source, target)
            status = os.stat(target)
        except OSError as cause:
            raise fault(f"{self._shown}/{path}", cause) from cause
        self.written[path] = (dict(inputs), status.st_size, status.st_mtime_ns, extra)

    def copy(self, path: str, source: Path, inputs: Mapping[str, str], extra: bytes = b"") -> None:
        """Write a file with the bytes of ``source``: a copy, never the same file. Raises as ``write`` does.

        A source that changes while it is read is refused: its inputs were taken from other bytes.
        """
        way = self._take(path)
        with faults(str(source)):
            reading = os.open(source, os.O_RDONLY | NO_FLAG)
        try:
            before = os.fstat(reading)
            with faults(f"{self._shown}/{path}"):
                handle = way.create(path)
                try:
                    _pour(reading, handle)
                    self._note(path, handle, inputs, extra)
                finally:
                    os.close(handle)
            after = os.fstat(reading)
        finally:
            os.close(reading)
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            message = "the file changed while it was being copied"
            raise refusal(str(source), "changed-meanwhile", message, f"run again; {UNTOUCHED}")

    def commit(self) -> None:
        """Make everything public in one step.

        Raises KpsiteError when the system refuses, and the folder is as it was; ValueError when the plan has
        files that were not written, or when this was done before.
        """
        if self._missing or self.done:
            raise ValueError(f"not written: {sorted(self._missing)}" if self._missing else "committed before")
        with faults(self._shown):
            if self._way is not None:
                self._way.publish(self.written)
        self.done = True

    def _take(self, path: str) -> Way:
        if self._way is None or path not in self._missing:
            raise ValueError(f"{path}: the plan does not write this file, or it was written before")
        self._missing.remove(path)
        return self._way

    def _note(self, path: str, handle: int, inputs: Mapping[str, str], extra: bytes) -> None:
        status = os.fstat(handle)
        self.written[path] = (dict(inputs), status.st_size, status.st_mtime_ns, extra)


def _move(source: str, target: str) -> None:
    try:
        os.replace(source, target)
    except OSError as cause:
        if cause.errno != errno.EXDEV:
            raise
        import shutil  # here for start-up time: most stores lie on one disk

        shutil.move(source, target)


def _pour(source: int, target: int) -> None:
    """Copy the rest of one open file to another, inside the file system where that is possible."""
    try:
        while hasattr(os, "copy_file_range") and os.copy_file_range(source, target, 1 << 30):
            pass
    except OSError as cause:
        if cause.errno not in _NO_RANGES:
            raise
    while block := os.read(source, _BLOCK):
        write_all(target, block)
