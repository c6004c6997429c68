"""Documents that other processes read ahead: the same values, and nothing is lost when one is killed."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from kpsite.building.ahead import Ahead
from kpsite.building.maker import Maker
from kpsite.building.readers import Readers
from kpsite.load.readings import read

DOCUMENTS = {
    "content/site.yaml": b"name: A shop\nurl: https://shop.example\n",
    "content/courses/tea/course.md": b"---\ntitle: Tea\nprice: free\n---\nSee [one](1-one.md).\n",
    "content/courses/tea/1-one.md": "# Eins\n\n![](\u00e4.png), <video src='film.mp4'>\n".encode(),
    "content/courses/tea/2-two.md": b"---\ntitle: [\n---\nNever closed\n",
    "content/courses/tea/3-three.md": b"\xff\xfe no text",
    "content/posts/2026-01-01-empty.md": b"",
}


def readers_of(store: Path, paths: list[str], count: int) -> Readers:
    return Readers(str(store), paths, count, Ahead(paths))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    for path, data in DOCUMENTS.items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    return tmp_path


@pytest.mark.parametrize("count", [1, 2, 6])
def test_they_read_what_is_read_without_them(store: Path, count: int) -> None:
    readers = readers_of(store, list(DOCUMENTS), count)
    found = readers.readings(DOCUMENTS)
    assert found == {path: read(path, data) for path, data in DOCUMENTS.items()}
    lesson = found["content/courses/tea/1-one.md"].document
    assert lesson is not None
    assert lesson.facts is not None
    assert {"\u00e4.png", "film.mp4", "film.vtt"} <= set(lesson.facts.addresses)
    assert [problem.place.path for problem in found["content/courses/tea/2-two.md"].problems] == [
        "content/courses/tea/2-two.md"
    ]


def test_what_changed_meanwhile_is_not_taken_from_them(store: Path) -> None:
    readers = readers_of(store, list(DOCUMENTS), 2)
    now = DOCUMENTS | {"content/courses/tea/course.md": b"---\ntitle: Coffee\nprice: free\n---\n"}
    del now["content/site.yaml"]
    assert set(readers.readings(now)) == set(now) - {"content/courses/tea/course.md"}


def test_a_file_that_is_gone_is_left_out(store: Path) -> None:
    paths = [*DOCUMENTS, "content/gone.md"]
    assert set(readers_of(store, paths, 1).readings(DOCUMENTS | {"content/gone.md": b""})) == set(DOCUMENTS)


def test_a_pipe_and_a_text_that_is_too_long_are_left_to_the_store(store: Path) -> None:
    os.mkfifo(store / "content/never.md")  # whoever opens it waits
    with (store / "content/endless.md").open("wb") as file:
        file.truncate(1 << 40)
    paths = ["content/never.md", "content/endless.md", *DOCUMENTS]
    found = readers_of(store, paths, 1).readings(DOCUMENTS | dict.fromkeys(paths[:2], b""))
    assert set(found) == set(DOCUMENTS)


def test_the_part_of_a_killed_one_is_missing_and_no_more(store: Path) -> None:
    paths = list(DOCUMENTS)
    (store / "content/long.md").write_bytes(b"words " * 100_000)  # more than a pipe takes before it is read
    readers = readers_of(store, ["content/long.md", *paths[:2], *paths[2:5]], 2)
    os.kill(readers.processes[0], signal.SIGKILL)
    assert set(readers.readings(DOCUMENTS)) == set(paths[2:5])
    readers.close()
    assert readers.processes == []


def test_they_end_when_nobody_asks_what_they_have_read(store: Path) -> None:
    """However much that is: more than there is room for in memory, and than a pipe takes."""
    for name in ("a", "b", "c", "d"):
        (store / f"content/{name}.md").write_bytes(b"words " * 40_000)
    readers = readers_of(store, [f"content/{name}.md" for name in "abcd"], 2)
    started = readers.processes
    readers.close()
    readers.close()
    for process in started:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_maker_that_nobody_asks_ends(store: Path) -> None:
    """Whether it has begun with pages or not."""
    maker = Maker(str(store), Ahead([]), 2)
    maker.close()
    maker.close()
    assert maker.made() == []
