"""The output folder as a place where plans are carried out: what it holds, and how it changes in one step.

Two generations of the folder are kept: the public one and its twin, which share the files that are equal in
both. To publish, the twin is brought up to date out of sight, and then the two change places. A process
killed at any moment leaves the folder wholly old or wholly new, where the file system can exchange two
folders (Linux: ext4, XFS, Btrfs, tmpfs and others; macOS: APFS), where nothing was published before, and
where a single file changes. What changes in one small folder alone takes no twin: only that folder is made
anew, and changes places. On other systems, Windows among them, the exchange takes two renames: killed
between these, the folder is missing until the next run of any kpsite command puts the old one back. A power
cut is another matter: it spares a publishing of a few files, but may empty files of a large one that was just
made; the next look finds them by their size.

What people change in the folder by hand is found at the next look by its size or time, and undone; who sets
both back hides it. (The time that nobody can set back would tell, but who gives the folder to a server's user
after each build, or has a backup of it in hard links, would build everything anew each time.) What they
change while a publishing is under way goes away with the old folder, and may be seen once more a publishing
later, until the look after that.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from kpsite.plan import EDITED, UNRECORDED, Kind, Plan, State
from kpsite.problems import KpsiteError, Place, error, refusal
from kpsite.targets.disk import Look, inode_of, look
from kpsite.targets.faults import faults
from kpsite.targets.ledger import Ledger
from kpsite.targets.lock import locked
from kpsite.targets.names import folders_of, unsafe_names
from kpsite.targets.room import room_for
from kpsite.targets.stage import Stage
from kpsite.targets.swap import put_right
from kpsite.targets.ways import Way, catch_up, way_for


class Folder:
    """The folder ``out`` of the store whose private folder is ``workspace``; neither needs to be there.

    ``note`` is a line for the user after ``state`` when the record of the folder could not be used, else
    empty. Every method raises KpsiteError when the folder or the system refuses.
    """

    def __init__(self, out: Path, workspace: Path) -> None:
        self.note = ""
        self._place = (out, workspace)
        self._room = room_for(out, workspace)
        self._ledger = Ledger(self._room)
        self._looked = False
        self._gone: set[str] = set()

    @property
    def extras(self) -> Mapping[str, bytes]:
        """What the caller gave to be remembered of each published path, where that was not empty."""
        return self._ledger.extras

    def state(self) -> State:
        """Look what is really there: path -> named inputs.

        A file changed by hand has the input ``edited`` alone, one that kpsite has no record of
        ``unrecorded``; so has an empty folder, with a slash behind its name. Raises
        KpsiteError ``not-ours`` for a folder with files in it that kpsite did not make.
        """
        self._room = room_for(*self._place)
        self.recover()
        with faults(self._room.shown):
            if not (self._looked and self._ledger.is_current()):
                self._ledger.load()
            return self._look()

    def trusted(self) -> State:
        """Give what was published last, for a caller who knows that nobody has touched the folder since."""
        with faults(self._room.shown):
            if not self._ledger.is_current():
                self._ledger.load()
        self._looked, self._gone = True, set()
        return self._ledger.inputs

    def recover(self) -> None:
        """Put right what a killed run left behind, on systems where folders change places by two renames."""
        room = self._room
        if os.path.lexists(room.aside):
            with faults(room.shown), locked(room.lock, room.shown):
                put_right(room.twin, room.out, room.aside)

    def prepare(self) -> None:
        """Bring the twin up to date now, in an idle moment, so that the next publishing does not have to."""
        if self._ledger.known and self._ledger.stale - self._gone:
            with self._locked(), faults(self._room.shown):
                catch_up(self._room, self._ledger, self._gone).finish(())
                self._ledger.level(self._gone)

    @contextmanager
    def staging(self, plan: Plan) -> Iterator[Stage]:
        """Take the files of a plan that was made of ``state``; leaving without ``commit`` changes nothing."""
        if not plan.changes:
            yield Stage(self._room.shown, plan, None)
            return
        if not self._looked:
            self.state()
        self._refuse_names(plan)
        with self._locked():
            with faults(self._room.shown):
                way = way_for(self._room, self._ledger, plan, self._gone)
            yield from self._stage(plan, way)

    def _stage(self, plan: Plan, way: Way) -> Iterator[Stage]:
        stage = Stage(self._room.shown, plan, way)
        try:
            yield stage
        finally:
            if stage.done:
                self._gone = set()
            else:
                with suppress(OSError):  # the next run removes what is left
                    way.discard(stage.written)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the folder for this process alone, with a record that nobody has changed since it was read."""
        room = self._room
        with ExitStack() as held:
            with faults(room.shown):
                Path(room.out).parent.mkdir(parents=True, exist_ok=True)
            with faults(room.shown_workspace):
                room.set_up()
                held.enter_context(locked(room.lock, room.shown))
            with faults(room.shown):
                if not self._ledger.is_current():
                    message = "another run of kpsite has published to this folder meanwhile"
                    raise refusal(room.shown, "changed-meanwhile", message, "run again")
                self._ledger.withdraw()
            yield

    def _look(self) -> State:
        room, ledger = self._room, self._ledger
        root = inode_of(room.out)
        found = Look(gone=set(ledger.stamps))
        if root:
            trust = ledger.known and ledger.root == root
            found = look(room.out, ledger.stamps, folders_of(ledger.stamps), trust_times=trust)
            self._refuse_strangers(found, root)
        self._gone = found.gone
        self._looked = True
        self.note = self._what_was_lost(found)
        state: dict[str, Mapping[str, str]] = dict(ledger.inputs)
        for path in found.gone:
            del state[path]
        state |= {path: {EDITED: ""} for path in found.touched}
        state |= {path: {UNRECORDED: ""} for path in found.foreign}
        return state

    def _refuse_strangers(self, found: Look, root: int) -> None:
        intact = len(self._ledger.stamps) - len(found.gone) - len(found.touched)
        if (found.foreign or found.touched) and not intact and root not in self._room.inodes():
            message = "the folder has files in it that kpsite did not write, and publishing would remove them"
            hint = "choose another --out, or remove the folder first"
            raise refusal(self._room.shown, "not-ours", message, hint)

    def _what_was_lost(self, found: Look) -> str:
        if self._ledger.damaged:
            lost = "damaged or of another version"
        elif found.foreign and not self._ledger.known:
            lost = "gone"
        else:
            return ""
        return f"the record of what {self._room.shown} holds is {lost}: everything is written again"

    def _refuse_names(self, plan: Plan) -> None:
        recorded = self._ledger.inputs
        wanted = {change.key for change in plan.changes if change.kind is not Kind.RETIRE}
        if wanted <= recorded.keys():
            return
        retired = {change.key for change in plan.changes if change.kind is Kind.RETIRE}
        unsafe = unsafe_names(wanted.union(recorded) - retired - (self._gone - wanted))
        if unsafe:
            hint = "give it another slug or file name"
            raise KpsiteError(error(self._at(path), "unsafe-name", reason, hint) for path, reason in unsafe)

    def _at(self, path: str) -> Place:
        printable = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in path)
        return Place(f"{self._room.shown}/{printable}")
