"""What the guide prints is what kpsite says."""

from __future__ import annotations

import re
from pathlib import Path

from tests.sites import HERE, kpsite, store

LESSONS = HERE.parent / "content" / "courses" / "open-your-store" / "01-first-store"


def shown(lesson: str, kind: str) -> list[str]:
    """Give the examples of a kind in a lesson of the guide."""
    text = (LESSONS / f"{lesson}.md").read_text("utf-8")
    return re.findall(rf"^```{kind}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def test_the_first_mistakes_are_reported_as_the_guide_shows(tmp_path: Path) -> None:
    """Its slips, put into a store, are answered line for line."""
    root = store(tmp_path)
    course = root / "content" / "courses" / "first-steps"
    course.mkdir()
    (course / "course.md").write_text(shown("04-how-kpsite-reports-mistakes", "markdown")[0], "utf-8")
    (course / "01-welcome.md").write_text("# Welcome\n\nHello.\n", "utf-8")
    said = kpsite(root, "check", "--allow-test")
    command, *told = shown("04-how-kpsite-reports-mistakes", "console")[0].splitlines(keepends=True)
    assert command == "$ kpsite check\n"
    assert said.err + said.out == "".join(told)


def test_the_first_build_says_what_the_guide_shows(tmp_path: Path) -> None:
    """How much of the sample course is public."""
    assert kpsite(tmp_path, "new", str(tmp_path / "my-store"), "--no-input").code == 0
    told = "  /courses/explain-anything/  1 lesson public, 3 closed\n"
    assert told in kpsite(tmp_path / "my-store", "build").out
    assert told in shown("02-install-and-first-build", "text")[-1]
