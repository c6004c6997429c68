"""EDGE. The journal: before an object is made, the key under which it is asked for is written down.

An answer that was lost is asked for again under the same key, so that nothing is made twice; Stripe keeps
such keys for at least 24 hours (docs.stripe.com/api/idempotent_requests).
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kpsite.reading.whole import whole
from kpsite.targets.disk import put

KEPT_SECONDS = 23 * 3600


class Journal:
    """Intents by object, in a file that is never committed."""

    def __init__(self, path: Path, account: str, clock: Callable[[], float]) -> None:
        """Take the file, the account and mode that the intents are for, and the time (Unix, seconds)."""
        self._path, self._account, self._clock = path, account, clock
        self._intents: dict[str, dict[str, Any]] = _read(path)
        fresh = clock() - KEPT_SECONDS
        self._intents = {key: one for key, one in self._intents.items() if one["at"] > fresh}

    def intend(self, key: str, request: str) -> str:
        """Give the secret word for making an object: the one from before for the same request, or a new one,
        which is on the disk when this returns. ``request`` is a digest of what is asked for.
        """
        name = f"{self._account} {key}"
        known = self._intents.get(name)
        if known is None or known["request"] != request:
            known = {"request": request, "word": secrets.token_hex(16), "at": self._clock()}
            self._intents[name] = known
            self._write()
        return str(known["word"])

    def done(self, key: str) -> None:
        """Forget an intent: the object is there, or was refused for good."""
        if self._intents.pop(f"{self._account} {key}", None) is not None:
            self._write()

    def keep_only(self, keys: set[str]) -> None:
        """Forget the intents of this account for everything but some keys."""
        stale = {
            name
            for name in self._intents
            if name.startswith(f"{self._account} ") and name.removeprefix(f"{self._account} ") not in keys
        }
        for name in stale:
            del self._intents[name]
        if stale:
            self._write()

    def _write(self) -> None:
        put(self._path, json.dumps(self._intents, indent=1).encode(), mode=0o600, durable=True)


def _read(path: Path) -> dict[str, dict[str, Any]]:
    try:
        values = json.loads(whole(path))
        return {
            str(key): {"request": str(one["request"]), "word": str(one["word"]), "at": float(one["at"])}
            for key, one in values.items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}  # without it the account itself is looked at, which shows all but what is still on its way
