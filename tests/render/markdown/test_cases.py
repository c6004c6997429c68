"""What each piece of the dialect becomes: every case is a paragraph of a Markdown file in ``cases/``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.render.markdown.rig import codes, rendered

CASES = Path(__file__).parent / "cases"
CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n\n"
    r"`{6} markdown\n(?P<text>.*?)`{6}\n\n"
    r"`{6} html\n(?P<html>.*?)`{6}\n"
    r"(?:\n`{6} problems\n(?P<problems>.*?)`{6}\n)?",
    re.MULTILINE | re.DOTALL,
)


def cases() -> list[object]:
    return [
        pytest.param(
            match["text"], match["html"], match["problems"] or "", id=f"{path.stem}: {match['title']}"
        )
        for path in sorted(CASES.glob("*.md"))
        for match in CASE.finditer(path.read_text("utf-8"))
    ]


@pytest.mark.parametrize(("text", "html", "problems"), cases())
def test_the_case_holds(text: str, html: str, problems: str) -> None:
    """The text becomes exactly the HTML that stands below it, with exactly these problems at these lines."""
    result = rendered(text)
    assert result.html == html
    assert "".join(f"{line} {code}\n" for line, code in codes(result)) == problems


@pytest.mark.parametrize("path", sorted(CASES.glob("*.md")), ids=lambda path: path.name)
def test_no_case_is_overlooked(path: Path) -> None:
    """Every title in a file of cases is the title of a case, so that a slip in its form does not hide it."""
    text = path.read_text("utf-8")
    outside = re.sub(r"^`{6}.*?^`{6}$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert [match["title"] for match in CASE.finditer(text)] == re.findall(r"^## (.+)", outside, re.MULTILINE)
