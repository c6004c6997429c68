"""What the times of files tell of changes, and what they do not."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kpsite.reading.snapshot import RACY_NANOSECONDS, Snapshot, compare, snapshot
from tests.building import write
from tests.sites import aged, contents, kpsite, store

FIRST = "content/courses/abc/01-first.md"
DRAWING = "content/courses/abc/dot.svg"
PLUGIN = "plugins/says.py"
TEMPLATE = "themes/plain/templates/base.html"
SAYS = "from kpsite.plugins import Plugin\n\nplugin = Plugin(html=lambda html, page: html + 'one')\n"
KEPT = {FIRST: ("One", "Two"), DRAWING: ("1 1", "2 2"), PLUGIN: ("one", "two"), TEMPLATE: ("<html", "<HTML")}


def test_a_save_just_before_a_build_is_looked_at_again(tmp_path: Path) -> None:
    """A second save within the same tick of the clock might not show in the file's time."""
    path = str(store(tmp_path) / FIRST)
    found = snapshot([path])
    saved = found.rows()[path][1]
    for taken, sure in (
        (saved, False),
        (saved + RACY_NANOSECONDS, False),
        (saved + RACY_NANOSECONDS + 1, True),
    ):
        rows = Snapshot([path], found.names, found.packed, taken).settled()
        assert compare(Snapshot([path], found.names, rows))[1] == ([] if sure else [path])


def test_a_save_that_keeps_size_and_time_is_seen(tmp_path: Path) -> None:
    """As by archives, and by programs that bring folders together."""
    root = store(tmp_path / "store")
    files = {
        FIRST: "---\ntitle: First\npreview: true\n---\n\nOne. ![A dot](dot.svg)\n",
        DRAWING: '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>',
        PLUGIN: SAYS,
        "content/site.yaml": (root / "content/site.yaml").read_text() + "\nplugins: [says]\n",
    }
    write(root, files)
    assert kpsite(aged(root), "build").code == 0
    for path, (before, after) in KEPT.items():
        file = root / path
        text, known = file.read_text(), file.stat()
        assert before in text
        file.write_text(text.replace(before, after))
        os.utime(file, ns=(known.st_atime_ns, known.st_mtime_ns))
        shown = contents(root / "dist")
        assert kpsite(root, "build").code == 0
        copy = tmp_path / "copy"
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".kpsite", "dist"))
        assert kpsite(copy, "build").code == 0
        assert contents(root / "dist") == contents(copy / "dist") != shown, path
        shutil.rmtree(copy)
