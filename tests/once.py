"""What is made once for a whole run of the tests, however many processes test."""

from __future__ import annotations

import fcntl
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

Once: TypeAlias = Callable[[str, Callable[[Path], object]], Path]
"""Takes a name, and what makes a file or a folder at a path; gives the path, made by whoever came first."""


def once_in(shared: Path) -> Once:
    """Give the function for a folder that all processes of the run share."""

    def once(name: str, make: Callable[[Path], object]) -> Path:
        path = shared / name
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not path.exists():
                make(path)
        return path

    return once
