"""What is remembered from run to run in ``.kpsite/cache``: facts of files, by size and time.

Safe to delete; damage means starting afresh.
"""

from __future__ import annotations

import hashlib
import io
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any

from kpsite.load.tree import AssetFacts
from kpsite.reading.whole import whole
from kpsite.render.image_facts import ImageFacts
from kpsite.targets.disk import is_folder, put, remove

NAME = "files"


class _Reader(pickle.Unpickler):
    """Reads only what this module writes, so that a foreign file can start nothing."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401 - as in the class it narrows
        allowed = {(kind.__module__, kind.__name__): kind for kind in (AssetFacts, ImageFacts)}
        if (module, name) not in allowed:
            raise pickle.UnpicklingError(f"{module}.{name} does not belong in the cache")
        return allowed[module, name]


class Cache:
    """The private folder of a store, ``.kpsite``; it is made when something is to be remembered."""

    def __init__(self, root: Path) -> None:
        """Take the store's root folder."""
        self.folder = root / ".kpsite"
        self._file = self.folder / "cache" / NAME
        self.note = ""

    def load(self, key: str) -> dict[str, tuple[int, int, int, AssetFacts]]:
        """Give the facts that were remembered under a key (the program's fingerprint); empty when there are
        none for it.
        """
        try:
            data = whole(self._file)
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError:
            data = b""
        head, _, body = data.partition(b"\n")
        try:
            if head == _head(key, body):
                known: dict[str, tuple[int, int, int, AssetFacts]] = _Reader(io.BytesIO(body)).load()
                return known
        except Exception:  # noqa: S110 - a file of another program may hold anything
            pass
        self.note = "the record of file facts is damaged or of another version: every file is read again"
        return {}

    def save(self, key: str, facts: dict[str, tuple[int, int, int, AssetFacts]]) -> None:
        """Remember facts under a key, in one step; what cannot be kept is looked at again."""
        body = pickle.dumps(dict(sorted(facts.items())), protocol=5)
        with suppress(OSError):
            if is_folder(str(self._file)):  # by mistake: no build of ours makes one
                remove(str(self._file))
            put(self._file, _head(key, body) + b"\n" + body)

    def shares(self) -> Path:
        """Give the folder for share images that were drawn."""
        return self.folder / "cache" / "share"

    def bytecode(self) -> Path:
        """Give the folder for compiled templates."""
        return self.folder / "cache" / "templates"


def _head(key: str, body: bytes) -> bytes:
    return b"kpsite-files 2 " + hashlib.blake2b(key.encode() + body, digest_size=16).hexdigest().encode()
