"""Public files that are published as they are, such as archives, documents and films: what is closed may come
to lie in them without any change of theirs, so they are searched again whenever something else is closed.

Which of them were searched, and for what, is remembered in ``.kpsite/cache/looked``; it is safe to delete.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kpsite import __version__
from kpsite.building.piece import Piece
from kpsite.load.media import MediaFile
from kpsite.reading.whole import whole
from kpsite.render.outputs import Output
from kpsite.targets.disk import put

if TYPE_CHECKING:  # start-up time: many stores seal nothing
    from kpsite.building.sealed import Sealed

_OTHERS = 3


class Looked:
    """The memory of one store: which public files were searched for all that has one digest (``closed``)."""

    def __init__(self, root: Path, closed: str) -> None:
        """Take the store's root, and the digest of all that is closed today."""
        self._file = root / ".kpsite" / "cache" / "looked"
        self._closed = f"{__version__} {closed}"
        self._known: dict[str, str] = {}
        with suppress(OSError, ValueError):  # gone or damaged: all are searched
            known = json.loads(whole(self._file))
            self._known = known if isinstance(known, dict) else {}

    def missing(self, outputs: Iterable[Output]) -> list[Output]:
        """Give the files among these that were not searched for all that is closed today."""
        return [one for one in _plain(outputs) if self._known.get(_key(one)) != self._closed]

    def save(self, outputs: Iterable[Output]) -> None:
        """Remember that all these files were searched, and nothing found, in one step."""
        now = {_key(one): self._closed for one in _plain(outputs)}
        before = {key: value for key, value in self._known.items() if value == self._closed}
        # The preview and the store in another folder may publish others.
        made = now if len(before) > _OTHERS * len(now) + 64 else before | now
        if made == self._known:
            return
        with suppress(OSError):  # what cannot be remembered is searched again
            put(self._file, json.dumps(dict(sorted(made.items()))).encode())


def looked_again(
    root: Path, sealed: Sealed | None, made: Container[str], make: Callable[[list[Output]], Iterable[Piece]]
) -> dict[str, Piece]:
    """Search the public files that are not ``made`` anew, and were not searched for all that is closed."""
    if sealed is None:
        return {}
    wanted = [one for one in Looked(root, sealed.closed).missing(sealed.outputs) if one.path not in made]
    return {piece.path: dataclasses.replace(piece, data=b"") for piece in make(wanted)}


def remember_looks(root: Path, sealed: Sealed | None) -> None:
    """Remember that all public files were searched, and nothing found."""
    if sealed is not None:
        Looked(root, sealed.closed).save(sealed.outputs)


def _plain(outputs: Iterable[Output]) -> Iterable[Output]:
    return (one for one in outputs if isinstance(one.make, MediaFile) and not one.make.variant)


def _key(output: Output) -> str:
    return f"{output.path} {output.inputs['file']}"
