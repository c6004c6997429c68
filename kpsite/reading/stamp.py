"""Whether the master key and the record of who has access are as they were, without reading them.

This module is what a build with nothing to do runs, so it imports next to nothing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping

VARIABLE = "KPSITE_MASTER"
KEY_FILE = ".kpsite/master.key"
ACCESS_FILE = "kpsite.access"


def stamp(root: str, environ: Mapping[str, str]) -> tuple[object, ...]:
    """Give what changes when the key or the file does; nothing of the key can be learned from it."""
    known: list[object] = [hashlib.blake2b(environ.get(VARIABLE, "").encode(), digest_size=16).hexdigest()]
    for name in (KEY_FILE, ACCESS_FILE):
        try:
            found = os.stat(f"{root}/{name}")  # noqa: PTH116 - pathlib costs more than the look
            known.append((found.st_mtime_ns, found.st_size, found.st_mode))
        except OSError:
            known.append(None)
    return tuple(known)
