"""The demo store as the tests build and address it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
# Browsers hold this name to be as safe as https, so what needs a secure context works as in production.
ORIGIN = "http://shop.localhost"


def build(out: Path) -> None:
    """Build the store in ``content/`` into ``out``; fails the test with the command's words if it cannot."""
    command = [sys.executable, "-m", "kpsite", "build", "--out", str(out), "--base-url", f"{ORIGIN}/"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    if done.returncode:
        pytest.fail(f"kpsite build: exit code {done.returncode}\n{done.stdout}\n{done.stderr}", pytrace=False)
