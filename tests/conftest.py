"""What several tests stand on: the demo store, built once, and the cases that properties try."""

from __future__ import annotations

import compileall
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from kpsite.building.cores import workers
from kpsite.building.record import PACKAGE
from kpsite.reading.stamp import VARIABLE
from tests import demo as demo_store
from tests.once import Once, once_in
from tests.sites import MASTER

# A build server that tries other cases at each run fails for changes that broke nothing. To search for new
# cases: pytest --hypothesis-profile=search
hypothesis.settings.register_profile("repeat", derandomize=True, deadline=None)
hypothesis.settings.register_profile("search", max_examples=2000, deadline=None)
hypothesis.settings.load_profile("repeat")


def pytest_configure() -> None:
    """Compile the program before any test.

    A module that is compiled while a build runs is a change of the program's folders: it would look again.
    """
    compileall.compile_dir(PACKAGE, quiet=2)


def pytest_xdist_auto_num_workers() -> int:
    """Test in one process more than there are cores: browser tests wait more than they work."""
    return workers() + 1


@pytest.fixture(autouse=True, scope="session")
def master_key() -> Iterator[None]:
    """Give every store under test a key, as stores are sealed unless they say otherwise."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, MASTER.write())
        yield


@pytest.fixture(autouse=True)
def master_key_again(master_key: None) -> None:
    """Give it back: whatever reads a store takes the key out of the environment."""
    os.environ[VARIABLE] = MASTER.write()


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Once:
    """Give what makes files and folders once for all processes that test."""
    base = tmp_path_factory.getbasetemp()
    return once_in(base if worker_id == "master" else base.parent)


@pytest.fixture(scope="session")
def demo(once: Once) -> Path:
    """Give the folder of the demo store, built by the real command."""
    return once("demo", demo_store.build)
