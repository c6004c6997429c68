"""What ``docs/`` says of the program is what the program is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpsite.model.reference import reference

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
ROOMS = ("kpsite", "plugins", "tests", "bench")
NAMED = re.compile(r"`([a-z_/]+\.py)`")


def test_the_reference_is_up_to_date() -> None:
    """Whoever reads the page reads what this version does: ``kpsite schema --reference`` made it."""
    assert (DOCS / "reference.md").read_text("utf-8") == reference()


@pytest.mark.parametrize("page", sorted(DOCS.glob("*.md")), ids=lambda page: page.name)
def test_modules_that_are_named_are_there(page: Path) -> None:
    """A newcomer who looks for one finds it."""
    files = [f"/{path.as_posix()}" for room in ROOMS for path in (ROOT / room).rglob("*.py")]
    named = set(NAMED.findall(page.read_text("utf-8")))
    assert {name for name in named if not any(file.endswith(f"/{name}") for file in files)} == set()


def test_no_part_of_a_build_is_left_out() -> None:
    """The room with the most doors has all of them on the map."""
    named = NAMED.findall((DOCS / "architecture.md").read_text("utf-8"))
    there = {path.name for path in (ROOT / "kpsite" / "building").glob("*.py")} - {"__init__.py"}
    assert there - set(named) == set()
