"""A shop for each test, on sale in live mode."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpsite.practice.server import practice_server
from tests.fulfil.rig import Shop, make_store
from tests.targets.stripe.rig import LINKS, NOW


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    folder = tmp_path / "account"
    with practice_server(folder, clock=lambda: NOW, links=LINKS) as running:
        made = Shop(make_store(tmp_path / "store"), running, folder, now=NOW)
        made.apply()
        yield made
