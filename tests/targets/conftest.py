"""What holds for all tests of the targets."""

from __future__ import annotations

import os

import pytest


@pytest.fixture(autouse=True)
def no_power_cuts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait for the disk: the tests kill processes, which lose nothing that was written."""
    monkeypatch.setattr(os, "fsync", lambda _handle: None)
