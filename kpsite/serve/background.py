"""Work that nobody waits for: done on a thread of its own whenever it is asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable

# Whoever stops the preview is not kept waiting; what is left half done is done by the next one.
PATIENCE_SECONDS = 1.0


class Background:
    """Calls ``work`` after each ``ask``, once for all that came while it was busy."""

    def __init__(self, work: Callable[[], None]) -> None:
        """Take what to call."""
        self._work = work
        self._asked = threading.Event()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def ask(self) -> None:
        """Have the work done soon."""
        self._asked.set()

    def start(self) -> None:
        """Begin to listen for work."""
        self._thread.start()

    def stop(self) -> None:
        """Take no more work."""
        self._stopped.set()
        self._asked.set()
        self._thread.join(PATIENCE_SECONDS)

    def _run(self) -> None:
        while True:
            self._asked.wait()
            self._asked.clear()
            if self._stopped.is_set():
                return
            self._work()
