"""Making the file that holds a store's master key."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from kpsite.problems import refusal
from kpsite.reading.stamp import KEY_FILE
from kpsite.sealing.keys import SIZE, Master

IGNORED = ".kpsite/"


def make_key(root: Path) -> Path:
    """Make a new master key for a store; raises ``KpsiteError`` when there is one."""
    path = root / KEY_FILE
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.parent.chmod(0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        hint = "a new one would lock out everybody who has bought; to renew a course, use keys rotate"
        raise refusal(KEY_FILE, "key-there", "found a master key already", hint) from None
    with os.fdopen(handle, "w") as file:
        file.write(Master(secrets.token_bytes(SIZE)).write() + "\n")
    _ignore(root / ".gitignore")
    return path


def _ignore(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    if not {IGNORED, IGNORED.rstrip("/"), f"/{IGNORED}"} & {line.strip() for line in lines}:
        path.write_text("\n".join([*lines, IGNORED]) + "\n", "utf-8")
