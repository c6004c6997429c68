"""What the operating system refuses, in the words of problems."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from kpsite.problems import KpsiteError, refusal

UNTOUCHED = "what was published before is as it was"

_NO_ROOM = ("no-room", "there is no room left on the disk", f"free some space and run again; {UNTOUCHED}")
_DENIED = ("no-permission", "it may not be written", f"give yourself the right to write there; {UNTOUCHED}")
_IN_THE_WAY = ("not-a-folder", "a file stands where a folder must be", "move it, or choose another --out")

_WORDS = {
    errno.ENOSPC: _NO_ROOM,
    errno.EDQUOT: _NO_ROOM,
    errno.EACCES: _DENIED,
    errno.EPERM: _DENIED,
    errno.EROFS: ("read-only", "its disk is read-only", f"choose another --out; {UNTOUCHED}"),
    errno.ENOTDIR: _IN_THE_WAY,
    errno.EEXIST: _IN_THE_WAY,
    errno.ENAMETOOLONG: ("name-too-long", "the name is too long for this disk", "give it a shorter slug"),
    errno.ENOENT: ("changed-meanwhile", "it vanished while it was being published", "run again"),
    errno.EXDEV: ("cannot-swap", "this disk cannot exchange two folders", "remove it and run again"),
    errno.EBUSY: ("cannot-swap", "the system holds on to the folder", "choose another --out"),
}
"""Error number -> the code, message and hint of the problem."""


def fault(path: str, cause: OSError) -> KpsiteError:
    """Make the error that says in plain words why the system refused to write ``path``."""
    other = ("write-failed", f"the system says: {cause.strerror or cause}", UNTOUCHED)
    code, message, hint = _WORDS.get(cause.errno or 0, other)
    return refusal(path, code, message, hint)


@contextmanager
def faults(path: str) -> Iterator[None]:
    """Turn an error of the system into the user's error about ``path``."""
    try:
        yield
    except OSError as cause:
        raise fault(path, cause) from cause
