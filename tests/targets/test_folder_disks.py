"""Disks that cannot do what most can: the folder is published all the same."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from tests.targets.shop import FIRST, SECOND, folder_of, found, publish, to_do


def publish_in_turn(store: Path) -> None:
    for generation in (
        FIRST,
        SECOND,
        {**SECOND, "about.html": b"edited"},
        FIRST,
        {"index.html": b""},
        SECOND,
    ):
        publish(folder_of(store), generation)
        assert found(store / "dist") == generation
        assert to_do(folder_of(store), generation) == {}


def test_a_workspace_on_another_disk_gets_a_hidden_folder_beside_the_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Folders can only change places on one disk, so the twin stands where the output folder does."""
    rename = os.rename

    def across(source: str, target: str) -> None:
        if ("/.kpsite/" in source) != ("/.kpsite/" in target):
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        rename(source, target)

    monkeypatch.setattr(os, "rename", across)
    publish_in_turn(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [".dist.kpsite", ".kpsite", "dist"]
    assert [path for path in (tmp_path / ".kpsite/folders").rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("number", [errno.EPERM, errno.EMLINK, errno.ENOTSUP])
def test_a_disk_without_hard_links_gets_copies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Copies keep the time of the file, so that unchanged pages still count as unchanged."""

    def refuse(*_arguments: Any) -> None:  # noqa: ANN401 - stands in for the system's call
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refuse)
    publish_in_turn(tmp_path)


def test_a_disk_that_keeps_no_times_of_folders_is_searched_folder_by_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where our mark on a folder does not last, foreign files are found all the same."""
    monkeypatch.setattr(os, "utime", lambda *_arguments, **_options: None)
    publish_in_turn(tmp_path)
    (tmp_path / "dist/courses/notes.txt").write_bytes(b"mine")
    assert to_do(folder_of(tmp_path), SECOND) == {"courses/notes.txt": "retire: no longer wanted"}
