"""A paywall that moves down within a lesson, and what is kept to notice it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpsite.problems import Severity
from kpsite.reading.sealed_list import FILE
from kpsite.sealing.keys import Master
from tests.building import outcome, write
from tests.fulfil.rig import make_store
from tests.render.pictures import quarters, saved
from tests.sites import contents, kpsite

SECOND = "content/courses/fold/02-two.md"
HEAD = "---\ntitle: Two\npreview: true\n---\n"
PAYWALL = "<!-- paywall -->\n"
OPEN, FIRST, LAST = "Open to all.\n", "First for buyers,\nin two lines.\n", "![Plan](plan.png)\n"
HEADING = "## Try it\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_store(tmp_path / "store")


def in_parts(*parts: str) -> dict[str, str]:
    return {SECOND: HEAD + "\n".join(parts)}


def known_in_part(root: Path, *parts: str) -> None:
    """Publish a lesson that is open in part; that it is, is meant."""
    (root / "content/courses/fold/plan.png").write_bytes(saved(quarters(), "PNG"))
    write(root, in_parts(*parts))
    assert kpsite(root, "build", "--confirm-public").code == 0


@pytest.mark.parametrize(
    ("parts", "line"),
    [
        ((OPEN, FIRST, PAYWALL, HEADING, LAST), 7),
        ((OPEN, "New.\n", FIRST.replace("\n", " "), "\n", PAYWALL, LAST), 9),
        ((OPEN, HEADING, LAST, PAYWALL, FIRST), 9),
        ((LAST, PAYWALL, "Another end.\n"), 5),
    ],
    ids=["marker moved down", "broken in other lines", "text moved up", "all else changed"],
)
def test_a_paywall_that_moves_down_opens_nothing_unseen(
    parts: tuple[str, ...], line: int, root: Path
) -> None:
    """What stood below it and is open now is named by its line and never shown; said once, it is known."""
    known_in_part(root, OPEN, PAYWALL, FIRST, HEADING, LAST)
    before = contents(root / "dist")
    write(root, in_parts(*parts))
    made = outcome(root)
    found = [one for one in made.problems if one.severity is Severity.ERROR]
    assert [(one.code, one.place.path, one.place.line) for one in found] == [
        ("sealed-made-public", SECOND, line)
    ]
    assert "buyers" not in made.said
    assert contents(root / "dist") == before
    assert kpsite(root, "build", "--confirm-public").code == 0
    assert outcome(root).good


@pytest.mark.parametrize(
    "parts",
    [
        (OPEN, "More to read.\n", HEADING, PAYWALL, FIRST, HEADING, LAST),
        (OPEN, PAYWALL, "A word before.\n", FIRST.replace("two", "2"), LAST),
        ("Open, to all.\n", PAYWALL, FIRST, HEADING, LAST),
        (PAYWALL, OPEN, FIRST, HEADING, LAST),
    ],
    ids=["open text grows", "closed text is edited", "open text is edited", "marker moved up"],
)
def test_edits_on_both_sides_of_a_paywall_are_no_alarm(parts: tuple[str, ...], root: Path) -> None:
    """A new heading in the open part may be one that closed text has as well."""
    known_in_part(root, OPEN, PAYWALL, FIRST, HEADING, LAST)
    write(root, in_parts(*parts))
    assert outcome(root).good, outcome(root).said
    assert outcome(root).good


def test_a_paywall_moves_down_under_another_name(root: Path) -> None:
    """A lesson that was open in part and comes back under a new name is known by what is closed of it."""
    known_in_part(root, OPEN, PAYWALL, FIRST, LAST)
    (root / SECOND).unlink()
    other = "content/courses/fold/02-another.md"
    write(root, {other: in_parts(OPEN, FIRST, PAYWALL, LAST)[SECOND]})
    found = [one for one in outcome(root).problems if one.severity is Severity.ERROR]
    assert [(one.code, one.place.path) for one in found] == [("sealed-made-public", other)]


def test_marks_tell_nothing_without_the_key(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are other ones under another key, and as long for a word as for a page."""
    known_in_part(root, OPEN, PAYWALL, "Yes.\n", FIRST * 90)
    row = next(line for line in (root / FILE).read_text("utf-8").splitlines() if "two en partial" in line)
    marks = row.split()[4].split(".")
    assert [len(mark) for mark in marks] == [8, 8]
    monkeypatch.setenv("KPSITE_MASTER", Master(bytes(32)).write())
    assert outcome(root).good
    assert not any(mark in (root / FILE).read_text("utf-8") for mark in marks)
