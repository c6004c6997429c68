"""Reading ``kpsite.lock``, which lies at the root of a store."""

from __future__ import annotations

from pathlib import Path

from kpsite.model.lock import LOCK_FILE, Lock, parse_lock
from kpsite.problems import KpsiteError, Place, error


def read_lock(root: Path) -> Lock:
    """Give a store's lock; an empty one when there is no file.

    Raises KpsiteError when the file cannot be read.
    """
    try:
        text = (root / LOCK_FILE).read_text("utf-8")
    except FileNotFoundError:
        return Lock()
    except (OSError, UnicodeDecodeError):
        hint = "check its permissions, or take it from your version control"
        message = "found a lock that cannot be read"
        raise KpsiteError([error(Place(LOCK_FILE), "bad-lock", message, hint)]) from None
    return parse_lock(text)
