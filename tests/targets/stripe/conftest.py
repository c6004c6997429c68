"""A stand-in for each test whose payment links look like Stripe's, on the day for which stores are built."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpsite.practice.server import StandIn, practice_server
from tests.targets.stripe.rig import LINKS, NOW


@pytest.fixture
def stand_in(tmp_path: Path) -> Iterator[StandIn]:
    with practice_server(tmp_path / "account", clock=lambda: NOW, links=LINKS) as running:
        yield running
