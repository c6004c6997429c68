"""How many processes are to share the work, and how much of it makes them worth their while."""

from __future__ import annotations

import os

# Below this many pages a pool costs more than it saves.
WORTH_IT = 60
# From this many on all cores make them, which inherit what pages have in common.
MANY = 400


def workers(wanted: int = 0) -> int:
    """Give how many worker processes to use: as many as wanted, or as there are cores for this process."""
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return wanted or available
