"""Talking to people at a terminal and to machines behind a pipe: colour where it helps, progress on long
work, problems one a line.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable
from contextlib import AbstractContextManager
from types import TracebackType
from typing import Any, TextIO

from kpsite.problems import Problem, Severity

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}


def coloured(stream: TextIO) -> bool:
    """Whether to use colour: on a terminal, unless NO_COLOR (no-color.org) is set or it can show none."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, *styles: str, stream: TextIO | None = None) -> str:
    """Give text in some styles, or as it is where colour has no place."""
    if not coloured(stream or sys.stdout):
        return text
    return f"\x1b[{';'.join(STYLES[style] for style in styles)}m{text}\x1b[0m"


def say(text: str = "") -> None:
    """Print a line of the result."""
    print(text)


def show_problems(problems: Iterable[Problem]) -> None:
    """Print problems to the error stream: place, severity, what was found, and what would be right."""
    shown = sorted(problems, key=lambda problem: (problem.place, problem.code))
    for problem in shown:
        weight = (
            paint("error", "red", "bold", stream=sys.stderr)
            if problem.severity is Severity.ERROR
            else paint("warning", "yellow", stream=sys.stderr)
        )
        print(
            f"{paint(str(problem.place), 'bold', stream=sys.stderr)}: {weight}: {problem.message}",
            file=sys.stderr,
        )
        if problem.hint:
            print(f"    {paint(problem.hint, 'cyan', stream=sys.stderr)}", file=sys.stderr)


def count(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun: ``1 page``, ``12 pages``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def problem_values(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Give problems as plain values for ``--json``."""
    return [
        {
            "path": problem.place.path, "line": problem.place.line, "key": problem.place.key,
            "severity": str(problem.severity), "code": problem.code, "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]  # fmt: skip


class Progress(AbstractContextManager["Progress"]):
    """A progress bar on the error stream, drawn only when work has gone on for a second and somebody is
    watching.
    """

    PATIENCE = 1.0

    def __init__(self, what: str, *, quiet: bool = False) -> None:
        """Take what is being done, in a word or two."""
        self._what = what
        self._begun = time.monotonic()
        self._quiet = quiet or not sys.stderr.isatty()
        self._bar: Any = None
        self._task: Any = None

    def __call__(self, done: int, total: int) -> None:
        """Note how far the work is."""
        if self._quiet:
            return
        if self._bar is None:
            if time.monotonic() - self._begun < self.PATIENCE:
                return
            self._open(total)
        self._bar.update(self._task, completed=done, total=total)

    def _open(self, total: int) -> None:
        # Start-up time: most work is done before a bar is wanted.
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
        from rich.progress import Progress as Bar

        console = Console(stderr=True)
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._bar.start()
        self._task = self._bar.add_task(self._what, total=total)

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
