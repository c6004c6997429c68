"""Engines that spread work over several machines, reached through ``concurrent.futures.Executor``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from kpsite.problems import KpsiteError, refusal

ADDRESS = re.compile(r"dask://(?P<host>\[[0-9a-f:.]+\]|[\w.-]+):(?P<port>\d{1,5})", re.IGNORECASE)
PATIENCE = "5s"


@contextmanager
def connected(address: str) -> Iterator[tuple[Executor, int]]:
    """Give the executor of a Dask cluster whose scheduler is at ``dask://host:port``, and how many threads it
    works with. A worker of it that dies has its work done by another.

    Raises ``KpsiteError`` when Dask is not installed or nobody answers.
    """
    # Start-up time, and an extra that few need: a build on one machine never imports it.
    try:
        from distributed import Client
    except ImportError as wrong:
        hint = 'install it: pip install "kpsite[dask]"'
        raise _refused(address, "no-dask", "found that Dask is not installed", hint) from wrong
    match = ADDRESS.fullmatch(address)
    assert match is not None  # noqa: S101 - the command line has been read with it
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            f"tcp://{match['host']}:{match['port']}", timeout=PATIENCE, set_as_default=False
        )
    except OSError as wrong:
        hint = "start a scheduler there (dask scheduler), or leave --executor away"
        raise _refused(address, "no-engine", "found that no Dask scheduler answers", hint) from wrong
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            hint = f"start workers: dask worker {match['host']}:{match['port']}"
            raise _refused(address, "no-workers", "found a Dask scheduler without workers", hint)
        yield client.get_executor(), threads


def _refused(address: str, code: str, message: str, hint: str) -> KpsiteError:
    return refusal(f"--executor {address}", code, message, hint)
