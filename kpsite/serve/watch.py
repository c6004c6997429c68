"""Watching the creator's folders: one call for a burst of changes."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import ObservedWatch

from kpsite.model.lock import LOCK_FILE
from kpsite.reading.stamp import ACCESS_FILE

WATCHED = ("content", "themes", "plugins")
# At the root; each is written beside itself and moved into place.
FILES = (LOCK_FILE, ACCESS_FILE)
# Editors write a file in several steps; this long after the last of them the file is whole.
QUIET_SECONDS = 0.015
READING = frozenset({"opened", "closed_no_write"})


class Watch(FileSystemEventHandler):
    """Calls ``changed`` on a thread of its own, once the files have been quiet for a moment, with the whole
    paths of the files that were saved; with none where events do not say.
    """

    def __init__(self, root: Path, changed: Callable[[frozenset[str]], None]) -> None:
        """Take the store's root and what to call."""
        self._changed = changed
        self._root = root
        self._saved: set[str] = set()
        self._stirred = threading.Event()
        self._stopped = threading.Event()
        self._observer = Observer()
        self._watches: dict[str, ObservedWatch] = {}
        for name in WATCHED:
            self._follow(name)
        self._observer.schedule(self, str(root), recursive=False)  # for the files there
        self._thread = threading.Thread(target=self._run, daemon=True)

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Note that something changed; hidden and temporary files and mere reading do not count, and at the
        root nothing but the watched folders, the lock and the record of who has access does.
        """
        if event.event_type in READING:
            return
        paths = [Path(str(path)) for path in (event.src_path, event.dest_path) if path]
        meant = [str(path) for path in paths if self._counts(path)]
        # That a folder has another time is told beside what happened in it.
        if meant and not (event.is_directory and event.event_type == "modified"):
            self._saved.update(meant)
            self._stirred.set()

    def _counts(self, path: Path) -> bool:
        if path.parent == self._root:
            return path.name in FILES or path.name in WATCHED
        return path != self._root and not path.name.startswith(".") and not path.name.endswith("~")

    def _follow(self, name: str) -> None:
        """Watch a folder as it stands now, if it does."""
        if (before := self._watches.pop(name, None)) is not None:
            self._observer.unschedule(before)
        with suppress(OSError):  # it went again meanwhile, which is told of as well
            if (self._root / name).is_dir():
                self._watches[name] = self._observer.schedule(self, str(self._root / name), recursive=True)

    def start(self) -> None:
        """Begin to watch."""
        self._observer.start()
        self._thread.start()

    def stop(self) -> None:
        """End it, and wait until nothing of it runs."""
        self._stopped.set()
        self._stirred.set()
        self._observer.stop()
        self._observer.join()
        self._thread.join()

    def _run(self) -> None:
        while True:
            self._stirred.wait()
            while not self._stopped.is_set():
                self._stirred.clear()
                if not self._stirred.wait(QUIET_SECONDS):
                    break
            if self._stopped.is_set():
                return
            saved, self._saved = self._saved, set()
            for name in WATCHED:
                if str(self._root / name) in saved:  # another folder may stand there now
                    self._follow(name)
            self._changed(frozenset(saved))
