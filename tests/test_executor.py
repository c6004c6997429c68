"""Pages made by a distributed engine: a real Dask cluster of two worker processes on this machine."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from distributed import LocalCluster

from kpsite.building.build import build
from kpsite.building.order import BuildOrder
from kpsite.load.settings import Settings
from tests.building import DAY
from tests.sites import HERE, contents, kpsite, store

LESSONS = 240


@pytest.fixture
def cluster() -> Iterator[LocalCluster]:
    """Two worker processes and their scheduler."""
    made = LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0"
    )
    with made:
        yield made


def engine(cluster: LocalCluster) -> str:
    """Give the cluster's address as the command line takes it."""
    return str(cluster.scheduler_address).replace("tcp://", "dask://")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A store whose pages are worth sharing out, with a plugin that has its hand in all of them."""
    made: Path = store(tmp_path / "store", base=HERE / "sites" / "writing")
    site = made / "content" / "site.yaml"
    site.write_text(site.read_text() + "\nplugins: [shout]\n")
    (made / "plugins").mkdir(exist_ok=True)
    (made / "plugins" / "shout.py").write_text(
        "from kpsite.plugins import Plugin\n\n"
        "def html(html, page):\n    return html.replace('soft', 'SOFT')\n\n"
        "plugin = Plugin(html=html)\n"
    )
    course = made / "content" / "courses" / "drawing"
    course.mkdir(parents=True)
    (course / "course.md").write_text("---\ntitle: Drawing\nprice: free\n---\n\nAll of it.\n")
    for number in range(LESSONS):
        text = f"Edges are soft in lesson {number}.\n\n```python\nx = {number}\n```\n"
        (course / f"{number:03d}-lesson-{number}.md").write_text(f"---\ntitle: Lesson {number}\n---\n{text}")
    return made


def test_a_cluster_gives_the_same_bytes(cluster: LocalCluster, root: Path) -> None:
    """What two worker processes of a cluster make is what this process makes."""
    said = kpsite(root, "build", "--executor", engine(cluster), "--out", "far")
    assert said.code == 0, said.err
    assert kpsite(root, "build", "--out", "near").code == 0
    assert contents(root / "far") == contents(root / "near")
    assert any(b"SOFT" in page for page in contents(root / "far").values())


def test_a_worker_that_is_killed_loses_nothing(cluster: LocalCluster, root: Path) -> None:
    """One of the two workers is killed as soon as the first page has come: the build ends as ever."""
    victims = [worker.process.pid for worker in cluster.workers.values()][:1]

    def kill(done: int, _total: int) -> None:
        while done and victims:
            os.kill(victims.pop(), signal.SIGKILL)

    order = BuildOrder(root, root / "far", Settings(DAY, "", False), executor=engine(cluster))
    built = build(order, kill)
    assert not victims
    assert not built.failed
    assert kpsite(root, "build", "--out", "near").code == 0
    assert contents(root / "far") == contents(root / "near")


@pytest.mark.parametrize(
    "wrong", ["dask://localhost", "spark://localhost:1", "localhost:8786", "dask://a b:1"]
)
def test_an_engine_that_nobody_knows_is_refused(
    wrong: str, root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What is no address of an engine is a fault of usage, told before anything is read."""
    with pytest.raises(SystemExit) as ended:
        kpsite(root, "build", "--executor", wrong)
    assert ended.value.code == 2


def test_an_engine_that_does_not_answer_is_named(root: Path) -> None:
    """Nobody listens: the address is named, and the output folder is not touched."""
    said = kpsite(root, "build", "--executor", "dask://127.0.0.1:1")
    assert said.code == 1
    assert "--executor dask://127.0.0.1:1" in said.err
    assert not (root / "dist").exists()
