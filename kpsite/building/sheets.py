"""What is remembered of each course's lesson pages, so that a changed text needs nothing else of the store.

There is one file for each course. It names the build that wrote it, and speaks for that build alone.
"""

from __future__ import annotations

import hashlib
import io
import os
import pickle
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from kpsite.building.kit import Kit
from kpsite.growth.extra import Follower
from kpsite.load.texts import Text
from kpsite.model.frozen import Mapping as Frozen
from kpsite.pages.page import Page
from kpsite.plan import Inputs
from kpsite.values import dataclass

MAGIC = b"kpsite-sheet 2\n"
SIZE = 16


Code = Mapping[tuple[str, str], str]
"""Blocks of code as they were rendered, by info string and content."""


@dataclass(frozen=True, slots=True)
class Published:
    """What is kept of a published page: its named inputs, its blocks of code, and the files beside it that
    hold its text too, each with its path.
    """

    inputs: Inputs
    code: Code
    beside: tuple[tuple[str, Follower], ...]


Kept = Mapping[str, Published]
"""What is kept of pages, by their paths in the output folder."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A lesson's text, its page, and how that was published."""

    text: Text
    page: Page
    published: Published


class Shelf:
    """The sheets of one output folder, in the cache of the store."""

    def __init__(self, root: str, out: str) -> None:
        """Take the store's root and the output folder."""
        name = hashlib.blake2b(os.fsencode(out), digest_size=SIZE // 2).hexdigest()
        self._folder = Path(root) / ".kpsite" / "cache" / f"sheets-{name}"

    def write_kit(self, build: str, kit: Kit) -> None:
        """Keep what makes the pages."""
        _write(self._folder / "kit", build, kit)

    def kit(self, build: str) -> Kit | None:
        """Give what makes the pages, as a build kept it; None when there is nothing of that build."""
        found = _read(self._folder / "kit", build)
        return found if isinstance(found, Kit) else None

    def write(self, build: str, course: str, sheets: Mapping[str, Sheet]) -> None:
        """Keep the sheets of the course whose files lie in a folder."""
        _write(self._file(course), build, dict(sheets))

    def read(self, build: str, course: str) -> dict[str, Sheet]:
        """Give the sheets of a course as a build kept them; empty when there is nothing of that build."""
        found = _read(self._file(course), build)
        return found if isinstance(found, dict) else {}

    def _file(self, course: str) -> Path:
        return self._folder / hashlib.blake2b(course.encode(), digest_size=SIZE).hexdigest()


def folder_of(path: str) -> str:
    """Give the course's folder for the path of a file in it; empty for a file that is in none."""
    parts = path.split("/")
    return "/".join(parts[:3]) if parts[:2] == ["content", "courses"] and len(parts) > 3 else ""  # noqa: PLR2004


class _Reader(pickle.Unpickler):
    """Reads values of the program alone, so that a foreign file can start nothing."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as in the class it narrows
        found = super().find_class(module, name) if module.startswith("kpsite.") else None
        if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum | Frozen)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in the cache")


def _write(file: Path, build: str, value: object) -> None:
    body = pickle.dumps((build, value), protocol=pickle.HIGHEST_PROTOCOL)
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):  # what cannot be kept is worked out again
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(MAGIC + hashlib.blake2b(body, digest_size=SIZE).digest() + body)
        fresh.replace(file)


def _read(file: Path, build: str) -> object:
    try:
        data = file.read_bytes()
    except OSError:
        return None
    start = len(MAGIC) + SIZE
    body = data[start:]
    if data[:start] != MAGIC + hashlib.blake2b(body, digest_size=SIZE).digest():
        return None
    try:
        known, value = _Reader(io.BytesIO(body)).load()
    except Exception:  # a file of another program may hold anything
        return None
    return value if known == build else None
