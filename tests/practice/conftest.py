"""A stand-in for each test, and Stripe's client to talk to it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import stripe

from kpsite.practice.server import StandIn, practice_server
from tests.practice.rig import Clock, client


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def stand_in(tmp_path: Path, clock: Clock) -> Iterator[StandIn]:
    with practice_server(tmp_path / "practice", clock=clock) as running:
        yield running


@pytest.fixture
def shop(stand_in: StandIn) -> stripe.StripeClient:
    return client(stand_in.base_url)
