"""Every fault in a creator's file gives its exact message.

A folder of ``sites_invalid`` is one fault: its files lie over a store that is in order.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sites import HERE, built_store, contents, kpsite, store

CASES = sorted(path for path in (HERE / "sites_invalid").iterdir() if path.name != "_base")


def test_the_store_without_faults_has_none(tmp_path: Path) -> None:
    """The store that the faults are laid over is in order, so each message comes from its fault alone."""
    said = kpsite(store(tmp_path), "check")
    assert (said.err, said.code) == ("", 0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_fault_is_named(case: Path, tmp_path: Path) -> None:
    """The message says file, line, key, what was found and what would be right; the exit code is 1; nothing
    is a traceback.
    """
    said = kpsite(store(tmp_path, case), "check")
    assert said.err == (case / "expected.txt").read_text("utf-8")
    assert said.code == 1


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_failed_build_changes_nothing(case: Path, tmp_path: Path) -> None:
    """After a build that errors stop, the last good output is there byte for byte."""
    built_store(tmp_path)
    before = contents(tmp_path / "dist")
    said = kpsite(store(tmp_path, case), "build", "--strict")
    assert said.code == 1
    assert contents(tmp_path / "dist") == before
