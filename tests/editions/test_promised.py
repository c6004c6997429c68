"""The free lessons as a book: given where they were promised."""

from __future__ import annotations

import re
from pathlib import Path

from tests.building import built
from tests.editions.reading import read
from tests.sites import store


def test_a_promised_book_is_given(tmp_path: Path) -> None:
    """Whoever leaves an address finds the free lessons of the promised course as a book on the next page."""
    root = store(tmp_path)
    site, course = root / "content/site.yaml", root / "content/courses/abc/course.md"
    text = site.read_text("utf-8").replace("theme: plain\n", "")
    site.write_text(f"{text}signup: {{action: netlify, gift: abc}}\n", "utf-8")
    course.write_text(course.read_text("utf-8").replace("---\n", "---\nlead_magnet: true\n", 1), "utf-8")
    files = built(root)
    (book,) = re.findall(rb'href="/(courses/abc/[^"]+[.]epub)"', files["subscribed/index.html"])
    assert read(files[book.decode()]).faults == []
