"""The store of these tests, built once."""

from __future__ import annotations

import pytest

from tests.building import built
from tests.growth.shop import shop


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Give the output of the store."""
    return built(shop(tmp_path_factory.mktemp("shop")))
