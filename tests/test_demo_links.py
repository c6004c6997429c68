"""Nothing in the demo store leads nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.demo import ORIGIN
from tests.links import lost


def test_every_link_anchor_and_image_of_the_demo_resolves(demo: Path) -> None:
    """Pages, anchors, pictures in all their sizes, scripts, feeds: what the demo's pages name is there."""
    assert list(lost(demo, ORIGIN)) == []


@pytest.mark.parametrize(
    ("markup", "finding"),
    [
        ('<a href="/none/">x</a>', 'index.html: leads nowhere (404): <a href="/none/">'),
        ('<a href="#none">x</a>', 'index.html: no #none there: <a href="#none">'),
        ('<a href="/other/#none">x</a>', 'index.html: no #none there: <a href="/other/#none">'),
        ('<a href="/other">x</a>', 'index.html: leads to a redirect (301): <a href="/other">'),
        ('<img srcset="/b 2x">', 'index.html: leads nowhere (404): <img srcset="/b 2x">'),
        (f'<link href="{ORIGIN}/x.css">', f'index.html: leads nowhere (404): <link href="{ORIGIN}/x.css">'),
        ('<p id="a"></p><p id="a"></p>', "index.html: two elements with the id 'a'"),
    ],
)
def test_the_check_finds(tmp_path: Path, markup: str, finding: str) -> None:
    """Each kind of loose end is found, and said with its page and its markup."""
    (tmp_path / "other").mkdir()
    (tmp_path / "other/index.html").write_text("<h1 id='top'>Other</h1><a href='../#x'>back</a>")
    (tmp_path / "index.html").write_text(f"<h1 id='x'>Home</h1><a href='other/#top'>on</a>{markup}")
    assert list(lost(tmp_path, ORIGIN)) == [finding]
