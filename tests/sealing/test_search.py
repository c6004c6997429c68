"""The index for searching within a course: sealed, whole, and for each unit and language its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kpsite.sealing.keys import UnitKeys
from kpsite.sealing.sealed import unseal
from tests.building import outcome, write
from tests.sites import MASTER, store

UID = "c_abc"
FILES = {
    "content/site.yaml": "name: Test shop\nurl: https://shop.example.org/\nemail: shop@example.org\n",
    "content/courses/abc/01-first.md": "---\ntitle: First\npreview: true\n---\n\nThe letter A.\n",
    "content/courses/abc/02-second.md": (
        "---\ntitle: Second\nsummary: A bird.\n---\n\n## Birds\n\n*It*.[^1]\n\n[^1]: So.\n"
    ),
    "content/courses/abc/03-third.md": "---\ntitle: Third\nrelease: +7d\n---\n\nA crane.\n",
}


def indexes(root: Path, unit: int) -> dict[str, Any]:
    """Give the indexes of a unit by logical path, opened with the store's own key."""
    keys = UnitKeys.of(MASTER.course_key(UID, 1), UID, 1, unit)
    published = json.loads((root / f"dist/_kp/c/{UID}.json").read_text("utf-8"))["units"][str(unit)]
    folder = root / "dist/_kp/b"
    table = json.loads(unseal(keys, "index.json", (folder / published).read_bytes()))
    return {
        path: json.loads(unseal(keys, path, b"".join((folder / name).read_bytes() for name in names)))
        for path, names in table["search"].items()
    }


def test_each_unit_has_an_index_of_what_it_opens(tmp_path: Path) -> None:
    """Closed words without markup, open lessons by their titles, and nothing of a lesson that opens later."""
    root = write(store(tmp_path / "store"), FILES)
    made = outcome(root)
    assert made.good, made.said
    first = indexes(root, 0)["search/en.json"]
    assert first["public"] == "search/en/abc.json"
    assert (root / "dist" / first["public"]).is_file()
    assert [(title, path, words) for title, path, _, words in first["lessons"]] == [
        ("First", "courses/abc/first/index.html", ""),
        ("Second", "courses/abc/second/index.html", "A bird. Birds It. So."),
    ]
    later = indexes(root, 7)["search/en.json"]
    assert later["public"] == ""
    assert [title for title, *_ in later["lessons"]] == ["Third"]
