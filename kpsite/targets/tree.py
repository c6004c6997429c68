"""A folder that is being brought up to date out of sight."""

# Os calls on ready strings are several times as fast as pathlib.
# ruff: noqa: PTH102, PTH106

from __future__ import annotations

import errno
import os
from collections.abc import Iterable
from contextlib import suppress

from kpsite.targets.disk import FOLDER_TIME, NO_FLAG, is_folder, is_stamped, remove
from kpsite.targets.names import folders_of
from kpsite.targets.swap import flush

_NO_LINKS = {errno.EPERM, errno.EXDEV, errno.EMLINK, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS}


class Tree:
    """The folder ``root``, whose files may be shared with another one: no file is ever written in place."""

    def __init__(self, root: str) -> None:
        self.root = root
        self._made: set[str] = {""}
        self._changed: set[str] = {""}
        self._unknown: set[str] = set()

    def clear(self, paths: Iterable[str], coming: Iterable[str]) -> None:
        """Remove what stands at ``paths`` and the folders that this leaves empty; links are never followed.

        Folders of the paths in ``coming``, which are about to be made, are kept.
        """
        names = sorted(path.rstrip("/") for path in paths)
        folders = folders_of(names)
        real = {""}
        for folder in sorted(folders):
            path = f"{self.root}/{folder}"
            if folder.rpartition("/")[0] in real and is_folder(path):
                real.add(folder)
            elif folder.rpartition("/")[0] in real:
                remove(path)
        self._unknown = {folder for folder in real if not is_stamped(f"{self.root}/{folder}")}
        for name in names:
            if name.rpartition("/")[0] in real:
                remove(f"{self.root}/{name}")
        for folder in sorted(real - {""} - folders_of(coming), key=len, reverse=True):
            with suppress(OSError):  # not empty
                os.rmdir(f"{self.root}/{folder}")
        self._changed |= folders

    def place(self, path: str) -> str:
        """Make the folders of a path; gives where it lies."""
        self._make_way(path)
        return f"{self.root}/{path}"

    def create(self, path: str) -> int:
        """Open a new file, whose folders are made; nothing may stand there. Gives the file descriptor."""
        return os.open(self.place(path), os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FLAG, 0o666)

    def link(self, source: str, path: str) -> None:
        """Take over the file ``source`` as ``path``: the same file where the disk can, else a copy."""
        self._make_way(path)
        target = f"{self.root}/{path}"
        try:
            os.link(source, target)
        except OSError as cause:
            if cause.errno not in _NO_LINKS:
                raise
            _copy(source, target)

    def finish(self, written: Iterable[str]) -> None:
        """Flush the written paths, if few, and give every changed folder the time that means ours.

        A folder to which something else had happened before is left without: the next look will list it.
        """
        flush([f"{self.root}/{path}" for path in written])
        for folder in self._changed - self._unknown:
            with suppress(FileNotFoundError, NotADirectoryError):
                os.utime(f"{self.root}/{folder}", ns=(FOLDER_TIME, FOLDER_TIME))

    def _make_way(self, path: str) -> None:
        self._changed.discard(path)  # once a folder, now a file
        self._make(path.rpartition("/")[0])

    def _make(self, folder: str) -> None:
        if folder in self._made:
            return
        above = folder.rpartition("/")[0]
        self._make(above)
        path = f"{self.root}/{folder}"
        try:
            os.mkdir(path)
        except FileExistsError:
            if not is_folder(path):
                raise
        self._made.add(folder)
        self._changed |= {folder, above}


def _copy(source: str, target: str) -> None:
    import shutil  # here for start-up time: most disks can link

    status = os.lstat(source)
    shutil.copyfile(source, target, follow_symlinks=False)
    os.utime(target, ns=(status.st_mtime_ns, status.st_mtime_ns))
