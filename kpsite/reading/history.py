"""Earlier versions of a file, as git keeps them."""

from __future__ import annotations

import datetime
import shutil
import subprocess
from pathlib import Path

from kpsite.checks.earlier import Version

MOST = 500  # versions of a file that are looked at, the newest ones


def versions_of(root: Path, path: str, first: datetime.date) -> list[Version] | None:
    """Give the versions of a file since a day, and the one that it began with, oldest first.

    None when there is no git, no repository, no version of the file, or only the end of the history (a
    shallow clone).
    """
    git = shutil.which("git")
    if git is None or _run(git, root, "rev-parse", "--is-shallow-repository") != b"false\n":
        return None
    log = _run(git, root, "log", f"--max-count={MOST}", "--format=%H %cs", "--", path) or b""
    found: list[Version] = []
    for line in log.decode().splitlines():
        commit, _, day = line.partition(" ")
        data = _run(git, root, "show", f"{commit}:./{path}")
        found.append(Version(datetime.date.fromisoformat(day), data or b""))
        if found[-1].day <= first:
            break
    return found[::-1] or None


def _run(git: str, root: Path, *words: str) -> bytes | None:
    done = subprocess.run(  # noqa: S603 - git itself, found on PATH; paths are the store's own
        [git, "-C", str(root), *words], capture_output=True, check=False
    )
    return done.stdout if done.returncode == 0 else None
