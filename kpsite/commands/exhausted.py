"""What is said where the system has no more to give, or lets nobody at a file: no fault of the program, and
none of what creators wrote.
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
_REFUSED = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EEXIST, errno.EISDIR,
    errno.ENOTDIR, errno.ELOOP, errno.ENXIO,
}  # fmt: skip
"""Errors of a disk: who may use it, whether there is room, whether it works, and what is in the way."""
_UNMAPPED = ("failed to map segment", "cannot allocate memory")
"""How the loader of libraries says that there is no memory left."""
_OURS = ".kpsite/"


def exhausted(wrong: MemoryError | OSError | ImportError) -> KpsiteError | None:
    """Say what the system has run out of, or refuses; None where it is something else that is wrong."""
    number = wrong.errno or 0 if isinstance(wrong, OSError) else 0
    if isinstance(wrong, MemoryError) or any(words in str(wrong).lower() for words in _UNMAPPED):
        number = errno.ENOMEM
    if number in _WORDS:
        hint = "close what else is running, raise the limit, or try with --workers 1"
        return refusal("kpsite", "exhausted", f"the system says: {_WORDS[number]}", hint)
    if number in _REFUSED and isinstance(wrong, OSError) and isinstance(wrong.filename, str | os.PathLike):
        return _refused(os.fspath(wrong.filename), f"the system says: {wrong.strerror}")
    return None


def _refused(path: str, message: str) -> KpsiteError:
    _, ours, inside = path.partition(f"/{_OURS}")
    if inside.startswith("cache"):
        hint = "take it away, and see to it that there is room: kpsite makes what it needs there"
    else:
        hint = "see to it that kpsite may read and write there, and that there is room"
    return refusal(_OURS + inside if ours else os.path.relpath(path), "refused", message, hint)
