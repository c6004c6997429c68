"""Keeping secrets out of the environment while themes and plugins run: they are code of other people's."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager

from kpsite.reading.stamp import STRIPE_KEY, VARIABLE


@contextmanager
def without_secrets(environ: MutableMapping[str, str]) -> Iterator[None]:
    """Take all secrets of kpsite's out of the environment for a while."""
    kept = {name: environ.pop(name) for name in (VARIABLE, STRIPE_KEY) if name in environ}
    try:
        yield
    finally:
        environ.update(kept)
