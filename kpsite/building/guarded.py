"""A store with closed lessons of which none is published, not even sealed: because they are delivered
elsewhere, or because the build has no key. What it publishes is looked through for them all the same.
"""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Sequence
from pathlib import Path

from kpsite.building.crew import Crew
from kpsite.building.names import Names
from kpsite.building.sealed import LETTERS_A_WORD, Sealed
from kpsite.building.store import Prepared
from kpsite.render.outputs import Output
from kpsite.sealing.leaks import Guard, table_size
from kpsite.sealing.lessons import texts_left_out


def guard_store(prepared: Prepared, outputs: Sequence[Output], root: Path, crew: Crew) -> Sealed:
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
