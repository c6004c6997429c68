"""Walking folders fast, and refusing what does not belong in a store."""

from __future__ import annotations

import os
import stat
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from kpsite.problems import Place, Problem, error, unreadable
from kpsite.values import dataclass

DEEPEST = 60
SKIPPED = frozenset({"__pycache__", "node_modules"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A file as the folder lists it: path from the store's root with forward slashes in NFC, the real path,
    size in bytes, and in nanoseconds the time of modification and that of any change, which nobody can set
    back (on Windows that of its creation).
    """

    path: str
    real: str
    size: int
    mtime: int
    ctime: int


def walk(root: Path, folder: str, problems: list[Problem]) -> list[Seen]:
    """Give all regular files under ``root/folder``, sorted; hidden ones are passed over.

    Symbolic links that lead out of the store, devices and unreadable folders are problems; links that stay
    inside are followed for files.
    """
    top = root / folder
    found: list[Seen] = []
    if top.is_dir():
        found.extend(_scan(os.fspath(top), folder, os.path.realpath(root), problems))
    return sorted(found, key=lambda seen: seen.path)


def _scan(real: str, shown: str, root: str, problems: list[Problem]) -> Iterator[Seen]:
    if shown.count("/") > DEEPEST:
        message = f"found more than {DEEPEST} folders inside one another"
        problems.append(error(Place(shown), "too-deep", message, "move what is in it further up"))
        return
    try:
        entries = sorted(os.scandir(real), key=lambda entry: entry.name)
    except OSError as wrong:
        problems.append(unreadable(shown, wrong, "folder"))
        return
    names: dict[str, str] = {}
    for entry in entries:
        if entry.name.startswith(".") or entry.name in SKIPPED or entry.name.endswith("~"):
            continue
        path = f"{shown}/{unicodedata.normalize('NFC', entry.name)}"
        try:
            path.encode()
        except UnicodeEncodeError:
            shown_name = path.encode("utf-8", "replace").decode()
            problems.append(
                error(Place(shown_name), "bad-name", "found a file name that is not UTF-8", "rename the file")
            )
            continue
        if names.setdefault(path, entry.name) != entry.name:
            message = "found two names that differ only in how Unicode writes their accents"
            problems.append(error(Place(path), "same-name", message, "rename one of the files"))
        elif entry.is_symlink() and not _inside(entry.path, root):
            problems.append(
                error(
                    Place(path),
                    "symlink",
                    "found a symbolic link to a folder, out of the store, to something hidden or to nowhere",
                    "copy into the store what it leads to; only links to files in the store are followed",
                )
            )
        elif entry.is_dir(follow_symlinks=False):
            yield from _scan(entry.path, path, root, problems)
        else:
            seen = _file(entry, path, problems)
            if seen is not None:
                yield seen


def _inside(path: str, root: str) -> bool:
    target = os.path.realpath(path)
    within = target.removeprefix(root + os.sep)
    # What is hidden (.kpsite, .git, .env) holds secrets, and no link may bring them among what is published.
    hidden = any(part.startswith(".") for part in Path(within).parts)
    return within != target and not hidden and Path(target).is_file()


def _file(entry: os.DirEntry[str], path: str, problems: list[Problem]) -> Seen | None:
    try:
        info = entry.stat()
    except OSError as wrong:
        problems.append(unreadable(path, wrong))
        return None
    if not stat.S_ISREG(info.st_mode):
        problems.append(
            error(
                Place(path),
                "not-a-file",
                "found a device, socket or pipe",
                "only plain files belong in a store",
            )
        )
        return None
    return Seen(path, entry.path, info.st_size, info.st_mtime_ns, info.st_ctime_ns)


def read(seen: Seen, problems: list[Problem]) -> bytes | None:
    """Give a file's bytes, or note why it cannot be read and give None."""
    try:
        return Path(seen.real).read_bytes()
    except OSError as wrong:
        problems.append(unreadable(seen.path, wrong))
        return None
