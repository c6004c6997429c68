"""Killed at any moment, the folder is wholly old or wholly new, and the next build gives the new one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.targets.killed import CASES
from tests.targets.shop import FIRST, Generation, folder_of, found, publish, to_do

# Changes other files than the killed publishing does, whose leavings must not come with it.
THIRD: Generation = {**FIRST, "about.html": b"about, third", "assets/app.css": b"third"}

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("case", CASES)
def test_a_killed_publishing_leaves_the_old_or_the_new(tmp_path: Path, case: str) -> None:
    """A real process is killed with SIGKILL before each call of the system in turn, a store for each."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    program = Path(__file__).with_name("killed.py")
    subprocess.run([sys.executable, program, case, tmp_path], check=True, env=environment)
    generations, new = CASES[case]
    old = generations[-1] if generations else None
    stores = sorted(tmp_path.iterdir(), key=lambda store: int(store.name))
    missing = [store for store in stores if old and not (store / "dist").exists()]
    assert bool(missing) == case.endswith("without an exchange"), "only two renames leave a gap, and they do"
    outcomes = [outcome(store, case) for store in stores]
    assert len(outcomes) > 15
    assert all(result in (old, new) for result in outcomes)
    assert outcomes[0] == old
    assert outcomes[-1] == new
    assert outcomes == sorted(outcomes, key=lambda result: result == new), "new stays new"
    for store, left in zip(stores, outcomes, strict=True):
        if left and not case.endswith("the record was lost"):
            assert to_do(folder_of(store), left) == {}, "what is there is on record"
        for generation in (THIRD, new):
            publish(folder_of(store), generation)
            assert found(store / "dist") == generation
            assert to_do(folder_of(store), generation) == {}


def outcome(store: Path, case: str) -> dict[str, bytes] | None:
    """Give what stands in the output folder; None when it is not there."""
    if case.endswith("without an exchange"):  # where the next run of any command puts it right
        folder_of(store).recover()
    return found(store / "dist") if (store / "dist").exists() else None
