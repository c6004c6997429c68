"""What the command says on a narrow terminal: words whole, what belongs together set in."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
PLAIN = {
    name: value for name, value in os.environ.items() if name not in {"COLUMNS", "LINES", "STRIPE_API_KEY"}
}


def shown(columns: int, *words: str, folder: Path) -> list[str]:
    """Give the lines that a terminal of some width gets, without their colours."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with os.fdopen(ours, "rb", buffering=0) as screen, subprocess.Popen(
        [sys.executable, "-m", "kpsite", *words],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=folder, env=PLAIN | {"TERM": "xterm"},
    ):  # fmt: skip
        os.close(theirs)
        text = b""
        try:
            while data := screen.read(4096):
                text += data
        except OSError:  # Linux says so when the other side is closed
            pass
    return COLOURS.sub("", text.decode()).splitlines()


@pytest.mark.parametrize("columns", [40, 60, 80])
def test_verbs_stand_in_two_columns(columns: int, tmp_path: Path) -> None:
    """What a verb does goes on below its beginning, and nowhere wider than the terminal."""
    lines = shown(columns, folder=tmp_path)
    verbs = lines[lines.index("verbs:") + 1 : lines.index("exit codes:") - 1]
    assert max(map(len, verbs)) < columns
    assert all(re.match(r"  [a-z]+ +\w| {15}\w", line) for line in verbs)


def test_hints_are_set_in(tmp_path: Path) -> None:
    """All lines of what would be right stand below the fault, broken between words."""
    written = tmp_path / "content/site.yaml"
    written.parent.mkdir()
    written.write_text("name: A shop\nurl: shop\n", "utf-8")
    fault, *hint, end = shown(40, "check", folder=tmp_path)
    assert "content/site.yaml" in fault
    assert end.startswith("1 error")
    assert len(hint) > 1
    assert all(re.match(r" {4}\S", line) and len(line) < 40 for line in hint)
    piped = subprocess.run(
        [sys.executable, "-m", "kpsite", "check"],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=PLAIN,
        check=False,
    ).stderr.splitlines()
    assert piped[1] == "    " + " ".join(line.strip() for line in hint)
