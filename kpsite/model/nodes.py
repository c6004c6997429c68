"""YAML as it stands in a file: text, lists and mappings that remember their line, before anything is made of
them.
"""

from __future__ import annotations

from kpsite.values import dataclass

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Scalar:
    """A single value as written.

    ``plain`` is False for quoted and block text, which is never a number, a date or a boolean.
    """

    text: str
    line: int
    plain: bool = True

    @property
    def null(self) -> bool:
        """Whether nothing was written: ``key:``, ``key: ~`` or ``key: null``."""
        return self.plain and self.text in ("", "~", "null", "Null", "NULL")


@dataclass(frozen=True, slots=True)
class Seq:
    """A list."""

    items: tuple[Node, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One key of a mapping, the line it stands on, and its value."""

    name: str
    line: int
    node: Node


@dataclass(frozen=True, slots=True)
class Map:
    """A mapping, its keys in the order of the file and each of them once."""

    entries: tuple[Entry, ...]
    line: int

    def get(self, name: str) -> Node | None:
        """Give the value of a key, or None when it is not there or nothing is written for it."""
        for entry in self.entries:
            if entry.name == name:
                return None if isinstance(entry.node, Scalar) and entry.node.null else entry.node
        return None


Node = Scalar | Seq | Map


def describe(node: Node) -> str:
    """Say what was found, short enough for a message; long text is cut, so that no message repeats a page of
    it.
    """
    if isinstance(node, Seq):
        return "a list"
    if isinstance(node, Map):
        return "a mapping"
    if node.null:
        return "nothing"
    text = " ".join(node.text.split())
    shown = text if len(text) <= SHOWN else text[: SHOWN - 3] + "..."
    return f'"{shown}"'
