"""Getting all programs into ``.bench/tools``.

What is there is kept; remove ``.bench`` to get the newest of all.
"""

from __future__ import annotations

from collections.abc import Callable

from bench.tools import npm, own, pypi
from bench.tools.tool import Tool


def install(say: Callable[[str], None]) -> dict[str, Tool]:
    """Give every program by key; one that cannot be had says why."""
    found = [own.tool(), *pypi.tools(say), *npm.tools(say)]
    return {tool.key: tool for tool in found}
