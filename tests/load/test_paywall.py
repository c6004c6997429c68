"""Where a lesson is cut: only a marker that cannot be mistaken opens anything; what is below is closed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsite.load.documents import Document
from kpsite.load.paywall import cut, excerpt, reading_minutes
from kpsite.model.nodes import Map
from kpsite.model.report import Report
from tests.building import built, outcome
from tests.sites import contents, kpsite, store

MARK = "<!-- paywall -->"


def opened(text: str) -> tuple[str, str, list[tuple[int, str]]]:
    """Cut a text that begins on line 5 of its file; gives both parts, and what was said with its line."""
    report = Report("a.md")
    above, below = cut(Document("a.md", Map((), 1), text, 5), report)
    return above, below, [(problem.place.line, problem.code) for problem in report.problems]


@pytest.mark.parametrize(
    ("text", "above", "below"),
    [
        (f"A\n\n{MARK}\n\nB\n", "A\n", "\nB\n"),
        ("A\n\n<!--paywall-->\n\nB\n", "A\n", "\nB\n"),
        (f"{MARK}\nB\n", "", "B\n"),
        (f"A\n\n{MARK}", "A\n", ""),
        (f"A\n\n  {MARK}\n\nB", "A\n", "\nB"),
        ("A\n\nB\n", "A\n\nB\n", ""),
        (f"A `{MARK}` B\n", f"A `{MARK}` B\n", ""),
    ],
)
def test_the_marker_cuts(text: str, above: str, below: str) -> None:
    """What stands above is open, what stands below is not; without a marker all is above."""
    assert opened(text) == (above, below, [])


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (f"- A\n\n  {MARK}\n\n- B\n", [(7, "misplaced-paywall")]),
        (f"> {MARK}\n\nB\n", [(5, "misplaced-paywall")]),
        (f"```\n{MARK}\n```\n\nB\n", [(6, "misplaced-paywall")]),
        (f"A\n\n    {MARK}\n", [(7, "misplaced-paywall")]),
        (f"A {MARK} B\n", [(5, "misplaced-paywall")]),
        (f"<div>\n{MARK}\n</div>\n\nB\n", [(6, "misplaced-paywall")]),
        (f"A\n\n{MARK}\n\nB\n\n{MARK}\n\nC\n", [(11, "second-paywall")]),
    ],
)
def test_a_marker_that_could_be_mistaken_opens_nothing(text: str, problems: list[tuple[int, str]]) -> None:
    """In a list, a quote, code, a line or other HTML, or twice: an error at its line, and all is closed."""
    above, below, found = opened(text)
    assert (above, below) == ("", text)
    assert found == problems


@given(above=st.text("ab \n`-<>#*|", max_size=60), below=st.text("cd \n`-<>#*|", max_size=60))
def test_nothing_below_a_marker_is_ever_above(above: str, below: str) -> None:
    """Whatever stands around it, no letter from below the marker is open."""
    assert not set("cd") & set(opened(f"{above}\n\n{MARK}\n\n{below}")[0])


FAULTS = {
    "marker in a list": f"# T\n\n- SENTINEL\n\n  {MARK}\n",
    "two markers": f"# T\n\n{MARK}\n\nSENTINEL\n\n{MARK}\n\nSENTINEL",
    "no UTF-8": "# T\n\nSENTINEL \udcff\n",
    "NUL": "# T\n\nSENTINEL \0\n",
    "unknown key": "---\ntitle: T\nfrobnicate: 1\n---\nSENTINEL\n",
    "bad YAML": "---\ntitle: [T\n---\nSENTINEL\n",
    "open front matter": "---\ntitle: T\n\nSENTINEL\n",
    "no title": "SENTINEL is no heading\n",
    "broken links": "# T\n\n[SENTINEL](SENTINEL.md) ![SENTINEL](x.png) $\\SENTINEL{$\n\n::: SENTINEL\n",
    "a bad transcript": "---\ntitle: T\ntranscript: words/SENTINEL.md\nvideo: SENTINEL.mp4\n---\n",
}


@pytest.mark.parametrize("what", FAULTS)
def test_faults_of_closed_lessons_show_nothing_of_them(what: str, tmp_path: Path) -> None:
    """No message about a closed lesson repeats its text, whatever is wrong with it."""
    root = store(tmp_path)
    lesson = root / "content" / "courses" / "abc" / "02-second.md"
    lesson.write_bytes(FAULTS[what].encode("utf-8", "surrogateescape"))
    for words in (["check"], ["check", "--json"], ["build", "--plan", "--json"], ["build"]):
        said = kpsite(root, *words)
        assert "SENTINEL" not in said.out + said.err
    if (root / "dist").exists():
        assert not any(b"SENTINEL" in data for data in contents(root / "dist").values())


def test_a_draft_a_price_and_a_slip_never_open_a_lesson(tmp_path: Path) -> None:
    """Taking the price away is an error, and does not make the course free."""
    root = store(tmp_path)
    course = root / "content" / "courses" / "abc" / "course.md"
    course.write_text(
        course.read_text("utf-8").replace("price: 49 USD\n", "").replace("payment_link:", "#"), "utf-8"
    )
    assert 'found a course without a price (write "price: 49 USD"' in outcome(root).said
    course.write_text(course.read_text("utf-8").replace("#", "price: free #"), "utf-8")
    assert any(b"The letter B." in data for data in built(root).values())


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        ("# Title\n\nFirst words.\n\nMore.", "First words."),
        ("First words.\n\n<!-- more -->\n\nMore.", "First words.\n\n"),
        ("![x](y.png)\n\n> quote\n\n| a |\n|---|\n\n::: tip\n\nText.", "Text."),
        ("", ""),
    ],
)
def test_the_summary_is_what_stands_first(text: str, summary: str) -> None:
    """Above ``more``, or the first paragraph that is one."""
    assert excerpt(text) == summary


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 0),
        ("...", 0),
        ("word", 1),
        ("word " * 1000, 5),
        ("字" * 3500, 10),
        ("word " * 200 + "字" * 350, 2),
    ],
)
def test_reading_time_counts_words_and_characters(text: str, minutes: int) -> None:
    """200 words or 350 Chinese characters take a minute; a text of one word takes one as well."""
    assert reading_minutes(text) == minutes
