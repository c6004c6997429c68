"""What is said where the system has no more to give: no fault of the program, and none of the store."""

from __future__ import annotations

import errno

from kpsite.problems import KpsiteError, Place, error

_WORDS = {
    errno.ENOMEM: "there is no memory left",
    errno.EAGAIN: "no more processes may be started",
    errno.EMFILE: "no more files may be open at once",
    errno.ENFILE: "no more files may be open at once",
}
"""Error number -> what the system has run out of."""


def exhausted(wrong: MemoryError | OSError) -> KpsiteError | None:
    """Say what the system has run out of; None where it is something else that is wrong."""
    number = errno.ENOMEM if isinstance(wrong, MemoryError) else wrong.errno or 0
    if number not in _WORDS:
        return None
    hint = "close what else is running, raise the limit, or try with --workers 1"
    return KpsiteError([error(Place("kpsite"), "exhausted", f"the system says: {_WORDS[number]}", hint)])
