"""The syllabus on a sales page."""

from __future__ import annotations

import re
from pathlib import Path

from tests.sites import kpsite, store


def test_chapters_are_counted_among_themselves(tmp_path: Path) -> None:
    """A lesson before the first chapter does not make it the second."""
    root = store(tmp_path)
    site = root / "content" / "site.yaml"
    site.write_text(site.read_text("utf-8").replace("theme: plain", "theme: storefront"), "utf-8")
    course = root / "content" / "courses" / "abc"
    for folder in ("03-runes", "04-signs"):
        (course / folder).mkdir()
        (course / folder / f"01-{folder}.md").write_text("---\ntitle: One\n---\n\nMore.\n", "utf-8")
    said = kpsite(root, "build", "--allow-test")
    assert said.code == 0, said.err
    page = (root / "dist" / "courses" / "abc" / "index.html").read_text("utf-8")
    assert re.findall(r'class="chapter-number"[^>]*>(\d+)<', page) == ["1", "2"]
