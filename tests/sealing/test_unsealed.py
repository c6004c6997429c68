"""What is closed stays out of what is published where nothing is sealed as well: in stores that deliver in
another way, and in builds without the key.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.building import outcome, write
from tests.sealing.test_leaks import TEXT
from tests.sites import aged, contents, kpsite, store
from tests.test_saves import WHOLE, rebuilt, stages

FIRST, SECOND = "content/courses/abc/01-first.md", "content/courses/abc/02-second.md"
TELLS = f"""from kpsite.plugins import Plugin

def html(text, page):
    return text.replace("TELL", {TEXT!r}) if page.kind == "lesson" else text

plugin = Plugin(html=html)
"""
ELSEWHERE = ("delivery: external\n", ())
WITHOUT_KEY = ("", ("--public-only",))


def shop(root: Path, more: str = "", lessons: int = 0) -> Path:
    """A store with an open lesson and a closed one, and a plugin that shows that where a page asks for it."""
    site = (store(root) / "content/site.yaml").read_text("utf-8") + "plugins: [tells]\n" + more
    files = {
        "plugins/tells.py": TELLS,
        "content/site.yaml": site,
        FIRST: "---\ntitle: First\npreview: true\n---\n\nThe letter A, as everybody sees it.\n",
        SECOND: f"---\ntitle: Second\n---\n\n{TEXT}\n",
    }
    some = {f"content/courses/abc/{10 + one}-more-{one}.md": f"# More {one}\n" for one in range(lessons)}
    write(root, files | some)
    return aged(root)


@pytest.mark.parametrize(("more", "words"), [ELSEWHERE, WITHOUT_KEY], ids=["elsewhere", "without-key"])
def test_a_leak_stops_the_build(more: str, words: tuple[str, ...], tmp_path: Path) -> None:
    """The first build is looked through, a save of words as well, and the last good pages stay."""
    root = shop(tmp_path / "store", more)
    assert kpsite(root, "build", *words).code == 0
    before = contents(root / "dist")
    assert not any(name.startswith("_kp/") for name in before)
    (root / FIRST).write_text((root / FIRST).read_text("utf-8").replace("sees it", "sees it TELL"), "utf-8")
    said = kpsite(root, "build", *words)
    assert said.code == 1
    assert f"{SECOND}: error: found closed text of this lesson" in said.err
    assert "heron" not in said.err
    assert contents(root / "dist") == before
    assert kpsite(root, "check", *(() if words else ("--json",))).code == 1


@pytest.mark.parametrize("workers", [1, 4])
def test_a_leak_stops_the_first_build(workers: int, tmp_path: Path) -> None:
    """However many processes make the pages, of a store large enough for some to start before it is read."""
    root = shop(tmp_path / "store", ELSEWHERE[0], 70)
    (root / FIRST).write_text((root / FIRST).read_text("utf-8").replace("sees it", "sees it TELL"), "utf-8")
    made = outcome(root, workers=workers)
    assert {(one.code, one.place.path) for one in made.problems if one.code == "leak"} == {("leak", SECOND)}
    assert not (root / "dist").exists()


def test_a_save_of_words_makes_one_page(tmp_path: Path) -> None:
    """Looking through it takes no whole build."""
    root = shop(tmp_path / "store", ELSEWHERE[0])
    assert kpsite(root, "build").code == 0
    (root / FIRST).write_text((root / FIRST).read_text("utf-8").replace("sees it", "may see it"), "utf-8")
    assert WHOLE not in stages(rebuilt(root, "--allow-test"))


def test_a_build_without_the_key_costs_the_next_nothing(tmp_path: Path) -> None:
    """What is remembered of sealed files stays."""
    root = shop(tmp_path / "store")
    assert kpsite(root, "build").code == 0
    kept = [(root / ".kpsite/cache" / name).read_bytes() for name in ("sealed", "leaks")]
    assert kpsite(root, "build", "--public-only", "--out", str(tmp_path / "other")).code == 0
    assert [(root / ".kpsite/cache" / name).read_bytes() for name in ("sealed", "leaks")] == kept


@pytest.mark.parametrize("there", ["leaks", "sealed", ""])
def test_what_is_remembered_may_be_in_the_way(there: str, tmp_path: Path) -> None:
    """A folder in the place of a file gives way; where nothing can be remembered at all, as on a disk that is
    only read, a store is checked all the same.
    """
    root = shop(tmp_path / "store")
    assert kpsite(root, "build").code == 0
    before = contents(root / "dist")
    place = root / ".kpsite" / "cache" / there
    place.unlink() if there else shutil.rmtree(place)
    if there:
        (place / "x").mkdir(parents=True)
        assert kpsite(root, "build", "--base-url", "https://other.example/").code == 0
        assert place.is_file()
        assert kpsite(root, "build").code == 0
        assert contents(root / "dist") == before
    else:
        place.write_text("no folder")
        assert kpsite(root, "check").code == 0
