"""Small stores for tests: one that is in order, changed file by file, and the real command run on it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from kpsite.cli import main
from kpsite.reading.snapshot import RACY_NANOSECONDS
from kpsite.sealing.keys import Master

HERE = Path(__file__).parent
BASE = HERE / "sites_invalid" / "_base"
TODAY = "2026-11-22"
# The key of all stores under test: it is no secret, and only tests know of it.
MASTER = Master(bytes(range(32)))


@dataclass(frozen=True, slots=True)
class Said:
    """What the command said: its exit code, and what it printed."""

    code: int
    out: str
    err: str


def store(folder: Path, overlay: Path | None = None, base: Path = BASE) -> Path:
    """Make a store in ``folder``: the one that is in order, with the files of ``overlay`` over it and the
    barest theme.
    """
    shutil.copytree(base, folder, dirs_exist_ok=True)
    shutil.copytree(HERE / "themes" / "plain", folder / "themes" / "plain", dirs_exist_ok=True)
    if overlay is not None:
        shutil.copytree(overlay, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected*"))
    return folder


def aged(root: Path) -> Path:
    """Give a store that nobody has changed for a moment: what has just changed is looked at twice."""
    newest = max(path.lstat().st_ctime_ns for path in [root, *root.rglob("*")])
    while time.time_ns() - newest <= RACY_NANOSECONDS:
        time.sleep(RACY_NANOSECONDS / 10**10)
    return root


def kpsite(root: Path, *words: str) -> Said:
    """Run the command line in a store, on a fixed day and in one process, and give what it said; the small
    stores sell through links of Stripe's test mode.
    """
    line = list(words)
    if words[0] in ("build", "check"):
        line += ["--today", TODAY, "--workers", "1", "--store", str(root), "--allow-test"]
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        code = main(line)
    return Said(code, out.getvalue(), err.getvalue())


def built_store(folder: Path) -> Path:
    """Make the store that is in order and build it; each process draws its pictures once."""
    root = put(store(folder), _drawn())
    assert kpsite(root, "build").code == 0
    return root


@cache
def _drawn() -> Mapping[str, bytes]:
    with TemporaryDirectory() as folder:
        root = store(Path(folder))
        assert kpsite(root, "build").code == 0
        return drawings(root)


def drawings(root: Path) -> dict[str, bytes]:
    """Give what a build has kept by content alone: the pictures it drew, the templates it compiled."""
    kept = ("share", "templates")
    places = [root / ".kpsite" / "cache" / name for name in kept]
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for place in places
        for path in sorted(place.glob("*"))
    }


def put(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write what ``contents`` gave into a folder; gives the folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder with its bytes."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
