"""The reference in ``docs/`` is what the program says of itself."""

from __future__ import annotations

from pathlib import Path

from kpsite.model.reference import reference

PAGE = Path(__file__).parent.parent / "docs" / "reference.md"


def test_the_reference_is_up_to_date() -> None:
    """Whoever reads the page reads what this version does: ``kpsite schema --reference`` made it."""
    assert PAGE.read_text("utf-8") == reference()
