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
import zlib
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
from kpsite.pages.parts import View
from kpsite.plan import Inputs
from kpsite.reading.whole import whole
from kpsite.targets.disk import put
from kpsite.values import dataclass, made

MAGIC = b"kpsite-sheet 3\n"
SIZE = 16
COUNT = 4
TEXT = "body"
"""The field of a lesson's view that its text is."""
EMPTY = memoryview(b"")
Packed = bytes | memoryview
"""A value as it is kept, with a checksum."""

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


@dataclass(frozen=True, slots=True)
class Common:
    """What the lessons of a course in one language have in common: the kind of their pages and of the views
    of these, and the fields of these views that are one and the same value in all.
    """

    kind: str
    view: type[View]
    shared: Mapping[str, object]

    @property
    def own(self) -> list[str]:
        """The fields that each view has for itself, without the text."""
        names = (field.name for field in dataclasses.fields(self.view))
        return [name for name in names if name != TEXT and name not in self.shared]


class Sheets:
    """The sheets of one course by the paths of their files, each unpacked when it is asked for."""

    def __init__(self, common: Mapping[str, Packed], own: Mapping[str, Packed]) -> None:
        """Take packed parts: what lessons have in common, by their language, and each lesson's own."""
        self._common, self._own = common, dict(own)
        self._known: dict[str, Sheet] = {}
        self._languages: dict[str, Common] = {}

    def get(self, path: str) -> Sheet | None:
        """Give the sheet of a file; None when there is none, or none that can be used."""
        if path not in self._known:
            match _unpacked(self._own.get(path, EMPTY)):
                case (Text() as text, str(url), str(source), tuple(values), Published() as published):
                    common = self._for(text.prose.language)
                case _:
                    return None
            if common is None:
                return None
            fields = {**common.shared, **dict(zip(common.own, values, strict=True)), TEXT: text.prose}
            page = Page(url, common.kind, text.prose.language, made(common.view, fields), source)
            self._known[path] = Sheet(text, page, published)
        return self._known[path]

    def put(self, path: str, sheet: Sheet) -> None:
        """Take a sheet in place of one with another text."""
        common = self._for(sheet.page.language)
        assert common is not None  # noqa: S101 - looked up when the other one was given
        self._known[path], self._own[path] = sheet, _own(sheet, common.own)

    def parts(self) -> tuple[Mapping[str, Packed], Mapping[str, Packed]]:
        """Give the packed parts."""
        return self._common, self._own

    def _for(self, language: str) -> Common | None:
        if language not in self._languages:
            found = _unpacked(self._common.get(language, EMPTY))
            if not isinstance(found, Common):
                return None
            self._languages[language] = found
        return self._languages[language]


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
        languages: dict[str, list[Page]] = {}
        for sheet in sheets.values():
            languages.setdefault(sheet.page.language, []).append(sheet.page)
        common = {language: _common(pages) for language, pages in languages.items()}
        names = {language: one.own for language, one in common.items()}
        own = {path: _own(sheet, names[sheet.page.language]) for path, sheet in sheets.items()}
        self._put(build, course, {language: _packed(one) for language, one in common.items()}, own)

    def write_back(self, build: str, course: str, sheets: Sheets) -> None:
        """Keep sheets that were read, with those that took the place of others."""
        self._put(build, course, *sheets.parts())

    def read(self, build: str, course: str) -> Sheets:
        """Give the sheets of a course as a build kept them; empty when there is nothing of that build."""
        return Sheets(*_read_parts(self._file(course), build))

    def _put(self, build: str, course: str, common: Mapping[str, Packed], own: Mapping[str, Packed]) -> None:
        sizes = [{name: len(part) for name, part in parts.items()} for parts in (common, own)]
        index = _checked(marshal.dumps((build, *sizes)))
        head = MAGIC + len(index).to_bytes(COUNT) + index
        _replace(self._file(course), [head, *common.values(), *own.values()])

    def _file(self, course: str) -> Path:
        return self._folder / hashlib.blake2b(course.encode(), digest_size=SIZE).hexdigest()


def folder_of(path: str) -> str:
    """Give the course's folder for the path of a file in it; empty for a file that is in none."""
    parts = path.split("/")
    return "/".join(parts[:3]) if parts[:2] == ["content", "courses"] and len(parts) > 3 else ""  # noqa: PLR2004 - and a name


class _Reader(pickle.Unpickler):
    """Reads values of the program alone, so that a foreign file can start nothing."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as in the class it narrows
        found = super().find_class(module, name) if module.startswith("kpsite.") else None
        if isinstance(found, type) and (is_dataclass(found) or issubclass(found, Enum | Frozen)):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} does not belong in the cache")


def _common(pages: list[Page]) -> Common:
    views, kinds = [page.view for page in pages], {page.kind for page in pages}
    view, kind = type(views[0]), pages[0].kind
    assert {type(one) for one in views} == {view}  # noqa: S101 - of lessons with a text
    assert kinds == {kind}  # noqa: S101 - the same
    shared = {}
    for field in dataclasses.fields(view):
        value = getattr(views[0], name := field.name)
        if name != TEXT and all(getattr(one, name) is value for one in views):
            shared[name] = value
    return Common(kind, view, shared)


def _own(sheet: Sheet, names: list[str]) -> Packed:
    page = sheet.page
    values = tuple([getattr(page.view, name) for name in names])
    return _packed((sheet.text, page.url, page.source, values, sheet.published))


def _checked(body: bytes) -> bytes:
    return zlib.crc32(body).to_bytes(COUNT) + body


def _whole(part: Packed) -> Packed | None:
    """Give what was checked, unless it was damaged."""
    body = part[COUNT:]
    return body if part[:COUNT] == zlib.crc32(body).to_bytes(COUNT) else None


def _packed(value: object) -> bytes:
    return _checked(pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL))


def _unpacked(part: Packed) -> object:
    body = _whole(part)
    try:
        return _Reader(io.BytesIO(body)).load() if body is not None else None
    except Exception:  # a file of another program may hold anything
        return None


def _replace(file: Path, parts: Iterable[Packed]) -> None:
    with suppress(OSError):  # what cannot be kept is worked out again
        put(file, b"".join(parts))


def _read(file: Path) -> memoryview:
    """Give what stands in a file of ours behind its mark; empty when there is no such file."""
    try:
        data = memoryview(whole(file))
    except OSError:
        return EMPTY
    return data[len(MAGIC) :] if data[: len(MAGIC)] == MAGIC else EMPTY


def _read_parts(file: Path, build: str) -> tuple[dict[str, Packed], dict[str, Packed]]:
    data = _read(file)
    start = COUNT + int.from_bytes(data[:COUNT])
    index = _whole(data[COUNT:start])
    known, *sizes = marshal.loads(index) if index else ("", {}, {})  # noqa: S302 - proved whole
    parts: tuple[dict[str, Packed], dict[str, Packed]] = ({}, {})
    for some, found in zip(sizes if known == build else (), parts):  # noqa: B905 - or nothing
        for name, size in some.items():
            found[name] = data[start : start + size]
            start += size
    return parts
