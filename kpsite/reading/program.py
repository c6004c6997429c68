"""The program's own code: where its bundled themes and plugins are, and a fingerprint of what it would do."""

from __future__ import annotations

import hashlib
import os
import sys
from contextlib import suppress
from pathlib import Path

import kpsite
from kpsite.problems import Problem
from kpsite.reading.disk import walk

LIBRARIES = {
    "babel", "jinja2", "latex2mathml", "markdown_it_py", "mdit_py_plugins", "nh3", "pillow", "pygments",
}  # fmt: skip
PACKAGE = Path(kpsite.__file__).resolve().parent


def bundled(kind: str) -> Path:
    """Give the folder of bundled ``themes`` or ``plugins``: inside an installed package, beside it in a
    checkout.
    """
    inside = PACKAGE / "_bundled" / kind
    return inside if inside.is_dir() else PACKAGE.parent / kind


def compiled_templates() -> Path:
    """Give the folder for the compiled templates of bundled themes: beside the compiled Python, as they are
    part of the program in the same way.
    """
    return PACKAGE / "__pycache__" / "templates"


def claim_script() -> str:
    """Give the function that lets buyers in at once, as all hosts have it in common."""
    return (PACKAGE / "hosts" / "claim.js").read_text("utf-8")


def program_fingerprint() -> str:
    """Give a fingerprint that changes with the program: its version, and size and time of each of its files,
    as any of them may shape the output.
    """
    ignored: list[Problem] = []
    digest = hashlib.blake2b(kpsite.__version__.encode(), digest_size=16)
    for seen in walk(PACKAGE.parent, PACKAGE.name, ignored):
        digest.update(f"{seen.path}\0{seen.size}\0{seen.mtime}\0".encode())
    digest.update(_libraries().encode())
    return digest.hexdigest()


def _libraries() -> str:
    """Give name and version of each library that shapes the output, as the installer has named the folders
    of their metadata: reading these would cost more than the fingerprint of all our files.
    """
    found: set[str] = set()
    for folder in sys.path:
        with suppress(OSError):
            names = os.listdir(folder or ".")  # noqa: PTH208 - names are all that is wanted
            names = [name for name in names if name.endswith((".dist-info", ".egg-info"))]
            found.update(name for name in names if name.split("-")[0].lower().replace(".", "_") in LIBRARIES)
    return " ".join(sorted(found))
