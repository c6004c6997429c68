"""Where the benchmark keeps its things: tools and sites in ``.bench``, results beside this package."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
SITES = PACKAGE / "sites"
RESULTS = PACKAGE / "results"
WORK = ROOT / ".bench"
TOOLS = WORK / "tools"
ASIDE = "set-aside"


@contextmanager
def alone(say: Callable[[str], None]) -> Iterator[None]:
    """Hold ``.bench`` for this process: two measurements at once would spoil each other's sites and times."""
    WORK.mkdir(exist_ok=True)
    with (WORK / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Another measurement is under way in .bench; waiting for its end")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def set_aside(path: Path, beside: Path | None = None) -> None:
    """Take a file or folder away without deleting it, into a folder beside it (or ``beside`` another).

    ext4 looks at every inode deleted within the last minutes before it gives a new file a free one: a build
    that follows a deletion of thousands of files would pay for that, and no user's first build does.
    """
    if path.exists():
        aside = (beside or path).with_name(ASIDE)
        aside.mkdir(exist_ok=True)
        path.rename(Path(tempfile.mkdtemp(dir=aside)) / path.name)


def clear_aside() -> None:
    """Delete what was set aside of all sites, once nothing is measured any more."""
    for folder in WORK.glob(f"sites/*/{ASIDE}"):
        shutil.rmtree(folder)
