"""kpsite itself, as it stands in this checkout."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from bench.places import ROOT, TOOLS
from bench.tools.probe import STARTING, output_of
from bench.tools.tool import Tool, environment

KEY = "kpsite"
PARTS = ("kpsite", "themes", "plugins")
COPY = TOOLS / "kpsite"


def tool() -> Tool:
    """Copy the program and give the copy, so that work going on in the checkout does not disturb."""
    shutil.rmtree(COPY, ignore_errors=True)
    for part in PARTS:
        shutil.copytree(ROOT / part, COPY / part, ignore=shutil.ignore_patterns("__pycache__"))
    argv = (str(Path(sys.executable).with_name("kpsite")),)
    more = {"PYTHONPATH": str(COPY)}
    printed = output_of((*argv, "--version"), STARTING, surroundings=environment(more))
    return Tool(KEY, argv, printed.split()[-1], environment=more)
