"""Killed at any moment, the folder is wholly old or wholly new, and the next build gives the new one."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kpsite.plan import make_plan
from kpsite.targets.folder import Folder
from tests.targets.killed import CASES
from tests.targets.shop import desired, found, publish

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
    assert len(outcomes) > 20
    assert all(result in (old, new) for result in outcomes)
    assert outcomes[0] == old
    assert outcomes[-1] == new
    assert outcomes == sorted(outcomes, key=lambda result: result == new), "new stays new"
    for store in stores:
        publish(Folder(store / "dist", store / ".kpsite"), new)
        assert found(store / "dist") == new
        assert make_plan(Folder(store / "dist", store / ".kpsite").state(), desired(new)).changes == ()
        if old:
            publish(Folder(store / "dist", store / ".kpsite"), old)
            assert found(store / "dist") == old


def outcome(store: Path, case: str) -> dict[str, bytes] | None:
    """Give what stands in the output folder; None when it is not there."""
    if case.endswith("without an exchange"):  # where the next run of any command puts it right
        Folder(store / "dist", store / ".kpsite").recover()
    return found(store / "dist") if (store / "dist").exists() else None
