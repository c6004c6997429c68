"""The record of the last build, by which is known what has changed since, without reading a single file.

It holds snapshots of everything that went into the build and of what came out, and what the build had to
say. This module is what a build with nothing to do runs, so it imports next to nothing: no dataclasses.
"""

# Start-up time: pathlib costs more than all that is done here.
# ruff: noqa: PTH103, PTH105, PTH112, PTH116, PTH120, PTH123

import marshal
import os
import sys
import zlib

from kpsite import __version__
from kpsite.reading.snapshot import Snapshot, compare, numbers_in, numbers_now, snapshot
from kpsite.reading.stamp import Keys
from kpsite.reading.whole import whole

MAGIC = f"kpsite-build 7 {__version__}\n".encode()
ROW = 16  # bytes
MANY = 5000 * ROW  # so many files and folders take longer to look at than to start a process
HELPERS = 2  # beside the build itself, which looks at what goes in
PACKAGE = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
DAMAGED = "the record of the last build is damaged or of another version: everything is looked at again"
FOREIGN = "the record of the last build is of another store or place: everything is looked at again"

Said = tuple[
    tuple[tuple[str, str, int, str, str, str, str, str], ...],
    tuple[tuple[str, str, str, int, int], ...],
    int,
    str,
]
"""What a build has to say when nothing has changed since: the arguments of a ``commands.told.Told``."""


class Asked:
    """What a build is asked for, as far as it decides the outcome: all that is not in a file.

    ``root`` and ``out`` are whole paths; ``today`` is written as 2026-05-01; ``keys`` stand for the master
    key and for who has access, empty when closed lessons are left out. The others are the options of the same
    names.
    """

    __slots__ = ("allow_test", "base_url", "drafts", "keys", "out", "root", "strict", "today")

    def __init__(  # noqa: PLR0913 - options by their names
        self,
        root: str,
        out: str,
        today: str,
        *,
        base_url: str = "",
        drafts: bool = False,
        strict: bool = False,
        allow_test: bool = False,
        keys: Keys = (),
    ) -> None:
        self.root = root
        self.out = out
        self.today = today
        self.base_url = base_url
        self.drafts = drafts
        self.strict = strict
        self.allow_test = allow_test
        self.keys = keys

    def inputs(self) -> list[str]:
        """Give what decides the outcome: the store's own folders and its lock, the program's folder, and its
        bundled ones.
        """
        own = [f"{self.root}/{name}" for name in ("content", "themes", "plugins", "kpsite.lock")]
        if not os.path.isdir(f"{PACKAGE}/_bundled"):
            own += [f"{os.path.dirname(PACKAGE)}/{name}" for name in ("themes", "plugins")]
        return list(dict.fromkeys([*own, PACKAGE]))

    def file(self) -> str:
        """Give where the record is kept: one for each output folder."""
        return f"{self.root}/.kpsite/cache/build-{zlib.crc32(os.fsencode(self.out)):08x}"

    def key(self) -> tuple[str | bool | int | Keys, ...]:
        """Give everything that the record must have in common with a build to speak for it."""
        there = (self.root, self.out, self.base_url, self.drafts, self.strict, self.today, self.allow_test)
        return (sys.version, *there, self.keys, *_libraries())


class Recalled:
    """What is known of the last build of the store at ``root``, held against what is there now.

    ``said`` is what it had to say; None when no record speaks for the build that is asked for, and then
    ``changed`` and ``untouched`` mean nothing. ``changed`` is which of its inputs came, went or changed
    since: sorted paths, from the store's root where they lie in it, those of folders with a slash behind.
    ``untouched`` says whether the output folder is as it was left. ``inputs`` is the snapshot to give to
    ``remember`` after the next build, ``outputs`` that of the output folder as it was left. ``build`` names
    the build to those that build on it, or is empty. ``note`` is a line for the user when the record could
    not be used, else empty.
    """

    __slots__ = ("build", "changed", "inputs", "note", "outputs", "root", "said", "untouched")

    def __init__(self, root: str, inputs: Snapshot, note: str = "") -> None:
        self.root = root
        self.said: Said | None = None
        self.build = ""
        self.outputs: Snapshot | None = None
        self.changed: list[str] = []
        self.untouched = False
        self.inputs = inputs
        self.note = note

    @property
    def still_said(self) -> Said | None:
        """What the last build had to say when there is nothing to do, else None."""
        return self.said if self.untouched and not self.changed else None


def recall(asked: Asked) -> Recalled:
    """Look what has changed since the last build; to be done before a build reads any input.

    A record that is damaged, foreign, of another version of the program, or of a build that was asked for
    something else counts as none.
    """
    known, note = _read(asked)
    if known is None:
        return Recalled(asked.root, snapshot(asked.inputs()), note)
    inputs, outputs, said, build = known
    helpers = _look_aside(outputs)
    now, changed = compare(inputs)
    found = Recalled(asked.root, now)
    found.said, found.build, found.outputs = said, build, outputs
    found.changed = [path.removeprefix(f"{asked.root}/") for path in changed]
    found.untouched = _all_well(helpers) or not compare(outputs)[1]
    return found


def remember(asked: Asked, inputs: Snapshot, said: Said, build: str, outputs: Snapshot | None = None) -> None:
    """Remember a build that was published, and its name.

    ``inputs`` is what ``recall`` gave before anything was read: whatever changed while the build was under
    way has changed since. ``outputs`` is a snapshot of the output folder where the caller has one.
    """
    from contextlib import suppress  # start-up time: a build with nothing to do remembers nothing

    outputs = outputs or snapshot([asked.out], whole=True)
    rows = (inputs.names, inputs.settled()), (outputs.names, outputs.packed)
    body = marshal.dumps((asked.key(), *rows, said, build))
    fresh = f"{asked.file()}.{os.getpid()}"
    with suppress(OSError):  # what cannot be remembered is looked at again
        os.makedirs(os.path.dirname(fresh), exist_ok=True)
        with open(fresh, "wb") as file:
            file.write(MAGIC + zlib.crc32(body).to_bytes(4, "big") + body)
        if os.path.isdir(asked.file()):  # by mistake: no build of ours makes one
            import shutil  # start-up time, as above

            shutil.rmtree(asked.file())
        os.replace(fresh, asked.file())


def _read(asked: Asked) -> tuple[tuple[Snapshot, Snapshot, Said, str] | None, str]:
    try:
        data = whole(asked.file())
    except FileNotFoundError:
        return None, ""
    except OSError:
        return None, DAMAGED
    start = len(MAGIC) + 4
    body = memoryview(data)[start:]
    if data[:start] != MAGIC + zlib.crc32(body).to_bytes(4, "big"):
        return None, DAMAGED
    try:
        key, inputs, outputs, said, build = marshal.loads(body)  # noqa: S302 - the checksum has been looked at
        if key != asked.key():
            return None, _why_not(key, asked.key())
        before = Snapshot(asked.inputs(), *inputs)
        return (before, Snapshot([asked.out], *outputs, whole=True), said, build), ""
    except (EOFError, ValueError, TypeError):
        return None, DAMAGED


def _why_not(key: tuple[object, ...], wanted: tuple[object, ...]) -> str:
    """Say why a whole record does not speak for a build; nothing where another one was asked for."""
    if key[0] != wanted[0]:
        return DAMAGED
    return FOREIGN if key[1] != wanted[1] else ""


def _look_aside(known: Snapshot) -> list[int]:
    """Let processes of their own look whether a large folder is as it was; give their numbers.

    Each ends with 0 when its part is. Nothing is started where a folder is soon looked at.
    """
    if len(known.packed) < MANY or not hasattr(os, "fork"):
        return []
    started: list[int] = []
    for part in range(HELPERS):
        try:
            child = os.fork()
        except OSError:  # no process is to be had
            return started
        if child:
            started.append(child)
            continue
        well = False
        try:
            paths = known.paths
            begin, end = len(paths) * part // HELPERS, len(paths) * (part + 1) // HELPERS
            well = numbers_now(paths[begin:end], whole=True) == numbers_in(
                known.packed[begin * ROW : end * ROW]
            )
        finally:
            os._exit(0 if well else 1)
    return started


def _all_well(helpers: list[int]) -> bool:
    ends = [os.waitpid(helper, 0)[1] for helper in helpers]
    return len(ends) == HELPERS and not any(ends)


def _libraries() -> list[int]:
    """Give when anything was last installed or removed where Python finds its libraries."""
    folders = [entry for entry in sys.path if entry.endswith("-packages") and os.path.isdir(entry)]
    return [os.stat(folder).st_mtime_ns for folder in folders]
