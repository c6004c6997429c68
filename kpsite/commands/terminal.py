"""Talking to people at a terminal and to machines behind a pipe: colour where it helps, progress on long
work, problems one a line.

This module is what a build with nothing to do runs, so it imports next to nothing.
"""

from __future__ import annotations

import os
import sys
import time

TYPE_CHECKING = False  # importing what only annotations name would cost more than all the rest
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import TracebackType
    from typing import Any, Self, TextIO

    from kpsite.problems import Problem

STYLES = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "cyan": "36"}
WEIGHTS = {"error": ("red", "bold"), "warning": ("yellow",)}

SPACE = 0x20  # the first character that shows
OBEYED = frozenset(map(chr, [*range(0x7F, 0xA0), *range(0x2028, 0x202F), *range(0x2066, 0x206A), 0xFEFF]))
"""Beside those below a space: DEL, C1, line ends of Unicode's own, and the overrides of UAX #9."""

ProblemRow = tuple[str, str, int, str, str, str, str, str]
"""A problem as plain values: its place as shown, path, line, key, severity, code, message and hint."""


def coloured(stream: TextIO) -> bool:
    """Whether to use colour: on a terminal, unless NO_COLOR (no-color.org) is set or it can show none."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, *styles: str, stream: TextIO | None = None) -> str:
    """Give text in some styles, or as it is where colour has no place."""
    if not coloured(stream or sys.stdout):
        return text
    return f"\x1b[{';'.join(STYLES[style] for style in styles)}m{text}\x1b[0m"


def indented(text: str, by: int = 4, stream: TextIO | None = None) -> str:
    """Give text set in by some columns: on a terminal all of its lines, which break between words as wide as
    it is; elsewhere one line, which machines can search. Long words, such as addresses, are left whole.
    """
    if not (stream or sys.stdout).isatty():
        return " " * by + text
    # Start-up time: a build with nothing to say needs neither.
    from shutil import get_terminal_size
    from textwrap import fill

    margin, width = " " * by, max(get_terminal_size().columns - 1, 20)
    return fill(
        text,
        width,
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )


def say(text: str = "") -> None:
    """Print a line of the result."""
    print(text)


def rows_of(problems: Iterable[Problem]) -> tuple[ProblemRow, ...]:
    """Give problems as plain values."""
    return tuple(
        (str(p.place), p.place.path, p.place.line, p.place.key, str(p.severity), p.code, p.message, p.hint)
        for p in problems
    )


def show_problems(problems: Iterable[Problem]) -> None:
    """Print problems to the error stream: place, severity, what was found, and what would be right."""
    show_rows(rows_of(problems))


def show_rows(rows: Iterable[ProblemRow]) -> None:
    """Print problems that are plain values, as ``show_problems`` does."""
    for place, *_, severity, _, message, hint in sorted(rows, key=lambda row: (row[1:4], row[5])):
        weight = paint(severity, *WEIGHTS[severity], stream=sys.stderr)
        where = paint(visible(place), "bold", stream=sys.stderr)
        print(f"{where}: {weight}: {visible(message)}", file=sys.stderr)
        if hint:
            shown = indented(visible(hint), stream=sys.stderr)
            print(paint(shown, "cyan", stream=sys.stderr), file=sys.stderr)


def visible(text: str) -> str:
    """Give text without what a terminal would obey, or show nowhere: control characters, and those that turn
    the direction of all that follows, as they come from files of other people's.
    """
    if text.isprintable():
        return text
    return "".join(ascii(sign)[1:-1] if ord(sign) < SPACE or sign in OBEYED else sign for sign in text)


def count(number: int, one: str, many: str = "") -> str:
    """Write a number with its noun: ``1 page``, ``12 pages``."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def problem_values(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Give problems for ``--json``."""
    return row_values(rows_of(problems))


def row_values(rows: Iterable[ProblemRow]) -> list[dict[str, Any]]:
    """Give problems that are plain values for ``--json``."""
    names = ("path", "line", "key", "severity", "code", "message", "hint")
    return [dict(zip(names, row[1:], strict=True)) for row in rows]


class Progress:
    """A progress bar on the error stream, drawn only when work has gone on for a second and somebody is
    watching.
    """

    PATIENCE = 1.0

    def __init__(self, what: str, *, quiet: bool) -> None:
        """Take what is being done, in a word or two."""
        self._what = what
        self._begun = time.monotonic()
        self._quiet = quiet or not sys.stderr.isatty()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        return self

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
