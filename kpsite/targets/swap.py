"""Putting one folder in the place of another, and seeing to it that its bytes are on the disk before."""

# Ready strings and file descriptors; pathlib has neither exchange nor fsync.
# ruff: noqa: PTH104

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # renameat2(2), Linux
_RENAME_SWAP = 2  # renamex_np(2), macOS
_CANNOT = {errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}

_FEW = 16
"""Up to so many files are flushed: the edits of a day, not the first build."""


def exchange(one: str, other: str) -> bool:
    """Let two folders change places in one step; False, and nothing done, where the system cannot do that.

    Raises OSError for any other refusal.
    """
    if sys.platform not in {"linux", "darwin"}:
        return False
    import ctypes  # here for start-up time: only a publishing run needs it

    library = ctypes.CDLL(None, use_errno=True)
    first, second = os.fsencode(one), os.fsencode(other)
    if sys.platform == "darwin":
        call, arguments = "renamex_np", (first, second, _RENAME_SWAP)
    else:
        call, arguments = "renameat2", (_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
    function = getattr(library, call, None)
    if function is None:
        return False
    if function(*arguments) == 0:
        return True
    number = ctypes.get_errno()
    if number in _CANNOT:
        return False
    raise OSError(number, os.strerror(number), one, None, other)


def put_in_place(fresh: str, place: str, aside: str) -> None:
    """Put the folder ``fresh`` in the place of ``place``; what was there is found at ``fresh`` afterwards.

    One step where nothing stands at ``place`` or the file system can exchange. Elsewhere it takes two renames
    by way of ``aside``: a process killed between them leaves no folder at ``place`` until ``put_right`` is
    called.
    """
    if not os.path.lexists(place):
        os.rename(fresh, place)
    elif not exchange(fresh, place):
        os.rename(place, aside)
        try:
            os.rename(fresh, place)
        except OSError:
            os.rename(aside, place)
            raise
        os.rename(aside, fresh)


def put_right(fresh: str, place: str, aside: str) -> None:
    """Undo or finish what a killed ``put_in_place`` left: something stands at ``place`` afterwards."""
    if not os.path.lexists(aside):
        return
    if not os.path.lexists(place):
        os.rename(aside, place)
    elif not os.path.lexists(fresh):
        os.rename(aside, fresh)
    else:  # someone has made a new folder there since, and may keep it
        import shutil  # here for start-up time: this hardly ever happens

        shutil.rmtree(aside)


def flush(files: Sequence[str]) -> None:
    """Bring new files to the disk, if they are few: a power cut after the rename cannot leave them empty.

    Many would cost more than writing them did; what a power cut empties is found by its size later.
    """
    if len(files) > _FEW:
        return
    for path in files:
        handle = os.open(path, os.O_RDWR)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
