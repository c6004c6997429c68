"""Collecting problems while a file is read: where we are in it, and what was wrong there."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Any, Protocol

from kpsite.model.nodes import Node, describe
from kpsite.problems import Place, Problem, did_you_mean, error, warning
from kpsite.values import dataclass


class Invalid(Exception):
    """A value that is not of its kind; the text says what would be right."""


class Kind(Protocol):
    """What a key can hold: how to read it, its name for people, and its JSON Schema."""

    @property
    def name(self) -> str:
        """The kind in a few words, for the reference page."""

    def read(self, node: Node, report: Report) -> Any:  # noqa: ANN401 - each kind gives its own type
        """Give the value, or raise ``Invalid`` for the caller to note; parts of a value are noted in
        ``report`` one by one.
        """

    def schema(self) -> dict[str, Any]:
        """The kind as JSON Schema 2020-12."""


@dataclass(frozen=True, slots=True)
class Report:
    """Problems of one file, with the key that is being read.

    ``currency`` is what a bare amount is in; all share one ``problems`` list.
    """

    path: str
    currency: str = "USD"
    key: str = ""
    problems: list[Problem] = field(default_factory=list)

    def inside(self, part: str) -> Report:
        """Give the same report one level deeper: ``[2]`` for an item, a name for a key."""
        joined = f"{self.key}{part}" if part.startswith("[") or not self.key else f"{self.key}.{part}"
        return Report(self.path, self.currency, joined, self.problems)

    def error(self, line: int, code: str, message: str, hint: str = "") -> None:
        """Note an error at a line (1-based) of this file, under the current key."""
        self.problems.append(error(Place(self.path, line, self.key), code, message, hint))

    def warning(self, line: int, code: str, message: str, hint: str = "") -> None:
        """Note a warning at a line (1-based) of this file, under the current key."""
        self.problems.append(warning(Place(self.path, line, self.key), code, message, hint))

    def attempt(self, kind: Kind, node: Node) -> Any:  # noqa: ANN401 - each kind gives its own type
        """Read a value; when it is not of its kind, note what was found and what would be right, and give
        None.
        """
        try:
            return kind.read(node, self)
        except Invalid as invalid:
            self.error(node.line, "wrong-value", f"found {describe(node)}", str(invalid))
            return None

    def nearest(self, found: str, known: Iterable[str]) -> str:
        """Give ``did you mean "x"?`` for a near name, or an empty string."""
        return did_you_mean(found, known)
