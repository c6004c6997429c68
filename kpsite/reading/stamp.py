"""Whether the master key and the record of who has access are as they were, without reading them.

This module is what a build with nothing to do runs, so it imports next to nothing.
"""

import os

TYPE_CHECKING = False  # importing what only annotations name would cost more than all the rest
if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "KPSITE_MASTER"
STRIPE_KEY = "STRIPE_API_KEY"
KEY_FILE = ".kpsite/master.key"
ACCESS_FILE = "kpsite.access"
BUYERS_FILE = "kpsite.buyers"
PRACTICE_BUYERS_FILE = ".kpsite/practice/kpsite.buyers"

Keys = tuple[str | tuple[int, int, int] | None, ...]


def stamp(root: str, environ: "Mapping[str, str]") -> Keys:
    """Give what changes when the key or the file does; nothing of the key can be learned from it."""
    known: list[str | tuple[int, int, int] | None] = [_digest(environ.get(VARIABLE, ""))]
    for name in (KEY_FILE, ACCESS_FILE, BUYERS_FILE, PRACTICE_BUYERS_FILE):
        try:
            found = os.stat(f"{root}/{name}")  # noqa: PTH116 - pathlib costs more than the look
            known.append((found.st_mtime_ns, found.st_size, found.st_mode))
        except OSError:
            known.append(None)
    return tuple(known)


def _digest(key: str) -> str:
    if not key:
        return ""
    import hashlib  # start-up time: most keys lie in the file

    return hashlib.blake2b(key.encode(), digest_size=16).hexdigest()
