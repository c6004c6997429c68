"""Engines that spread work over several machines, reached through ``concurrent.futures.Executor``."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import CancelledError, Executor
from contextlib import contextmanager
from typing import Any

from kpsite import __version__
from kpsite.problems import KpsiteError, refusal

ADDRESS = re.compile(r"dask://(?P<host>\[[0-9a-f:.]+\]|[\w.-]+):(?P<port>\d{1,5})", re.IGNORECASE)
PATIENCE = 5  # seconds


@contextmanager
def connected(address: str) -> Iterator[tuple[Executor, int, Callable[[], Mapping[str, int]]]]:
    """Give the executor of a Dask cluster whose scheduler is at ``dask://host:port``, how many threads it
    works with, and what tells which workers it has now. A worker that dies has its work done by another.

    Raises ``KpsiteError`` when Dask is not installed, nobody answers or works there, a worker has not this
    program, and when all that was there is gone.
    """
    # Start-up time, and an extra that few need: a build on one machine never imports it.
    try:
        from distributed import Client
    except ImportError as wrong:
        hint = 'install it: pip install "kpsite[dask]"'
        raise _refused(address, "no-dask", "found that Dask is not installed", hint) from wrong
    match = ADDRESS.fullmatch(address)
    assert match is not None  # noqa: S101 - the command line has been read with it
    where = f"tcp://{match['host']}:{match['port']}"
    try:
        asyncio.run(asyncio.wait_for(_greet(where), PATIENCE))
        client: Any = Client(where, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, TimeoutError) as wrong:
        hint = "start a scheduler there (dask scheduler), or leave --executor away"
        raise _refused(address, "no-engine", "found that no Dask scheduler answers", hint) from wrong
    with _losses(address), client:
        threads = sum(client.nthreads().values())
        if not threads:
            hint = f"start workers: dask worker {match['host']}:{match['port']}"
            raise _refused(address, "no-workers", "found a Dask scheduler without workers", hint)
        _look_at_workers(address, client)
        yield client.get_executor(), threads, client.nthreads


async def _greet(where: str) -> None:
    """Ask a scheduler who it is: something else that listens there may never answer a client."""
    from distributed.core import rpc  # start-up time, as above

    async with rpc(where) as scheduler:  # type: ignore[no-untyped-call]
        await scheduler.identity()


def _look_at_workers(address: str, client: Any) -> None:  # noqa: ANN401 - Dask has no types
    """See to it that all workers have this program: without it one would end with the first thing it gets."""
    found = client.run(eval, "__import__('kpsite').__version__", on_error="return")
    for worker, version in sorted(found.items()):
        if version != __version__:
            what = f"runs kpsite {version}" if isinstance(version, str) else "has no kpsite"
            hint = f"install kpsite {__version__} there"
            raise _refused(address, "other-version", f"found that the worker at {worker} {what}", hint)


@contextmanager
def _losses(address: str) -> Iterator[None]:
    """Say what was lost: the scheduler, or workers again and again."""
    from distributed.scheduler import KilledWorker  # start-up time, as above

    hint = "look at what they say, and build again, or without --executor"
    try:
        yield
    except CancelledError as wrong:
        message = "found that its scheduler, or the last of its workers, is gone"
        raise _refused(address, "engine-lost", message, hint) from wrong
    except KilledWorker as wrong:
        message = "found that workers died again and again over the same pages"
        raise _refused(address, "engine-lost", message, hint) from wrong


def _refused(address: str, code: str, message: str, hint: str) -> KpsiteError:
    return refusal(f"--executor {address}", code, message, hint)
