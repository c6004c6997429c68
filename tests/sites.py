"""Small stores for tests: one that is in order, changed file by file, and the real command run on it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
BASE = HERE / "sites_invalid" / "_base"
TODAY = "2026-11-22"


@dataclass(frozen=True, slots=True)
class Said:
    """What the command said: its exit code, and what it printed."""

    code: int
    out: str
    err: str


def store(folder: Path, overlay: Path | None = None, base: Path = BASE) -> Path:
    """Make a store in ``folder``: the one that is in order, with the files of ``overlay`` over it and the barest theme."""
    shutil.copytree(base, folder, dirs_exist_ok=True)
    shutil.copytree(HERE / "themes" / "plain", folder / "themes" / "plain", dirs_exist_ok=True)
    if overlay is not None:
        shutil.copytree(overlay, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected*"))
    return folder


def kpsite(root: Path, *words: str) -> Said:
    """Run the real command in a store, on a fixed day and in one process, and give what it said."""
    command = [sys.executable, "-m", "kpsite", *words]
    if words[0] in ("build", "check"):
        command += ["--today", TODAY, "--workers", "1"]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    return Said(done.returncode, done.stdout, done.stderr)


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
