"""New files on their way into the folder: written out of sight, then made public together."""

# Os calls on ready strings are several times as fast as pathlib.

from __future__ import annotations

import os
from collections.abc import Mapping

from kpsite.plan import Kind, Plan
from kpsite.targets.disk import write_all
from kpsite.targets.faults import fault, faults
from kpsite.targets.ledger import Row
from kpsite.targets.ways import Way


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
