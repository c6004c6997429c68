"""The program's own code: where its bundled themes and plugins are, and a fingerprint of what it would do."""

from __future__ import annotations

import hashlib
from pathlib import Path

import kpsite
from kpsite.problems import Problem
from kpsite.reading.disk import walk

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
    from importlib.metadata import PackageNotFoundError, version

    shown = []
    for name in (
        "jinja2",
        "markdown-it-py",
        "mdit-py-plugins",
        "pygments",
        "latex2mathml",
        "babel",
        "nh3",
        "pillow",
    ):
        try:
            shown.append(f"{name}={version(name)}")
        except PackageNotFoundError:
            shown.append(f"{name}=?")
    return " ".join(shown)
