"""Builds in this process, for tests that need many of them."""

from __future__ import annotations

import datetime
import io
import json
from contextlib import redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpsite.cli import main
from kpsite.problems import Place, Problem, Severity
from tests.sites import TODAY, contents

DAY = datetime.date.fromisoformat(TODAY)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to: everything it said, whether it published, and how many files it made again."""

    problems: tuple[Problem, ...]
    good: bool
    made: int = 0
    note: str = ""

    @property
    def said(self) -> str:
        """All problems as lines of text."""
        return "\n".join(str(problem) for problem in self.problems)


def outcome(
    root: Path, out: Path | None = None, today: datetime.date = DAY, *, drafts: bool = False, workers: int = 1
) -> Outcome:
    """Build a store, by default into its ``dist``, and say what came of it."""
    words = ["build", "--json", "--store", str(root), "--today", str(today), "--workers", str(workers)]
    words += ["--allow-test"]
    words += ["--drafts"] if drafts else []
    words += ["--out", str(out)] if out else []
    with redirect_stdout(io.StringIO()) as said:
        code = main(words)
    answer = json.loads(said.getvalue())
    problems = tuple(_problem(one) for one in answer["problems"])
    return Outcome(problems, code == 0, len(answer.get("changes", ())), answer.get("note", ""))


def _problem(told: dict[str, Any]) -> Problem:
    place = Place(told["path"], told["line"], told["key"])
    return Problem(place, Severity(told["severity"]), told["code"], told["message"], told["hint"])


def built(root: Path, today: datetime.date = DAY, *, drafts: bool = False) -> dict[str, bytes]:
    """Build a store in which nothing is wrong, and give its output folder."""
    made = outcome(root, today=today, drafts=drafts)
    assert made.good, made.said
    return contents(root / "dist")


def write(root: Path, files: dict[str, str]) -> Path:
    """Write files below a folder; gives the folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8", newline="")
    return root
