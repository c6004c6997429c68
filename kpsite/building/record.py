"""The record of the last build, by which a build with nothing to do is known without reading a single file.

It holds snapshots of everything that went into the build and of what came out, and what the build had to
say. This module is what such a build runs, so it imports next to nothing.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kpsite import __version__
from kpsite.reading.snapshot import RACY_NANOSECONDS, Snapshot, snapshot

MAGIC = b"kpsite-build 1\n"
PACKAGE = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Asked:
    """What a build is asked for, as far as it decides the outcome: all that is not in a file.

    ``keys`` stand for the master key and for who has access; empty when closed lessons are left out.
    """

    root: str
    out: str
    base_url: str
    drafts: bool
    strict: bool
    today: str
    keys: tuple[object, ...]

    def inputs(self) -> list[str]:
        """Give the folders that decide the outcome: the store's own, the program's, and its bundled ones."""
        own = [f"{self.root}/{name}" for name in ("content", "themes", "plugins")]
        beside = (
            [] if (PACKAGE / "_bundled").is_dir() else [PACKAGE.parent / "themes", PACKAGE.parent / "plugins"]
        )
        return list(dict.fromkeys([*own, str(PACKAGE), *map(str, beside)]))

    def file(self) -> str:
        """Give where the record is kept: one for each output folder."""
        name = hashlib.blake2b(self.out.encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()
        return f"{self.root}/.kpsite/cache/build-{name}"

    def key(self) -> tuple[Any, ...]:
        """Give everything that the record must have in common with a build to speak for it."""
        return (
            __version__,
            sys.version,
            _libraries(),
            self.root,
            self.out,
            self.base_url,
            self.drafts,
            self.strict,
            self.today,
            self.keys,
        )


def _libraries() -> tuple[int, ...]:
    """Give when anything was last installed or removed where Python finds its libraries."""
    folders = [Path(entry) for entry in sys.path if entry.endswith("-packages")]
    return tuple(folder.stat().st_mtime_ns for folder in folders if folder.is_dir())


def before(asked: Asked) -> Snapshot:
    """Take the snapshot of the inputs, before a build reads any of them."""
    return snapshot(asked.inputs())


def recall(asked: Asked) -> tuple[Any, ...] | None:
    """Give what the last build had to say when nothing has changed since; None when a build is needed.

    A record that is damaged, foreign or of another version of the program counts as none.
    """
    try:
        with open(asked.file(), "rb") as file:  # noqa: PTH123 - pathlib costs more than the read
            data = file.read()
    except OSError:
        return None
    head, body = data[: len(MAGIC) + 16], data[len(MAGIC) + 16 :]
    if head != MAGIC + hashlib.blake2b(body, digest_size=16).digest():
        return None
    try:
        key, inputs, outputs, said = marshal.loads(body)  # noqa: S302 - the checksum has been looked at
    except (EOFError, ValueError, TypeError):
        return None
    if key != asked.key() or inputs != snapshot(asked.inputs()).digest:
        return None
    return said if outputs == _published(asked) else None


def remember(asked: Asked, inputs: Snapshot, said: tuple[Any, ...]) -> None:
    """Remember a build that was published; ``said`` is plain values and tuples of them.

    Nothing is remembered when an input changed so shortly before the build that it may have changed unseen.
    """
    file = Path(asked.file())
    with suppress(OSError):  # what cannot be remembered is looked at again
        file.unlink(missing_ok=True)
        now = time.time_ns()
        if now - inputs.newest < RACY_NANOSECONDS or before(asked) != inputs:
            return
        body = marshal.dumps((asked.key(), inputs.digest, _published(asked), said))
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_name(f"{file.name}.{os.getpid()}")
        fresh.write_bytes(MAGIC + hashlib.blake2b(body, digest_size=16).digest() + body)
        fresh.replace(file)


def _published(asked: Asked) -> bytes:
    return snapshot([asked.out], whole=True).digest
