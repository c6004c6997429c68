"""The browser that Lighthouse drives."""

from __future__ import annotations

import os
import shutil

from bench.errors import BenchError

WISH = "KPSITE_CHROMIUM"
ON_PATH = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """Give the browser's path: ``$KPSITE_CHROMIUM``, else one on PATH. Raises ``BenchError`` without one."""
    wished = os.environ.get(WISH)
    found = next(filter(None, map(shutil.which, (wished,) if wished else ON_PATH)), None)
    if found is None:
        raise BenchError(f"no Chromium: install one, or set {WISH} to the path of one")
    return found
