"""``kpsite.sealed``: the lessons of sealed courses, closed or open, as they were last published.

It is meant to be committed. A build that would open one of them to everybody stops, so that a slip in a file
gives nothing away; a change of this file, or ``--confirm-public``, says that it is meant. Lessons that are
open in part have marks of what is closed of them, which tell nobody anything who has no master key.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from kpsite.problems import refusal
from kpsite.reading.whole import whole_text
from kpsite.targets.disk import put

FILE = "kpsite.sealed"
HEAD = "# Lessons of sealed courses: kpsite build writes this, and stops rather than open one. Commit it.\n"
_PARTS = range(4, 6)


def read_sealed(root: Path) -> dict[str, str]:
    """Give the states of lessons, and marks behind a space, by course, lesson and language; none before the
    first build.

    Raises ``KpsiteError`` for a file that cannot be read.
    """
    try:
        lines = whole_text(root / FILE).splitlines()
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as wrong:
        message, hint = "found a file that cannot be read as text", "take it from your version control"
        raise refusal(FILE, "bad-sealed", message, hint) from wrong
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    for number, row in enumerate(rows, 1):
        if len(row) not in _PARTS:
            message = (
                f"found {len(row)} words in entry {number} in place of course, lesson, language and state"
            )
            hint = "take it from your version control, or remove the entry"
            raise refusal(FILE, "bad-sealed", message, hint)
    return {" ".join(row[:3]): " ".join(row[3:]) for row in rows}


def write_sealed(root: Path, lessons: Mapping[str, str]) -> None:
    """Write the file in one step, when it is another one."""
    text = HEAD + "".join(f"{lesson} {state}\n" for lesson, state in sorted(lessons.items()))
    path = root / FILE
    if not lessons and not path.exists():
        return
    if path.is_file() and path.read_text("utf-8", "replace") == text:
        return
    put(path, text.encode())
