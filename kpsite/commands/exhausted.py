"""What is said where the system has no more to give, or refuses: no fault of the program, and none of the
store.
"""

from __future__ import annotations

import errno
import os

from kpsite.problems import KpsiteError, refusal

_WORDS = {
    errno.ENOMEM: "there is no memory left",
    errno.EAGAIN: "no more processes may be started",
    errno.EMFILE: "no more files may be open at once",
    errno.ENFILE: "no more files may be open at once",
}
"""Error number -> what the system has run out of."""

_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO}
"""Errors of a disk: who may use it, whether there is room, and whether it works."""


_UNMAPPED = ("failed to map segment", "cannot allocate memory")
"""How the loader of libraries says that there is no memory left."""


def exhausted(wrong: MemoryError | OSError | ImportError) -> KpsiteError | None:
    """Say what the system has run out of, or refuses; None where it is something else that is wrong."""
    number = wrong.errno or 0 if isinstance(wrong, OSError) else 0
    if isinstance(wrong, MemoryError) or any(words in str(wrong).lower() for words in _UNMAPPED):
        number = errno.ENOMEM
    if number in _WORDS:
        hint = "close what else is running, raise the limit, or try with --workers 1"
        return refusal("kpsite", "exhausted", f"the system says: {_WORDS[number]}", hint)
    if number in _REFUSED and isinstance(wrong, OSError) and isinstance(wrong.filename, str):
        hint = "see to it that kpsite may read and write there, and that there is room"
        return refusal(os.path.relpath(wrong.filename), "refused", f"the system says: {wrong.strerror}", hint)
    return None
