"""Public files that stay as they are, while what is closed changes: they are searched again, and no more."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kpsite.building.looked import Looked
from tests.building import outcome, write
from tests.sealing.test_leaks import TELLS, TEXT, pdf, zipped
from tests.sites import kpsite, store

FIRST = "content/courses/abc/01-first.md"
SECOND = "content/courses/abc/02-second.md"
FILES: dict[str, Callable[[str], bytes]] = {
    "all.zip": lambda text: zipped("a.txt", zipped_text(text)),
    "book.pdf": lambda text: pdf(f"({text}) Tj"),
    "notes.txt": str.encode,
    "talk.mp3": lambda text: b"ID3\4\0\0\0\0\0\0COMM" + text.encode() + bytes(9000),
}


def zipped_text(text: str) -> bytes:
    return zipped("b.txt", text.encode())


def closed(text: str) -> str:
    return f"---\ntitle: Second\n---\n\n{text}\n"


@pytest.fixture(params=FILES)
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A store, built, with a public file that holds a text which is not closed yet."""
    name = request.param
    first = f"---\ntitle: First\npreview: true\ndownloads: [{name}]\n---\n\nOpen.\n"
    root = write(store(tmp_path / "store"), {FIRST: first, SECOND: closed("Something else.")})
    (root / "content/courses/abc" / name).write_bytes(FILES[name](TEXT))
    made = outcome(root)
    assert made.good, made.said
    return root


def found(root: Path) -> bool:
    made = outcome(root)
    leaks = [problem for problem in made.problems if problem.code == "leak"]
    assert made.good is not bool(leaks)
    assert all(problem.place.path == SECOND and TEXT not in problem.message for problem in leaks)
    return bool(leaks)


def test_a_text_that_becomes_closed_is_found_in_files_that_lie_there(root: Path) -> None:
    """At the first build, at each further one until it is gone, and by a check too."""
    write(root, {SECOND: closed(TEXT)})
    assert found(root)
    assert found(root)
    said = kpsite(root, "check")
    assert (said.code, "leak" in said.out + said.err or "closed text" in said.out + said.err) == (1, True)
    write(root, {SECOND: closed("Something else again.")})
    assert not found(root)
    write(root, {SECOND: closed(TEXT)})
    assert found(root)


def test_a_memory_that_is_lost_or_spoilt_hides_nothing(root: Path) -> None:
    """Whatever lies in its place, all is searched."""
    memory = root / ".kpsite/cache/looked"
    assert memory.is_file()
    for spoilt in (None, b"", b"[]", b"\xff", b'{"a": 1}'):
        write(root, {SECOND: closed(TEXT)})
        memory.unlink(missing_ok=True)
        if spoilt is not None:
            memory.write_bytes(spoilt)
        assert found(root)


def test_what_was_searched_is_not_searched_again(root: Path) -> None:
    """An edit of open text leaves the files alone; one of closed text is looked for in them once."""
    memory = root / ".kpsite/cache/looked"
    before = memory.read_bytes()
    write(root, {FIRST: (root / FIRST).read_text("utf-8") + "\nMore of it.\n"})
    assert not found(root)
    assert memory.read_bytes() == before
    write(root, {SECOND: closed("Something else that nobody has read so far.")})
    assert not found(root)
    assert memory.read_bytes() != before
    assert Looked(root, "another digest").missing([]) == []


def test_a_check_looks_through_twins_and_the_index(tmp_path: Path) -> None:
    """What stands beside the pages is searched without publishing it."""
    files = {SECOND: closed(TEXT), "themes/plain/templates/search.html": '{% extends "base.html" %}'}
    root = write(store(tmp_path), files)
    site = (root / "content/site.yaml").read_text("utf-8") + "plugins: [tells]\n"
    write(root, {"plugins/tells.py": TELLS, "content/site.yaml": site})
    said = kpsite(root, "check")
    assert said.code == 1
    assert "courses/abc/first/index.md" in said.err + said.out
    assert "search/en/abc.json" in said.err + said.out
    assert not (root / "dist").exists()
