"""Trying out whether a program starts, and getting it when it does not."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from bench.errors import BenchError
from bench.tools.tool import Tool, environment

VERSION = re.compile(r"\d+\.\d+(?:\.\d+)*")
STARTING = 60  # seconds
INSTALLING = 600  # seconds
SHOWN = 160  # characters of a reason

Argv = tuple[str, ...]


def output_of(
    argv: Sequence[str],
    seconds: float,
    cwd: Path | None = None,
    surroundings: Mapping[str, str] | None = None,
) -> str:
    """Give what a program prints, started with the environment variables of this process unless others are
    given. Raises ``BenchError`` with the telling line when it fails or hangs.
    """
    try:
        done = subprocess.run(
            argv,
            cwd=cwd,
            env=surroundings,
            timeout=seconds,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as wrong:
        raise BenchError(str(wrong)[:SHOWN]) from wrong
    if done.returncode:
        raise BenchError(telling_line(done.stderr or done.stdout) or f"it ended with {done.returncode}")
    return done.stdout


def telling_line(text: str) -> str:
    """Give the line of a program's complaint that says most: one with ``error`` in it, or the last."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower() or "not found" in line.lower()]
    return (errors or lines[-1:] or [""])[0][:SHOWN]


def had(
    key: str,
    argv: Callable[[], Argv],
    attempts: Sequence[Callable[[], None]],
    question: str = "--version",
    modules: Path | None = None,
) -> Tool:
    """Give a program as a tool: as it is there, or after the first attempt to get it that works."""
    reason = ""
    for attempt in (None, *attempts):
        try:
            if attempt is not None:
                attempt()
            printed = output_of((*argv(), question), STARTING, surroundings=environment({}))
        except BenchError as wrong:
            reason = str(wrong)
            continue
        version = VERSION.search(printed)
        return Tool(key, argv(), version[0] if version else "", modules=modules)
    return Tool(key, missing=reason)
