"""What a build does and says of which only the texts of lessons changed."""

from __future__ import annotations

import os

from kpsite.building.record import Asked, Recalled, remember
from kpsite.commands.terminal import rows_of
from kpsite.commands.told import Told
from kpsite.reading.hidden import without_secrets
from kpsite.reading.snapshot import with_files


def retouched(asked: Asked, last: Recalled) -> Told | None:
    """Make the pages of lessons of which only the text changed, or give None when that is not enough.

    Raises ``KpsiteError`` when the system refuses to write.
    """
    if last.said is None or last.outputs is None or not (last.build and last.untouched):
        return None
    # Start-up time: with nothing to do, or too much, it is not needed.
    from kpsite.building.retouch import Retoucher

    with without_secrets(os.environ):
        done = Retoucher(asked).try_to(last.changed, last.build)
    if done is None:
        return None
    problems, courses, unchanged, _ = last.said
    gone = set(rows_of(done.gone))
    now = sorted(
        [*(row for row in problems if row not in gone), *rows_of(done.come)], key=lambda row: row[1:]
    )
    changes = tuple((str(change.kind), change.key, tuple(change.reasons)) for change in done.plan.changes)
    told = Told(tuple(now), courses, unchanged - len(changes), done.plan.digest, changes)
    outputs = with_files(last.outputs, [f"{asked.out}/{path}" for _, path, _ in changes])
    remember(asked, last.inputs, told.pack(), last.build, outputs)
    return told
