"""A program that builds sites: how it is started, which version it is, or why it is not to be had."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.places import WORK


@dataclass(frozen=True, slots=True)
class Tool:
    """A program: ``argv`` is how a command line begins.

    ``missing`` says why it cannot be started, and is empty when it can. ``modules`` is the
    ``node_modules`` folder that a site needs beside it, or None.
    """

    key: str
    argv: tuple[str, ...] = ()
    version: str = ""
    missing: str = ""
    modules: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)


def environment(more: Mapping[str, str], site: Path | None = None) -> dict[str, str]:
    """Give the same few environment variables to every program: no caches and settings of this machine."""
    home = WORK / "home"
    home.mkdir(parents=True, exist_ok=True)
    known = {
        "PATH": os.environ.get("PATH", os.defpath),
        "HOME": str(home),
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "NO_COLOR": "1",
        "ASTRO_TELEMETRY_DISABLED": "1",
    }
    if site is not None:
        known["HUGO_CACHEDIR"] = str(site / ".cache")
    return known | dict(more)
