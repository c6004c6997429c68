"""EDGE.

The compiled modules of the program and its libraries in one file, as Python itself keeps one for each.

Finding some hundreds of files, opening and reading them takes a sixth of the time in which a page is made
after a save. Here each of them is looked at once, whether it has changed since; all else about a module is
as if Python had found it. A module that has changed, or is not in the file, Python finds as ever; so it does
with all of them where anything has changed in the folders that it looks through. A damaged or foreign file
counts as none.
"""

from __future__ import annotations

# Start-up time: pathlib costs more than all that is done here.
# ruff: noqa: PTH100, PTH103, PTH105, PTH116, PTH117, PTH120, PTH123
import marshal
import os
import sys
import zlib
from importlib.machinery import (
    BuiltinImporter,
    ExtensionFileLoader,
    FrozenImporter,
    ModuleSpec,
    PathFinder,
    SourceFileLoader,
)
from mmap import ACCESS_READ, mmap

TYPE_CHECKING = False  # importing what only annotations name would cost more than all the rest
if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet
    from types import CodeType, ModuleType
    from typing import Any

    Row = tuple[str, int, int, str | None, int, int, int, int]

MAGIC = f"kpsite-modules 1 {sys.version} {sys.flags.optimize} {sys.pycache_prefix}\n".encode()
COUNT = 4
MOST = 2_000  # so many modules are the program's own and its libraries'
WORTH_IT = 8  # new or changed modules; whoever works on a few of the program's own has these found by Python
MODULE, PACKAGE, EXTENSION = range(3)
# What libraries import at once and use for what a page after a save has nothing of: addresses of machines,
# data for scripts, faults in templates, and files for a moment.
LATER = frozenset({"ipaddress", "json", "pprint", "tempfile"})
NOTHING = memoryview(b"")


class Modules:
    """The compiled modules of one file.

    It has a row for each: the file it comes from with the time of its last change and its size, the file in
    which Python keeps it, its kind, and where its code stands here, with a checksum.
    """

    def __init__(self, file: str, later: AbstractSet[str] = frozenset()) -> None:
        """Take the file, and read which modules it holds; and the names of modules that are to be run when
        they are used first, which must not be within other modules.
        """
        self._file, self._later = file, later
        self._folders = _folders()
        self._data, self._rows = _read(file, self._folders)
        self._known = set(sys.modules)  # what is there already, and then what has been found here

    def serve(self) -> None:
        """Find modules for Python, after whatever else finds them before it looks into folders."""
        if PathFinder not in sys.meta_path:
            return
        place = sys.meta_path.index(PathFinder)
        # What was found in folders is none of the modules that Python has in itself: it need not look there.
        while place and sys.meta_path[place - 1] in (BuiltinImporter, FrozenImporter):
            place -= 1
        sys.meta_path.insert(place, self)

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> ModuleSpec | None:
        """Give what Python is to know of a module; None when that is for Python to find out."""
        row = self._rows.get(name)
        if row is None or not _is_there(row) or not (path is None or _is_in(row, path)):
            return None
        origin, *_, cached, kind, start, size, checksum = row
        if kind == EXTENSION:
            spec = ModuleSpec(name, ExtensionFileLoader(name, origin), origin=origin)
        else:
            code = self._data[start : start + size]
            if zlib.crc32(code) != checksum:
                return None
            loader: Any = _Loader(name, origin, code)
            if name in self._later:
                from importlib.util import LazyLoader  # start-up time: found by this very finder

                loader = LazyLoader(loader)
            spec = ModuleSpec(name, loader, origin=origin, is_package=kind == PACKAGE)
            if kind == PACKAGE:
                spec.submodule_search_locations = [os.path.dirname(origin)]
        spec.cached, spec.has_location = cached, True
        self._known.add(name)
        return spec

    def hurry(self) -> None:
        """Run what was put off, and put nothing off any more: several threads cannot wait for one module."""
        for name in self._later & sys.modules.keys():
            getattr(sys.modules[name], "__doc__")  # noqa: B009 - whatever is asked for first has it run
        self._later = frozenset()

    def keep(self) -> None:
        """Write what is new, beside what others have written since."""
        fresh = self._fresh()
        if len(fresh) < WORTH_IT or sys.dont_write_bytecode or _folders() != self._folders:
            return
        if not _is_ours(os.path.dirname(self._file)):
            return
        data, rows = _read(self._file, self._folders)
        fresh = {name: one for name, one in fresh.items() if name not in rows or not _is_there(rows[name])}
        if len(fresh) < WORTH_IT:
            return
        kept = {name: (row, bytes(data[row[5] : row[5] + row[6]])) for name, row in rows.items()}
        kept |= {name: one for name, module in fresh.items() if (one := _compiled(module)) is not None}
        # On some systems a file that is mapped cannot be replaced.
        self._data, self._rows, data = NOTHING, {}, NOTHING
        if len(kept) <= MOST:
            self._write(kept)
        self._known.update(fresh)
        self._data, self._rows = _read(self._file, self._folders)

    def _fresh(self) -> dict[str, ModuleType]:
        there = list(sys.modules.items())
        return {name: one for name, one in there if name not in self._known and _can_be_kept(name, one)}

    def _write(self, kept: dict[str, tuple[Row, bytes]]) -> None:
        rows, start = {}, 0
        for name, (row, code) in kept.items():
            rows[name] = (*row[:5], start, len(code), zlib.crc32(code))
            start += len(code)
        index = marshal.dumps((self._folders, rows))
        head = zlib.crc32(index).to_bytes(COUNT) + len(index).to_bytes(COUNT)
        new = f"{self._file}.{os.getpid()}"
        try:
            with open(new, "wb") as file:
                file.write(b"".join([MAGIC, head, index, *(code for _, code in kept.values())]))
            os.replace(new, self._file)
        except OSError:  # what cannot be kept is found by Python again
            return


class _Loader(SourceFileLoader):
    """Python's own loader, which is given the code for once."""

    def __init__(self, name: str, path: str, code: memoryview) -> None:
        super().__init__(name, path)
        self._code: memoryview | None = code

    def get_code(self, fullname: str) -> CodeType | None:
        code, self._code = self._code, None
        return marshal.loads(code) if code is not None else super().get_code(fullname)  # noqa: S302 - proved whole


_serving: Modules | None = None


def serve(later: AbstractSet[str] = frozenset()) -> None:
    """Find modules in one file beside the program's own compiled modules; run some of them when they are
    used first, until this is called again or somebody is in a hurry.
    """
    global _serving  # noqa: PLW0603 - as imports are of the whole process, and of those forked from it
    main = sys.modules.get("__main__")
    # What is run with ``-m`` looks for modules where it is run: they are not the same in any two folders.
    if _serving is not None:
        hurry()
        return
    if main is None or main.__spec__ is not None:
        return
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    _serving = Modules(f"{package}/__pycache__/modules.{sys.implementation.cache_tag}", later)
    _serving.serve()


def hurry() -> None:
    """Run at once what was put off, for code that may do anything, in many threads too."""
    if _serving is not None:
        _serving.hurry()


def keep() -> None:
    """Keep what this process has imported, where modules are served."""
    if _serving is not None:
        _serving.keep()


def _is_ours(folder: str) -> bool:
    """Whether something may be kept in a folder, which is made where it is not there."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError:
        return False
    return os.access(folder, os.W_OK)


def _folders() -> list[tuple[str, int]]:
    """Give the folders that Python looks through, each with the time of its last change."""
    found = []
    for folder in sys.path:
        try:
            found.append((folder, os.stat(folder or ".").st_mtime_ns))
        except OSError:
            found.append((folder, 0))
    return found


def _is_there(row: Row) -> bool:
    """Whether the module's file is as it was."""
    origin, changed, size, *_ = row
    try:
        now = os.stat(origin)
    except OSError:
        return False
    return now.st_mtime_ns == changed and now.st_size == size


def _is_in(row: Row, path: Sequence[str]) -> bool:
    """Whether Python would look for a module of a package in its folder, and there alone."""
    origin = os.path.dirname(row[0])
    return type(path) is list and path == [os.path.dirname(origin) if row[4] == PACKAGE else origin]


def _can_be_kept(name: str, module: ModuleType) -> bool:
    spec = getattr(module, "__spec__", None)
    kinds = (SourceFileLoader, ExtensionFileLoader)
    if type(spec) is not ModuleSpec or spec.name != name or type(spec.loader) not in kinds:
        return False
    return spec.has_location and bool(spec.origin and os.path.isabs(spec.origin))


def _compiled(module: ModuleType) -> tuple[Row, bytes] | None:
    spec = module.__spec__
    assert spec is not None  # noqa: S101 - looked at before
    origin = spec.origin or ""
    try:
        before = os.stat(origin)
        if isinstance(spec.loader, SourceFileLoader):
            kind = PACKAGE if spec.submodule_search_locations is not None else MODULE
            code = marshal.dumps(spec.loader.get_code(spec.name))
        else:
            kind, code = EXTENSION, b""
        after = os.stat(origin)
    except (OSError, ImportError, SyntaxError, ValueError):
        return None
    if (before.st_mtime_ns, before.st_size) != (after.st_mtime_ns, after.st_size):
        return None
    return (origin, after.st_mtime_ns, after.st_size, spec.cached, kind, 0, 0, 0), code


def _read(file: str, folders: list[tuple[str, int]]) -> tuple[memoryview, dict[str, Row]]:
    """Give the code of all modules, and their rows; none where these were kept for other folders."""
    try:
        with open(file, "rb") as handle:
            data = memoryview(mmap(handle.fileno(), 0, access=ACCESS_READ))
    except (OSError, ValueError):  # an empty file cannot be mapped
        return NOTHING, {}
    start = len(MAGIC) + 2 * COUNT
    end = start + int.from_bytes(data[start - COUNT : start])
    index = data[start:end]
    if data[: start - COUNT] != MAGIC + zlib.crc32(index).to_bytes(COUNT):
        return NOTHING, {}
    known, rows = marshal.loads(index)  # noqa: S302 - the checksum has been looked at
    return (data[end:], rows) if known == folders else (NOTHING, {})
