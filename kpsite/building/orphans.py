"""Workers end with the process that started them, even where that was killed."""

from __future__ import annotations

import os
from multiprocessing import connection, parent_process
from threading import Thread


def end_with_parent() -> None:
    """See to it that this worker does not outlive its parent, as an executor's would: they wait for ever.
    Where that cannot be, it ends now.
    """
    try:
        Thread(target=_wait, daemon=True).start()
    except RuntimeError:  # no more threads are to be had
        os._exit(1)


def _wait() -> None:
    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)
