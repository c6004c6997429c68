"""Where the benchmark keeps its things: tools and sites in ``.bench``, results beside this package."""

from __future__ import annotations

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
ROOT = PACKAGE.parent
SITES = PACKAGE / "sites"
RESULTS = PACKAGE / "results"
WORK = ROOT / ".bench"
TOOLS = WORK / "tools"
