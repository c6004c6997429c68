"""Whether folders are as they were: a digest of every file's path, size and time, without reading any.

This module is what a build with nothing to do runs, so it imports next to nothing.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass

# A file changed within this time before it was looked at could change again without its time showing it.
RACY_NANOSECONDS = 50_000_000


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A digest of some folders, and the newest modification time in them in nanoseconds."""

    digest: bytes
    newest: int


def snapshot(folders: Iterable[str], *, whole: bool = False) -> Snapshot:
    """Look at everything below some folders, or at single files; those that are not there count as empty.

    Hidden files count too; compiled Python does not. Symbolic links are followed, those to folders where they
    stand for a theme. With ``whole``, as for an output folder, compiled Python counts, and links to folders
    are not followed.
    """
    digest = hashlib.blake2b(digest_size=16)
    newest = 0
    for folder in folders:
        pending = [folder]
        digest.update(folder.encode("utf-8", "surrogateescape") + b"\0")
        while pending:
            here = pending.pop()
            rows = []
            try:
                with os.scandir(here) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=here == folder and not whole):
                            if whole or entry.name != "__pycache__":
                                pending.append(entry.path)
                                rows.append(f"{entry.name}/")
                        elif info := _stat(entry):
                            newest = max(newest, info.st_mtime_ns)
                            rows.append(f"{entry.name}\0{info.st_size}\0{info.st_mtime_ns}")
                        else:
                            rows.append(f"{entry.name}\0")
            except NotADirectoryError:  # a single file
                info = os.stat(here)  # noqa: PTH116 - as in the rest of this module
                newest = max(newest, info.st_mtime_ns)
                rows.append(f"{info.st_size}\0{info.st_mtime_ns}")
            except OSError as wrong:
                rows.append(f"\0{wrong.errno}")
            rows.sort()
            pending.sort()
            digest.update("\n".join([here, *rows]).encode("utf-8", "surrogateescape") + b"\1")
    return Snapshot(digest.digest(), newest)


def _stat(entry: os.DirEntry[str]) -> os.stat_result | None:
    try:
        return entry.stat()
    except OSError:  # a link to nowhere, as editors leave for a lock, must not hide its neighbours
        return None
