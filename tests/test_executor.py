"""Pages made by a distributed engine: a real Dask cluster of two worker processes on this machine."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from distributed import Client, LocalCluster

from kpsite.building.build import build
from kpsite.building.order import BuildOrder
from kpsite.load.settings import Settings
from kpsite.problems import KpsiteError
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


def test_something_else_that_listens_there_is_no_engine(root: Path) -> None:
    """It may take the connection and never answer."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        said = kpsite(root, "build", "--executor", f"dask://127.0.0.1:{silent.getsockname()[1]}")
    assert said.code == 1
    assert "found that no Dask scheduler answers" in said.err


@contextmanager
def foreign_worker(cluster: LocalCluster, folder: Path, module: str) -> Iterator[None]:
    """A worker process on a machine where ``import kpsite`` finds another module, and which has joined."""
    (folder / "kpsite").mkdir(parents=True)
    (folder / "kpsite" / "__init__.py").write_text(module)
    line = [sys.executable, "-m", "distributed.cli.dask_worker", str(cluster.scheduler_address)]
    line += ["--nthreads", "1", "--no-nanny", "--no-dashboard"]
    started = subprocess.Popen(
        line, cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)}, stderr=subprocess.DEVNULL
    )
    try:
        with Client(cluster, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            client.wait_for_workers(len(cluster.workers) + 1)
        yield
    finally:
        started.kill()
        started.wait()


@pytest.mark.parametrize(
    ("module", "what"),
    [("raise ModuleNotFoundError\n", "has no kpsite"), ("__version__ = '0.0.1'\n", "runs kpsite 0.0.1")],
    ids=["none", "another"],
)
def test_a_worker_without_this_program_is_named(
    module: str, what: str, cluster: LocalCluster, root: Path, tmp_path: Path
) -> None:
    """Before anything is sent to it, which it would not survive."""
    with foreign_worker(cluster, tmp_path / "machine", module):
        said = kpsite(root, "build", "--executor", engine(cluster))
    assert said.code == 1
    assert f" {what}\n    install kpsite " in said.err
    assert not (root / "dist").exists()


def test_a_cluster_that_loses_all_its_workers_is_not_waited_for(root: Path) -> None:
    """All are killed as soon as the first page has come, and nobody starts them again."""
    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=0, threads_per_worker=1, dashboard_address=":0"
    ) as cluster:
        line = [sys.executable, "-m", "distributed.cli.dask_worker", str(cluster.scheduler_address)]
        worker = subprocess.Popen(
            [*line, "--nthreads", "1", "--no-nanny", "--no-dashboard"], cwd=root, stderr=subprocess.DEVNULL
        )
        try:
            with Client(cluster, set_as_default=False) as client:  # type: ignore[no-untyped-call]
                client.wait_for_workers(1)

            def kill(done: int, _total: int) -> None:
                if done:
                    worker.kill()

            order = BuildOrder(root, root / "far", Settings(DAY, "", False), executor=engine(cluster))
            with pytest.raises(KpsiteError) as lost:
                build(order, kill)
        finally:
            worker.kill()
            worker.wait()
    assert [problem.code for problem in lost.value.problems] == ["engine-lost"]
    assert not (root / "far").exists()
