"""What is remembered of sealed files from run to run: digests by which their names are known without making
them again, and the table by which closed text is found.

Both live in ``.kpsite/cache``, are safe to delete, and hold nothing that could be read as text. One without
the other counts as none: the table knows just the texts that were sealed while it was there.
"""

from __future__ import annotations

import hashlib
import marshal
import mmap
import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kpsite.problems import Place, Problem, Severity
from kpsite.reading.whole import whole
from kpsite.targets.disk import put, remove
from kpsite.values import dataclass

_MAGIC = b"kpsite-sealed 1\n"
_GROWTH = 4
_OTHERS = 3


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a sealed plaintext: size, SHA-256, and what was wrong with its Markdown.

    A fault is (file, line, severity, code): closed text is not repeated in messages.
    """

    size: int
    digest: bytes
    faults: tuple[tuple[str, int, str, str], ...] = ()

    def pack(self) -> bytes:
        """Give it as bytes that any run of the same program can read."""
        return marshal.dumps((self.size, self.digest, self.faults))

    @classmethod
    def unpack(cls, data: bytes) -> Known:
        """Give packed facts back; ``data`` is kpsite's own."""
        size, digest, faults = marshal.loads(data)  # noqa: S302 - from a worker, or checked by its digest
        return cls(size, digest, tuple(faults))

    def problems(self, source: str) -> Iterator[Problem]:
        """Give the faults as problems."""
        for path, line, severity, code in self.faults:
            message = f"found a fault in closed text ({code}); what stands there is not repeated here"
            hint = "look at that line; serve --as buyer shows the lesson"
            yield Problem(Place(path or source, line), Severity(severity), code, message, hint)


class Names:
    """The memory of one store's sealed files. ``mark`` tells what was saved last from all else."""

    def __init__(self, root: Path, size: int) -> None:
        """Take the store's root and the size of the table that its closed texts need."""
        self._folder = root / ".kpsite" / "cache"
        self._file = self._folder / "sealed"
        self._sealed = 0
        self.mark = b""
        kept = self._load(size)
        try:
            self.table = self._table(size, fresh=kept is None)
        except OSError:  # a store may be looked at that nobody may write to
            kept, self.table, self._sealed = None, mmap.mmap(-1, size), 0
        self.known: dict[str, Known] = kept or {}
        self._kept = len(self.known)

    def _load(self, size: int) -> dict[str, Known] | None:
        """Give what is remembered; None when the table has to be begun again."""
        try:
            data = whole(self._file)
            there = (self._folder / "leaks").stat().st_size
        except OSError:
            return None
        head, body = data[: len(_MAGIC) + 16], data[len(_MAGIC) + 16 :]
        if there != size or head != _MAGIC + _digest(body):
            return None
        with suppress(ValueError, TypeError, EOFError):
            # Texts that are gone leave their marks in the table: after many of them it is made anew.
            rows, sealed = marshal.loads(body)  # noqa: S302 - the digest has been looked at
            if sealed <= _GROWTH * max(len(rows), 64):
                self._sealed = int(sealed)
                return {name: Known(*row) for name, row in rows.items()}
        return None

    def _table(self, size: int, *, fresh: bool) -> mmap.mmap:
        path = self._folder / "leaks"
        if fresh:
            self._folder.mkdir(parents=True, exist_ok=True)
            remove(str(path))
            remove(str(self._file))
            with path.open("xb") as file:
                file.truncate(size)
                if hasattr(os, "posix_fallocate"):  # else a full disk would kill who writes to the memory
                    os.posix_fallocate(file.fileno(), 0, size)
        with path.open("r+b") as file:
            return mmap.mmap(file.fileno(), size)

    def save(self, used: set[str]) -> None:
        """Remember what is in use, in one step; the preview and the store in another folder may use more."""
        keep = len(self.known) <= _OTHERS * len(used) + 64
        rows = {
            name: (known.size, known.digest, known.faults)
            for name, known in sorted(self.known.items())
            if name in used or keep
        }
        body = marshal.dumps((rows, self._sealed + len(self.known) - self._kept))
        self.mark = _digest(body)
        data = _MAGIC + self.mark + body
        with suppress(OSError):  # what cannot be remembered is made again
            if self._file.is_file() and self._file.read_bytes() == data:
                return
            put(self._file, data)


def table_as_left(root: Path, size: int, mark: bytes) -> mmap.mmap | None:
    """Give the table by which closed text is found, if it is still that of the build which left this mark."""
    folder = root / ".kpsite" / "cache"
    try:
        known = whole(folder / "sealed")[: len(_MAGIC) + 16]
        with (folder / "leaks").open("r+b") as file:
            return mmap.mmap(file.fileno(), size) if known == _MAGIC + mark else None
    except (OSError, ValueError):  # gone, or of another size
        return None


def _digest(body: bytes) -> bytes:
    return hashlib.blake2b(body, key=sys.version.encode()[:64], digest_size=16).digest()
