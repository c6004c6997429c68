"""A publishing that is killed at every call of the system in turn: run as a program by test_folder_killed.py.

``killed.py CASE BASE`` makes the stores BASE/1, BASE/2, ... Each has published what CASE begins with; then a
child process publishes on, and is killed with SIGKILL right before its n-th call in store n; in the last one
it comes to its end.
"""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kpsite.targets.folder import Folder
from tests.targets.shop import FIRST, SECOND, Generation, publish

# All that change something; a kill before a call that only looks is a kill before the next of these.
CALLS = (
    "fsync", "ftruncate", "link", "mkdir", "open", "rename", "replace", "rmdir", "truncate", "unlink",
    "utime", "write",
)  # fmt: skip

ONE_EDIT: Generation = {**FIRST, "about.html": b"about, edited"}
ONE_FOLDER: Generation = {
    **FIRST,
    "courses/ink/index.html": b"ink, edited",
    "courses/ink/lesson/index.html": b"lesson, edited",
    "courses/ink/lesson/index.md": b"words",
}

CASES: dict[str, tuple[list[Generation], Generation]] = {
    "the first publishing": ([], SECOND),
    "the second, for which the twin is made": ([FIRST], SECOND),
    "a later one, for which the twin catches up": ([SECOND, FIRST], SECOND),
    "a single edited page": ([SECOND, FIRST], ONE_EDIT),
    "one that changes a single folder": ([SECOND, FIRST], ONE_FOLDER),
    "one that changes a single folder, with no twin yet": ([FIRST], ONE_FOLDER),
    "a later one without an exchange": ([SECOND, FIRST], SECOND),
    "one after the twin was lost": ([SECOND, FIRST], SECOND),
    "one after the record was lost": ([SECOND, FIRST], SECOND),
}


class Clock:
    """Counts calls of the system, and kills this process right before the chosen one."""

    def __init__(self, last: int) -> None:
        self.left = last

    def counting(self, function: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401 - stands in for calls of every shape
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*arguments, **options)

        return call


class Library:
    """The C library, with its calls counted, and with no exchange of folders where the case has none."""

    def __init__(self, clock: Clock, *, exchanges: bool) -> None:
        real = ctypes.CDLL(None, use_errno=True)
        name = "renameat2" if sys.platform == "linux" else "renamex_np"
        setattr(self, name, clock.counting(getattr(real, name) if exchanges else self.refuse))

    @staticmethod
    def refuse(*_arguments: object) -> int:
        ctypes.set_errno(errno.EINVAL)
        return -1


def prepare(case: str, store: Path) -> None:
    (store / "content").mkdir(parents=True)
    for generation in CASES[case][0]:
        publish(Folder(store / "dist", store / ".kpsite"), generation)
    if case.endswith("the twin was lost"):
        [twin] = (store / ".kpsite/folders").glob("*/twin")
        shutil.rmtree(twin)
    if case.endswith("the record was lost"):
        shutil.rmtree(store / ".kpsite/cache")


def killed(case: str, store: Path, turn: int) -> bool:
    """Publish in a child process and tell whether it was killed."""
    child = os.fork()
    if child == 0:
        clock = Clock(turn)
        library = Library(clock, exchanges=not case.endswith("without an exchange"))
        ctypes.CDLL = lambda *_name, **_options: library  # type: ignore[assignment, misc]
        folder = Folder(store / "dist", store / ".kpsite")
        for name in CALLS:
            if hasattr(os, name):
                setattr(os, name, clock.counting(getattr(os, name)))
        publish(folder, CASES[case][1])
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status) and status != 0:
        raise SystemExit(f"{case}: the child failed at turn {turn}")
    return os.WIFSIGNALED(status)


def main(case: str, base: Path) -> None:
    setattr(os, "fsync", lambda _handle: None)  # noqa: B010 - mypy refuses the plain form; no disk is killed
    turn = 1
    while True:
        store = base / str(turn)
        prepare(case, store)
        if not killed(case, store, turn):
            return
        turn += 1


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
