"""What is asked of the disk: small steps on ready strings, made for thousands of files, and writing one file
so that nobody ever sees half of it.
"""

# Os calls on ready strings are several times as fast as pathlib.
# ruff: noqa: PTH103, PTH105, PTH106, PTH108, PTH120

from __future__ import annotations

import os
import stat
from collections.abc import Container, Mapping
from dataclasses import field

from kpsite.values import dataclass

NO_FLAG = getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
"""What every file is opened with: bytes as they are, and not for the programs that we start."""

FOLDER_TIME = 946_684_800 * 10**9
"""The time of change (2000-01-01, in ns) of our folders: another one tells that names came or went."""


def write_all(handle: int, data: bytes) -> None:
    """Write all of ``data``; raises OSError."""
    written = os.write(handle, data)
    while written < len(data):
        written += os.write(handle, memoryview(data)[written:])


def put(path: str | os.PathLike[str], data: bytes, *, mode: int = 0o666, durable: bool = False) -> None:
    """Write a file in one step: whoever reads it finds the old one or the new one, and never half.

    ``durable`` holds that also for a machine that stops at any moment, and waits for the disk. Its folder is
    made when it is not there; a folder that stands in its place by mistake is removed. Raises OSError.
    """
    path = os.fspath(path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    fresh = f"{path}.{os.getpid()}"
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FLAG
    try:
        handle = os.open(fresh, flags, mode)
    except FileExistsError:  # a process of the same number was killed, or it is none of ours, such as a pipe
        remove(fresh)
        handle = os.open(fresh, flags, mode)
    try:
        write_all(handle, data)
        if durable:
            os.fsync(handle)
    finally:
        os.close(handle)
    if is_folder(path):
        remove(path)
    os.replace(fresh, path)


def inode_of(path: str) -> int:
    """Give the inode number of what stands at ``path``, a link itself and not its target; 0 for nothing."""
    try:
        return os.lstat(path).st_ino
    except OSError:
        return 0


def is_folder(path: str) -> bool:
    """Whether a real folder stands at ``path``: no link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def is_stamped(path: str) -> bool:
    """Whether the folder at ``path`` has the time that ours get: nothing came or went since."""
    return os.lstat(path).st_mtime_ns == FOLDER_TIME


def remove(path: str) -> None:
    """Remove whatever stands at ``path``; nothing there is fine. Links are removed, never followed."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        pass
    except OSError:  # systems differ in the error for a folder
        if not is_folder(path):
            raise
        with os.scandir(path) as entries:
            names = [entry.path for entry in entries]
        for name in names:
            remove(name)
        os.rmdir(path)


@dataclass(slots=True)
class Look:
    """What stands in a folder, held against what was published: paths changed, missing, and of other origin.

    A folder with nothing in it counts as foreign, and has a slash behind its name.
    """

    touched: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)


def look(root: str, stamps: Mapping[str, tuple[int, int]], folders: set[str], *, trust_times: bool) -> Look:
    """Hold the files under ``root`` against their stamps (size in bytes, time of change in ns).

    ``folders`` are those of the files. With ``trust_times`` only folders whose own time shows a change are
    listed, which halves the work; the caller must know that this very folder was stamped. Raises OSError.
    """
    found = Look()
    _look_at_files(root, stamps, found)
    for name in ("", *folders):
        path = f"{root}/{name}" if name else root
        try:
            status = os.lstat(path)
        except OSError:
            continue
        if not stat.S_ISDIR(status.st_mode):  # a link: the files found through it are not ours
            found.gone.update(key for key in stamps if key.startswith(f"{name}/"))
        elif status.st_mtime_ns != FOLDER_TIME or not trust_times:
            _list(path, name, stamps, folders, found.foreign)
    found.touched -= found.gone
    return found


def _look_at_files(root: str, stamps: Mapping[str, tuple[int, int]], found: Look) -> None:
    lstat = os.lstat  # no look at the kind of file: a link or a folder has a stamp of its own
    for path, (size, changed) in stamps.items():
        try:
            status = lstat(f"{root}/{path}")
        except OSError:
            found.gone.add(path)
            continue
        if status.st_mtime_ns != changed or status.st_size != size:
            found.touched.add(path)


def _list(path: str, name: str, files: Container[str], folders: Container[str], foreign: set[str]) -> None:
    empty = name != ""
    with os.scandir(path) as entries:
        for entry in entries:
            empty = False
            key = f"{name}/{entry.name}" if name else entry.name
            is_folder = entry.is_dir(follow_symlinks=False)
            if key in files or (key in folders and is_folder):
                continue
            if is_folder:
                foreign.update(_inside(entry.path, key))
            else:
                foreign.add(key)
    if empty:
        foreign.add(f"{name}/")


def _inside(path: str, name: str) -> set[str]:
    """Give all files under a folder of other origin; an empty folder gets a slash behind its name."""
    found: set[str] = set()
    with os.scandir(path) as entries:
        for entry in entries:
            key = f"{name}/{entry.name}"
            found |= _inside(entry.path, key) if entry.is_dir(follow_symlinks=False) else {key}
    return found or {f"{name}/"}
