"""What is said where the system has no more to give, or lets nobody at a file: no fault of the program, and
none of what creators wrote.
"""

from __future__ import annotations

import errno
import os

from kpsite.problems import KpsiteError, Place, error
from kpsite.targets.faults import fault

_WORDS = {
    errno.ENOMEM: "there is no memory left",
    errno.EAGAIN: "no more processes may be started",
    errno.EMFILE: "no more files may be open at once",
    errno.ENFILE: "no more files may be open at once",
}
"""Error number -> what the system has run out of."""
_IN_THE_WAY = {
    errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO, errno.EEXIST, errno.EISDIR, errno.ENOTDIR, errno.ELOOP,
    errno.ENXIO,
}  # fmt: skip
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_UNMAPPED = ("failed to map segment", "cannot allocate memory")
"""How the loader of libraries says that there is no memory left."""
_OURS = ".kpsite/"


def exhausted(wrong: MemoryError | OSError | ImportError) -> KpsiteError | None:
    """Say what the system has run out of, or what is in the way; None where it is something else that is
    wrong.
    """
    number = wrong.errno or 0 if isinstance(wrong, OSError) else 0
    if isinstance(wrong, MemoryError) or any(words in str(wrong).lower() for words in _UNMAPPED):
        number = errno.ENOMEM
    if isinstance(wrong, OSError) and number in _IN_THE_WAY and isinstance(wrong.filename, str | os.PathLike):
        return _in_the_way(os.fspath(wrong.filename), wrong)
    if isinstance(wrong, OSError) and number in _NO_ROOM:
        return fault(str(wrong.filename or "kpsite"), wrong)
    if number not in _WORDS:
        return None
    hint = "close what else is running, raise the limit, or try with --workers 1"
    return KpsiteError([error(Place("kpsite"), "exhausted", f"the system says: {_WORDS[number]}", hint)])


def _in_the_way(path: str, wrong: OSError) -> KpsiteError:
    _, ours, inside = path.partition(f"/{_OURS}")
    shown = _OURS + inside if ours else path
    cached = shown.startswith(f"{_OURS}cache")
    hint = (
        "take it away: kpsite makes what it needs there"
        if cached
        else "check its permissions and its folder's"
    )
    message = f"found something that cannot be used: {wrong.strerror}"
    return KpsiteError([error(Place(shown), "in-the-way", message, hint)])
