"""The demo store as the tests build and address it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import TODAY

ROOT = Path(__file__).resolve().parent.parent
# Browsers hold this name to be as safe as https, so what needs a secure context works as in production.
ORIGIN = "http://shop.localhost"


def build(out: Path) -> None:
    """Build the store in ``content/`` into ``out``; fails the test with the command's words if it cannot.

    A copy is built, on a fixed day: what a build remembers is not left in this checkout, and no date in the
    demo makes the tests of another day fail.
    """
    store = out.with_name("demo-store")
    shutil.copytree(ROOT / "content", store / "content")
    line = ("--store", store, "--out", out, "--base-url", f"{ORIGIN}/", "--today", TODAY, "--allow-test")
    command = (sys.executable, "-m", "kpsite", "build", *line)
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        pytest.fail(f"kpsite build: exit code {done.returncode}\n{done.stdout}\n{done.stderr}", pytrace=False)
