"""Running coroutines beside a browser, whose own loop may be running in this thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def run(story: Coroutine[object, object, T]) -> T:
    """Run a coroutine to its end in a thread of its own, and give what it gives."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, story).result()
