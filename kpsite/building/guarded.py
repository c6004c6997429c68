"""A store with closed lessons: they are sealed, or left out where they are delivered in another way or the
build has no key. What is published is looked through for them in either case.
"""

from __future__ import annotations

import dataclasses
import hashlib
import mmap
from collections.abc import Mapping, Sequence
from pathlib import Path

from kpsite.building.crew import Crew
from kpsite.building.names import Names
from kpsite.building.sealed import LETTERS_A_WORD, Sealed, seal_store
from kpsite.building.store import Prepared
from kpsite.reading.access import Keyring
from kpsite.render.outputs import Output
from kpsite.sealing.leaks import Guard, table_size
from kpsite.sealing.lessons import texts_left_out
from kpsite.sealing.marks import moved_up


def close_store(
    prepared: Prepared,
    outputs: Sequence[Output],
    root: Path,
    keyring: Keyring,
    crew: Crew,
    before: Mapping[str, str],
) -> Sealed:
    """Seal what is to be sealed, and let the crew look through all that it makes from now on.

    ``outputs`` are those of the open store, ``before`` the states of lessons when it was last published.
    Raises ``KpsiteError`` when there is something to seal and no key to do it with.
    """
    if any(map(prepared.site.sealed, prepared.site.courses)):
        sealed = seal_store(prepared, outputs, root, keyring, crew)
        assert keyring.master is not None  # noqa: S101 - else nothing could be sealed
        slips = tuple(moved_up(prepared.site, before, keyring.master))
        return dataclasses.replace(sealed, problems=(*sealed.problems, *slips))
    return _guarded(prepared, outputs, root, crew)


def _guarded(prepared: Prepared, outputs: Sequence[Output], root: Path, crew: Crew) -> Sealed:
    """Let the crew look through all that it makes from now on; gives the outputs as they are."""
    texts = list(texts_left_out(prepared.site))
    size = table_size(sum(map(len, texts)) // LETTERS_A_WORD)
    table: mmap.mmap
    mark = b""
    if prepared.site.sealing:
        names = Names(root, size)
        names.save(set())
        table, mark = names.table, names.mark
    else:
        # What is remembered is that of builds with the key: they would have to seal everything again.
        table = mmap.mmap(-1, size)
    sealer = crew.arm(Guard(table))
    for text in texts:
        sealer.guard.close(text)
    closed = hashlib.blake2b("\0".join(texts).encode("utf-8", "replace")).hexdigest()[:32]
    return Sealed(list(outputs), (), sealer, (size, mark), closed)
