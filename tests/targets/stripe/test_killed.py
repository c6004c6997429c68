"""The real program, killed by the system in the middle of an apply."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from kpsite.practice.faults import Fault, Served
from kpsite.practice.server import practice_server
from tests.practice.rig import TEST_KEY
from tests.sites import TODAY
from tests.targets.stripe.rig import LINKS, NOW, changes, everything, planned, shop, verb

ROOT = Path(__file__).resolve().parents[3]


class Silence:
    """Leaves one write without an answer for ever, and tells when it has come."""

    def __init__(self, fault: Fault, write: int) -> None:
        self.fault, self.left, self.reached = fault, write, threading.Event()

    def __call__(self, served: Served) -> Fault | None:
        self.left -= served.writes
        if self.left == 0 and served.writes and not self.reached.is_set():
            self.reached.set()
            return self.fault
        return None


@pytest.mark.parametrize("fault", [Fault.HANG_BEFORE, Fault.HANG_AFTER], ids=lambda fault: fault.name.lower())
@pytest.mark.parametrize("write", [1, 2, 3])
def test_a_killed_apply_is_finished_by_the_next(fault: Fault, write: int, tmp_path: Path) -> None:
    """Product, price and link, each killed before and after it came into being: the next run makes what is
    missing, and each exists once.
    """
    root = shop(tmp_path / "store")
    silence = Silence(fault, write)
    with practice_server(tmp_path / "account", clock=lambda: NOW, links=LINKS, faults=silence) as stand_in:
        environment = {
            "PYTHONPATH": str(ROOT),
            "STRIPE_API_KEY": TEST_KEY,
            "STRIPE_API_BASE": stand_in.base_url,
        }
        line = [sys.executable, "-m", "kpsite", "apply", "--yes", "--store", str(root), "--today", TODAY]
        with subprocess.Popen(line, env=os.environ | environment, stdout=subprocess.DEVNULL) as program:
            assert silence.reached.wait(60)
            program.kill()
        said = verb(root, stand_in, "apply", "--yes")
        assert said.code == 0, said.err
        there = everything(stand_in)
        assert [len(there[kind]) for kind in ("product", "price", "link")] == [1, 1, 1]
        assert changes(planned(root, stand_in)) == []
