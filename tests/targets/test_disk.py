"""Writing one file so that nobody ever sees half of it, whatever stands in its way."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from kpsite.targets.disk import put


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_folder(path: Path) -> None:
    path.mkdir()
    (path / "file").write_bytes(b"old")


def a_link(path: Path) -> None:
    path.symlink_to(path.with_name("elsewhere"))


@pytest.mark.parametrize("way", [a_pipe, a_folder, a_link])
def test_what_is_in_the_way_goes(way: Callable[[Path], None], tmp_path: Path) -> None:
    """Of the file, or of the one that is written first: nothing is waited for, no link is followed."""
    elsewhere, file = tmp_path / "elsewhere", tmp_path / "file"
    elsewhere.write_bytes(b"of somebody else")
    way(file)
    way(tmp_path / f"file.{os.getpid()}")
    put(file, b"new")
    assert (file.read_bytes(), file.is_symlink()) == (b"new", False)
    assert elsewhere.read_bytes() == b"of somebody else"
    assert {path.name for path in tmp_path.iterdir()} == {"elsewhere", "file"}
