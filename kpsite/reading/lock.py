"""Reading ``kpsite.lock``, which lies at the root of a store; that of practice lies with its account."""

from __future__ import annotations

from pathlib import Path

from kpsite.model.lock import LOCK_FILE, Lock, parse_lock
from kpsite.model.pay_link import PRACTICE
from kpsite.problems import refusal
from kpsite.reading.whole import whole_text

PRACTICE_HOME = ".kpsite/practice"


def lock_home(root: Path, mode: str) -> Path:
    """Give the folder that holds a mode's lock: practice is nobody else's business, and is not committed."""
    return root / PRACTICE_HOME if mode == PRACTICE else root


def read_lock_with_practice(root: Path) -> Lock:
    """Give a store's lock together with what the practice account holds, for previews.

    Raises KpsiteError when a file cannot be read.
    """
    practised = read_lock(lock_home(root, PRACTICE))
    return read_lock(root).with_section(PRACTICE, practised.section(PRACTICE))


def read_lock(root: Path) -> Lock:
    """Give a store's lock; an empty one when there is no file.

    Raises KpsiteError when the file cannot be read.
    """
    try:
        text = whole_text(root / LOCK_FILE)
    except FileNotFoundError:
        return Lock()
    except (OSError, UnicodeDecodeError):
        hint = "check its permissions, or take it from your version control"
        message = "found a lock that cannot be read"
        raise refusal(LOCK_FILE, "bad-lock", message, hint) from None
    return parse_lock(text)
