"""What is remembered of each course's lesson pages, so that a changed text needs nothing else of the store.

There is one file for each course. It names the build that wrote it, and speaks for that build alone. Each
lesson is a part of it, and so is what the lessons have in common: a save reads and writes its own lesson.
"""

from __future__ import annotations

import dataclasses
import hashlib
import io
import marshal
import os
import pickle
from collections.abc import Iterable, Mapping
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
from kpsite.values import dataclass, replace

MAGIC = b"kpsite-sheet 3\n"
SIZE = 16
COUNT = 4
TEXT = "body"
"""The one thing that a save changes in a lesson's view."""

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


class Sheets:
    """The sheets of one course by the paths of their files, each unpacked when it is asked for."""

    def __init__(self, common: Mapping[str, memoryview], own: Mapping[str, memoryview]) -> None:
        """Take packed parts: what lessons have in common, by their language, and each lesson's own."""
        self._common, self._own = dict(common), dict(own)
        self._known: dict[str, Sheet] = {}
        self._views: dict[str, dict[str, object]] = {}

    def get(self, path: str) -> Sheet | None:
        """Give the sheet of a file; None when there is none, or none that can be used."""
        if path not in self._known:
            sheet = _unpacked(self._own.get(path))
            if not isinstance(sheet, Sheet):
                return None
            shared = self._shared(sheet.page.language)
            if shared is None:
                return None
            self._known[path] = _with_view(sheet, shared)
        return self._known[path]

    def put(self, path: str, sheet: Sheet) -> None:
        """Take a sheet in place of one with another text."""
        self._known[path] = sheet
        without = dict.fromkeys(self._shared(sheet.page.language) or {})
        self._own[path] = _packed(_with_view(sheet, without))

    def parts(self) -> tuple[Mapping[str, memoryview], Mapping[str, memoryview]]:
        """Give the packed parts."""
        return self._common, self._own

    def _shared(self, language: str) -> dict[str, object] | None:
        if language not in self._views:
            found = _unpacked(self._common.get(language))
            if not isinstance(found, dict):
                return None
            self._views[language] = found
        return self._views[language]


class Shelf:
    """The sheets of one output folder, in the cache of the store."""

    def __init__(self, root: str, out: str) -> None:
        """Take the store's root and the output folder."""
        name = hashlib.blake2b(os.fsencode(out), digest_size=SIZE // 2).hexdigest()
        self._folder = Path(root) / ".kpsite" / "cache" / f"sheets-{name}"

    def write_kit(self, build: str, kit: Kit) -> None:
        """Keep what makes the pages."""
        _replace(self._folder / "kit", [MAGIC, _packed((build, kit))])

    def kit(self, build: str) -> Kit | None:
        """Give what makes the pages, as a build kept it; None when there is nothing of that build."""
        found = _unpacked(_read(self._folder / "kit"))
        known, kit = found if isinstance(found, tuple) else ("", None)
        return kit if known == build and isinstance(kit, Kit) else None

    def write(self, build: str, course: str, sheets: Mapping[str, Sheet]) -> None:
        """Keep the sheets of the course whose files lie in a folder."""
        languages: dict[str, list[object]] = {}
        for sheet in sheets.values():
            languages.setdefault(sheet.page.language, []).append(sheet.page.view)
        shared = {language: _same(views) for language, views in languages.items()}
        without = {language: dict.fromkeys(values) for language, values in shared.items()}
        own = {
            path: _packed(_with_view(sheet, without[sheet.page.language])) for path, sheet in sheets.items()
        }
        self._put(build, course, {language: _packed(values) for language, values in shared.items()}, own)

    def write_back(self, build: str, course: str, sheets: Sheets) -> None:
        """Keep sheets that were read, with those that took the place of others."""
        self._put(build, course, *sheets.parts())

    def read(self, build: str, course: str) -> Sheets:
        """Give the sheets of a course as a build kept them; empty when there is nothing of that build."""
        return Sheets(*_read_parts(self._file(course), build))

    def _put(
        self, build: str, course: str, common: Mapping[str, memoryview], own: Mapping[str, memoryview]
    ) -> None:
        sizes = [{name: len(part) for name, part in parts.items()} for parts in (common, own)]
        index = _digested(marshal.dumps((build, *sizes)))
        head = MAGIC + len(index).to_bytes(COUNT) + index
        _replace(self._file(course), [head, *common.values(), *own.values()])

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


def _same(views: list[Any]) -> dict[str, object]:
    """Give the fields that are one and the same value in all views, without the text."""
    first = views[0]
    names = [field.name for field in dataclasses.fields(first) if field.name != TEXT]
    values = {name: getattr(first, name) for name in names}
    return {
        name: value for name, value in values.items() if all(getattr(view, name) is value for view in views)
    }


def _with_view(sheet: Sheet, changes: Mapping[str, object]) -> Sheet:
    return replace(sheet, page=replace(sheet.page, view=replace(sheet.page.view, **changes)))


def _digested(body: bytes) -> bytes:
    return hashlib.blake2b(body, digest_size=SIZE).digest() + body


def _whole(part: memoryview) -> memoryview | None:
    """Give what was digested, unless it was damaged."""
    body = part[SIZE:]
    return body if part[:SIZE] == hashlib.blake2b(body, digest_size=SIZE).digest() else None


def _packed(value: object) -> memoryview:
    return memoryview(_digested(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)))


def _unpacked(part: memoryview | None) -> object:
    body = _whole(part) if part is not None else None
    try:
        return _Reader(io.BytesIO(body)).load() if body is not None else None
    except Exception:  # a file of another program may hold anything
        return None


def _replace(file: Path, parts: Iterable[bytes | memoryview]) -> None:
    fresh = file.with_name(f"{file.name}.{os.getpid()}")
    with suppress(OSError):  # what cannot be kept is worked out again
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(b"".join(parts))
        fresh.replace(file)


def _read(file: Path) -> memoryview | None:
    """Give what stands in a file of ours behind its mark."""
    try:
        data = memoryview(file.read_bytes())
    except OSError:
        return None
    return data[len(MAGIC) :] if data[: len(MAGIC)] == MAGIC else None


def _read_parts(file: Path, build: str) -> tuple[dict[str, memoryview], dict[str, memoryview]]:
    data = _read(file)
    if data is None:
        return {}, {}
    start = COUNT + int.from_bytes(data[:COUNT])
    index = _whole(data[COUNT:start])
    known, *sizes = marshal.loads(index) if index is not None else ("", {}, {})  # noqa: S302 - proved whole
    if known != build:
        return {}, {}
    parts: tuple[dict[str, memoryview], dict[str, memoryview]] = ({}, {})
    for some, found in zip(sizes, parts, strict=True):
        for name, size in some.items():
            found[name] = data[start : start + size]
            start += size
    return parts
