"""Which folders may be published to, and the private places that this takes."""

# The target works on ready strings throughout.
# ruff: noqa: PTH100, PTH102, PTH103, PTH104, PTH106, PTH116, PTH118, PTH119, PTH120, PTH123

from __future__ import annotations

import errno
import os
import re
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

from kpsite.problems import refusal
from kpsite.reading.whole import AT_ONCE, whole
from kpsite.targets.disk import NO_FLAG, is_folder, move_over, remove
from kpsite.values import dataclass

_SOURCES = ("content", "themes", "plugins")
"""Folders of a store that creators write in."""


@dataclass(frozen=True, slots=True)
class Room:
    """The folder ``out``, its record, and two places where its private folder may be.

    ``shown`` and ``shown_workspace`` are what messages call the folder and the store's workspace. The first
    place is in the store's workspace; the second, hidden beside ``out``, is for workspaces on another disk.
    """

    out: str
    shown: str
    shown_workspace: str
    ledger: str
    places: tuple[str, str]

    @property
    def home(self) -> str:
        """The private folder: the one that is there, else the one in the workspace."""
        return next((place for place in self.places if is_folder(place)), self.places[0])

    @property
    def twin(self) -> str:
        """The generation before, which becomes the next one."""
        return f"{self.home}/twin"

    @property
    def aside(self) -> str:
        """Where the old folder stands for a moment on systems without an exchange."""
        return f"{self.home}/aside"

    @property
    def single(self) -> str:
        """A new file that is to be renamed into ``out``."""
        return f"{self.home}/single"

    @property
    def branch(self) -> str:
        """A new folder that is to change places with one in ``out``; afterwards that one, for a moment."""
        return f"{self.home}/branch"

    @property
    def lock(self) -> str:
        """The file that a publishing run locks."""
        return f"{self.home}/lock"

    @property
    def owned(self) -> str:
        """The inode numbers of ``out`` and its twin: proof that they are ours, should the record be lost."""
        return f"{self.home}/owned"

    def set_up(self) -> None:
        """Make the private folder where it can be renamed from into the place of ``out``. Raises OSError."""
        os.makedirs(os.path.dirname(self.ledger), exist_ok=True)
        if is_folder(self.home):
            return
        near, beside = self.places
        os.makedirs(near)
        try:
            os.rename(near, beside)
        except OSError as cause:
            if cause.errno != errno.EXDEV:
                raise
            os.rmdir(near)
            os.mkdir(beside)
        else:
            os.rename(beside, near)

    def inodes(self) -> set[int]:
        """Give the inode numbers of the folders that kpsite made here, as far as they are on record."""
        try:
            return {int(word) for word in whole(self.owned).split() if word.isdigit()}
        except OSError:
            return set()

    def mark(self) -> tuple[int, int]:
        """Give the inode number of the record that was written last and its length in bytes, 0 if unknown."""
        try:
            inode, end = whole(f"{self.home}/mark").split()
            return int(inode), int(end)
        except (OSError, ValueError):
            return 0, 0

    def set_mark(self, inode: int, end: int) -> None:
        """Note the inode number and the length of the record. Raises OSError."""
        path, flags = f"{self.home}/mark", os.O_WRONLY | os.O_CREAT | AT_ONCE | NO_FLAG
        try:
            handle = os.open(path, flags, 0o666)
        except OSError:  # something else stands in its place
            remove(path)
            handle = os.open(path, flags, 0o666)
        try:
            os.write(handle, b"%20d %20d\n" % (inode, end))
        finally:
            os.close(handle)

    def own(self, *inodes: int) -> None:
        """Note the inode numbers of the folders that kpsite made. Raises OSError."""
        with open(f"{self.owned}.new", "w", encoding="ascii") as file:
            file.write(" ".join(str(inode) for inode in inodes if inode))
        move_over(f"{self.owned}.new", self.owned)


def room_for(out: Path, workspace: Path) -> Room:
    """Work out the places for publishing to ``out`` from the store whose private folder is ``workspace``.

    Raises KpsiteError when ``out`` can be no output folder: it would cover what creators wrote, or is no
    folder.
    """
    store = os.path.realpath(workspace.parent)
    private = os.path.join(store, workspace.name)
    given = os.path.abspath(out)
    folder = os.path.join(os.path.realpath(os.path.dirname(given)), os.path.basename(given))
    inside = folder.startswith(store + os.sep)
    shown = os.path.relpath(folder, store).replace(os.sep, "/") if inside else str(out)
    _refuse_form(folder, shown)
    _refuse_cover(folder, shown, store, private)
    name = f"{re.sub(r'[^A-Za-z0-9-]+', '-', os.path.basename(folder))}-{_mark(folder, store)}"
    beside = os.path.join(os.path.dirname(folder), f".{os.path.basename(folder)}.kpsite")
    ledger = os.path.join(private, "cache", f"folder-{name}")
    return Room(folder, shown, workspace.name, ledger, (os.path.join(private, "folders", name), beside))


def _mark(folder: str, store: str) -> str:
    """Give eight digits for the place of the folder as seen from the store, which may be moved as a whole."""
    try:
        place = os.path.relpath(folder, store)
    except ValueError:  # another drive
        place = folder
    return f"{zlib.crc32(os.fsencode(place)):08x}"


def _refuse_form(folder: str, shown: str) -> None:
    try:
        mode = os.lstat(folder).st_mode
    except OSError:
        return
    if stat.S_ISLNK(mode):
        hint = "remove the link, or give the folder that it leads to as --out"
        message = "the output folder is a symbolic link, which publishing would replace"
        raise refusal(shown, "out-is-link", message, hint)
    if not stat.S_ISDIR(mode):
        hint = "move it away, or choose another --out"
        raise refusal(shown, "not-a-folder", "the output folder is a file", hint)
    if os.path.lexists(f"{folder}/.git"):
        message = "the output folder holds a Git repository, which publishing would remove"
        raise refusal(shown, "not-ours", message, "choose another --out, and copy from there")


def _refuse_cover(folder: str, shown: str, store: str, private: str) -> None:
    above = set(_identities(folder))
    hint = 'choose a folder of its own, such as "dist"'
    for name in _SOURCES:
        if (source := _identity(os.path.join(store, name))) and source in above:
            message = f"the output folder lies in {name}/, which is yours to write"
            raise refusal(shown, "out-in-sources", message, hint)
    here = _identity(folder)
    if here is not None and here in {*_identities(store), *_identities(private)}:
        raise refusal(shown, "out-is-store", "the output folder would replace the store itself", hint)
    if os.path.ismount(folder):
        message = "the output folder is a mount point, which cannot change places with another folder"
        raise refusal(shown, "cannot-swap", message, "publish into a folder inside it")


def _identities(path: str) -> Iterator[tuple[int, int]]:
    """Give what identifies the folder and each one above it, whatever the letter case of its name."""
    while True:
        if (identity := _identity(path)) is not None:
            yield identity
        if (above := os.path.dirname(path)) == path:
            return
        path = above


def _identity(path: str) -> tuple[int, int] | None:
    try:
        status = os.stat(path)
    except OSError:
        return None
    return status.st_dev, status.st_ino
