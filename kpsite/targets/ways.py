"""How new files become public: the whole folder changes places, or one folder in it, or one file."""

# The target works on ready strings throughout.
# ruff: noqa: PTH102, PTH105, PTH106, PTH120

from __future__ import annotations

import errno
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Protocol

from kpsite.plan import Kind, Plan
from kpsite.targets.disk import FOLDER_TIME, NO_FLAG, inode_of, is_folder, is_stamped, remove
from kpsite.targets.ledger import Ledger, Published, Row
from kpsite.targets.names import folders_of
from kpsite.targets.room import Room
from kpsite.targets.swap import exchange, flush, put_in_place, put_right
from kpsite.targets.tree import Tree

_SMALL = 64
"""Files in a folder that are soon linked; for more, the twin is as quick."""


class Way(Protocol):
    """How files come into the folder. Every method may raise OSError and KpsiteError."""

    def create(self, path: str) -> int:
        """Open the file, out of sight, that is going to be ``path``; gives the file descriptor."""

    def publish(self, written: Mapping[str, Row]) -> None:
        """Make everything written public, and take away what the plan retires, in one step."""

    def discard(self, written: Mapping[str, Row]) -> None:
        """Remove what was written, for want of a publishing."""


def way_for(room: Room, ledger: Ledger, plan: Plan, gone: set[str]) -> Way:
    """Choose the cheapest safe way; ``gone`` are the recorded paths that are no longer in the folder."""
    first = plan.changes[0]
    if (
        len(plan.changes) == 1
        and first.kind is not Kind.RETIRE
        and ledger.root == inode_of(room.out) != 0
        and _has_room_for(room.out, first.key)
    ):
        return OneFile(room, ledger, first.key)
    branch = _branch_of(room, ledger, plan)
    there = _files_in(room.out, branch) if branch else None
    if there is not None and _can_exchange(room):
        return OneFolder(room, plan, branch, ledger, there)
    return WholeFolder(room, ledger, plan, gone)


def _has_room_for(out: str, path: str) -> bool:
    """Whether a file can be renamed to ``path``: real folders lead there, and no folder stands there."""
    return _is_reached(out, path) and not is_folder(f"{out}/{path}")


def _is_reached(out: str, path: str) -> bool:
    """Whether real folders, and no links, lead to ``path``."""
    return all(is_folder(f"{out}/{name}") for name in ("", *sorted(folders_of([path]))))


def _branch_of(room: Room, ledger: Ledger, plan: Plan) -> str:
    """Give the folder that holds everything that a plan changes, if it stands there and files are left in it;
    else an empty name.
    """
    branch = os.path.commonpath([os.path.dirname(change.key) for change in plan.changes])
    if not branch or all(change.kind is Kind.RETIRE for change in plan.changes):
        return ""
    public = ledger.root == inode_of(room.out) != 0 and _is_reached(room.out, f"{branch}/")
    return branch if public else ""


def _files_in(out: str, folder: str) -> list[str] | None:
    """Give all files below a folder by their paths from ``out``; None when it is no small one."""
    found: list[str] = []
    folders = [folder]
    while folders:
        name = folders.pop()
        with os.scandir(f"{out}/{name}") as entries:
            for entry in entries:
                inside = folders if entry.is_dir(follow_symlinks=False) else found
                inside.append(f"{name}/{entry.name}")
        if len(found) + len(folders) > _SMALL:
            return None
    return found


def _can_exchange(room: Room) -> bool:
    """Whether two folders can change places in one step where the private folder is."""
    for name in (room.branch, room.single):
        remove(name)
        os.mkdir(name)
    try:
        return exchange(room.branch, room.single)
    finally:
        os.rmdir(room.single)


class OneFile:
    """A single file is renamed over the old one: one step, whatever the size of the folder."""

    def __init__(self, room: Room, ledger: Ledger, path: str) -> None:
        self.room, self.ledger, self.path = room, ledger, path
        remove(room.single)

    def create(self, path: str) -> int:
        return os.open(self.room.single, os.O_WRONLY | os.O_CREAT | os.O_EXCL | NO_FLAG, 0o666)

    def publish(self, written: Mapping[str, Row]) -> None:
        out, fresh = self.room.out, self.room.single
        flush([fresh])
        published = Published(("single", inode_of(fresh)), written, (), swapped=False, before=0)
        with self.ledger.announced(published):
            if not _has_room_for(out, self.path):
                raise OSError(errno.ENOENT, "the folder is no longer what it was", self.path)
            folder = os.path.dirname(f"{out}/{self.path}")
            stamped = is_stamped(folder)
            os.replace(fresh, f"{out}/{self.path}")
        if stamped:
            with suppress(OSError):  # without the stamp the next look takes a little longer
                os.utime(folder, ns=(FOLDER_TIME, FOLDER_TIME))

    def discard(self, written: Mapping[str, Row]) -> None:
        remove(self.room.single)


class OneFolder:
    """A folder deep in the public one is made anew with everything that it holds, and takes its place."""

    def __init__(self, room: Room, plan: Plan, branch: str, ledger: Ledger, there: Iterable[str]) -> None:
        self.room, self.ledger, self.branch = room, ledger, f"{branch}/"
        self.touched = {change.key for change in plan.changes}
        self.tree = Tree(room.branch)
        for path in there:
            if path in ledger.inputs and path not in self.touched:
                self.tree.link(f"{room.out}/{path}", path.removeprefix(self.branch))

    def create(self, path: str) -> int:
        return self.tree.create(path.removeprefix(self.branch))

    def publish(self, written: Mapping[str, Row]) -> None:
        out, fresh = self.room.out, self.room.branch
        self.tree.finish(path.removeprefix(self.branch) for path in written)
        removed = tuple(sorted(self.touched.difference(written)))
        published = Published(("branch", inode_of(fresh)), written, removed, swapped=False, before=0)
        with self.ledger.announced(published):
            above = os.path.dirname(f"{out}/{self.branch[:-1]}")
            stamped = is_stamped(above)
            if not (_is_reached(out, self.branch) and exchange(fresh, f"{out}/{self.branch[:-1]}")):
                raise OSError(errno.ENOENT, "the folder is no longer what it was", self.branch)
        with suppress(OSError):  # without the stamp the next look takes a little longer
            if stamped:
                os.utime(above, ns=(FOLDER_TIME, FOLDER_TIME))
            remove(fresh)

    def discard(self, written: Mapping[str, Row]) -> None:
        remove(self.room.branch)


class WholeFolder:
    """The twin, a folder with the generation before, is brought up to date and takes the place of the folder.

    Unchanged files are the same files in both, so that this costs as much as has changed since the twin was
    public.
    """

    def __init__(self, room: Room, ledger: Ledger, plan: Plan, gone: set[str]) -> None:
        self.room, self.ledger = room, ledger
        self.touched = gone.union(change.key for change in plan.changes)
        coming = [change.key for change in plan.changes if change.kind is not Kind.RETIRE]
        self.tree = catch_up(room, ledger, self.touched, coming)

    def create(self, path: str) -> int:
        return self.tree.create(path)

    def publish(self, written: Mapping[str, Row]) -> None:
        room = self.room
        self.tree.finish(written)
        removed = tuple(sorted(self.touched.difference(written)))
        witness = ("twin", inode_of(room.twin))
        published = Published(witness, written, removed, swapped=True, before=inode_of(room.out))
        with self.ledger.announced(published):
            try:
                put_in_place(room.twin, room.out, room.aside)
            except BaseException:
                put_right(room.twin, room.out, room.aside)
                raise

    def discard(self, written: Mapping[str, Row]) -> None:
        for path in written:
            remove(f"{self.room.twin}/{path}")
        self.tree.finish(())


def catch_up(room: Room, ledger: Ledger, touched: set[str], coming: Iterable[str] = ()) -> Tree:
    """Make the twin equal to the folder everywhere but at ``touched``, where nothing is left; gives the twin.

    ``coming`` are the paths that are going to be written. A twin that is missing, or not the one on record,
    is built anew of the folder's files. Raises OSError, FileNotFoundError when a recorded file has vanished.
    """
    usable = ledger.twin == inode_of(room.twin) != 0
    if not usable:
        ledger.renew_twin(0)  # or a twin half removed would be taken for a whole one
        remove(room.twin)
        os.mkdir(room.twin)
        room.own(inode_of(room.out), inode_of(room.twin))
        ledger.renew_twin(inode_of(room.twin))
    ledger.touch(touched)
    tree = Tree(room.twin)
    back = [path for path in ledger.stale if path in ledger.inputs and path not in touched]
    if usable:
        tree.clear(ledger.stale, [*back, *coming])
    for path in back:
        tree.link(f"{room.out}/{path}", path)
    return tree
