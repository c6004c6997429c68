"""What comes of making an output, in this process or in another, and what is remembered of a page."""

from __future__ import annotations

import marshal
from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from kpsite.problems import Place, Problem, Severity
from kpsite.values import dataclass

if TYPE_CHECKING:  # start-up time: a store that seals nothing suspects nothing
    from kpsite.sealing.leaks import Suspicion


@dataclass(frozen=True, slots=True)
class Facts:
    """What is remembered of a page: problems of its Markdown, its links into other pages' text (page,
    fragment, file, line), and its anchors.
    """

    problems: tuple[Problem, ...] = ()
    anchors: tuple[tuple[str, str, str, int], ...] = ()
    ids: tuple[str, ...] = ()

    def pack(self) -> bytes:
        """Give the facts as bytes that any run of the same program can read."""
        problems = [
            (p.place.path, p.place.line, p.place.key, str(p.severity), p.code, p.message, p.hint)
            for p in self.problems
        ]
        return marshal.dumps((problems, list(self.anchors), list(self.ids)))


def unpack(data: bytes) -> Facts:
    """Give packed facts back. ``data`` comes from the ledger, whose checksum has been looked at."""
    if not data:
        return Facts()
    problems, anchors, ids = marshal.loads(data)  # noqa: S302 - the ledger is kpsite's own, and checked
    made = tuple(
        Problem(Place(path, line, key), Severity(severity), code, message, hint)
        for path, line, key, severity, code, message, hint in problems
    )
    return Facts(made, tuple(tuple(anchor) for anchor in anchors), tuple(ids))


@dataclass(frozen=True, slots=True)
class Piece:
    """A finished output: its bytes, and for a page what is remembered of it.

    ``wrong`` holds errors instead of bytes; ``seconds`` is how long it took; ``code`` are its blocks of code
    that were rendered now; ``suspicion`` is what may be closed in it, and ``looked`` the seconds it took to
    look for that.
    """

    path: str
    data: bytes
    facts: bytes = b""
    wrong: tuple[Problem, ...] = ()
    seconds: float = 0.0
    code: Mapping[tuple[str, str], str] = field(default_factory=dict)
    suspicion: Suspicion | None = None
    looked: float = 0.0

    def without_data(self) -> Piece:
        """Give all but its bytes, of which there may be many."""
        return Piece(
            self.path, b"", self.facts, self.wrong, self.seconds, self.code, self.suspicion, self.looked
        )
