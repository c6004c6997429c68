"""Starting the helpers for a store that was never built, before anything else is loaded."""

from __future__ import annotations

import os

from kpsite.building.cores import WORTH_IT, workers

TYPE_CHECKING = False  # start-up time
if TYPE_CHECKING:
    from kpsite.building.helpers import Helpers
    from kpsite.building.record import Recalled


def start_helpers(last: Recalled, wanted: int = 0) -> Helpers | None:
    """Start helpers for a store of some size that so many workers are ``wanted`` for, 0 for one each core.

    Gives them, to be closed whatever happens; None where they are not worth their while.
    """
    if last.said is not None or last.inputs.names.count(".md\0") < WORTH_IT or not hasattr(os, "fork"):
        return None
    count = workers(wanted) - 1  # one core is taken already
    if not count:
        return None
    # Start-up time: this is loaded where there is much to read.
    from kpsite.building.helpers import Helpers
    from kpsite.load.documents import DOCUMENTS  # the same

    start = f"{last.root}/"
    inside = (path.removeprefix(start) for path in last.inputs.paths if path.startswith(f"{start}content/"))
    try:
        return Helpers(last.root, [path for path in inside if path.endswith(DOCUMENTS)], count)
    except OSError:  # there is no room for more processes, or for what they find
        return None
