"""The kinds of value that a key can hold: how each is read, and how each is described to people and to
editors.
"""

from __future__ import annotations

import re
from typing import Any

from kpsite.model.frozen import Mapping
from kpsite.model.nodes import Map, Node, Scalar, Seq, describe
from kpsite.model.report import Invalid, Kind, Report
from kpsite.model.uid import UID
from kpsite.values import dataclass

MAX_TEXT = 65_536


def scalar(node: Node, wanted: str) -> Scalar:
    """Give the node as a single value, or raise ``Invalid`` with what is wanted."""
    if not isinstance(node, Scalar) or node.null:
        raise Invalid(f"write {wanted}")
    return node


@dataclass(frozen=True, slots=True)
class Text:
    """Text, trimmed; ``inline`` text may hold inline Markdown."""

    inline: bool = False
    limit: int = MAX_TEXT

    name = property(lambda self: "text with inline Markdown" if self.inline else "text")

    def read(self, node: Node, report: Report) -> str:
        brackets = "" if isinstance(node, Scalar) else ", in quotes when it begins with [ or {"
        text = scalar(node, f"text here{brackets}").text.strip()
        if len(text) > self.limit:
            raise Invalid(f"at most {self.limit:,} characters fit here, and these are {len(text):,}")
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "number", "boolean"]}


@dataclass(frozen=True, slots=True)
class Pattern:
    """Text of a fixed form."""

    pattern: str
    wanted: str
    name: str = "text"

    def read(self, node: Node, report: Report) -> str:
        text = scalar(node, self.wanted).text.strip()
        if not re.fullmatch(self.pattern, text):
            raise Invalid(f"write {self.wanted}")
        return text

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "integer"], "pattern": f"^(?:{self.pattern})$"}


Identifier = Pattern(UID, "an id of small letters, digits, - and _ (64 at most)", "id")
Code = Pattern(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", "a code of letters, digits, - and _", "code")


@dataclass(frozen=True, slots=True)
class Flag:
    """``true`` or ``false``, and nothing that merely looks like it."""

    name = "true or false"

    def read(self, node: Node, report: Report) -> bool:
        found = scalar(node, "true or false")
        if not found.plain or found.text not in ("true", "false"):
            raise Invalid("write true or false, without quotes")
        return found.text == "true"

    def schema(self) -> dict[str, Any]:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Integer:
    """A whole number within limits."""

    least: int
    most: int

    name = property(lambda self: f"whole number, {self.least} to {self.most}")

    def read(self, node: Node, report: Report) -> int:
        text = scalar(node, "a whole number").text.strip()
        if not re.fullmatch(r"-?(?:0|[1-9][0-9]{0,9})", text) or not self.least <= int(text) <= self.most:
            raise Invalid(f"write a whole number from {self.least} to {self.most}")
        return int(text)

    def schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.least, "maximum": self.most}


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a few words; ``wanted`` is what is said of them where there are too many to list."""

    values: tuple[str, ...]
    wanted: str = ""

    name = property(lambda self: " or ".join(f"`{value}`" for value in self.values))

    def read(self, node: Node, report: Report) -> str:
        wanted = self.wanted or "one of " + ", ".join(self.values)
        text = scalar(node, wanted).text.strip()
        if text not in self.values:
            known = [one for one in self.values if not self.wanted or text.upper().startswith(one)]
            raise Invalid(report.nearest(text, known) or f"write {wanted}")
        return text

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.values)}


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list whose items are all of one kind; a single value stands for a list of one. Words that are no
    sentences, such as slugs and tags, stand in it once.
    """

    item: Kind
    limit: int = 1000

    name = property(lambda self: f"list of {self.item.name}")

    def read(self, node: Node, report: Report) -> tuple[Any, ...]:
        items = node.items if isinstance(node, Seq) else (node,)
        if len(items) > self.limit:
            raise Invalid(f"at most {self.limit} items fit here")
        values = []
        for index, item in enumerate(items):
            inner = report.inside(f"[{index}]") if isinstance(node, Seq) else report
            value = inner.attempt(self.item, item)
            if isinstance(value, str) and value in values and not getattr(self.item, "inline", False):
                inner.error(item.line, "twice", f"found {describe(item)} a second time", "keep one of them")
            elif value is not None:
                values.append(value)
        return tuple(values)

    def schema(self) -> dict[str, Any]:
        return {
            "oneOf": [
                {"type": "array", "items": self.item.schema(), "maxItems": self.limit},
                self.item.schema(),
            ]
        }


@dataclass(frozen=True, slots=True)
class Free:
    """The creator's own mapping, of any form."""

    name = "mapping of your own"

    def read(self, node: Node, report: Report) -> Mapping:
        if not isinstance(node, Map):
            raise Invalid("put keys of your own under it, each on an indented line")
        return Mapping({entry.name: plain(entry.node) for entry in node.entries})

    def schema(self) -> dict[str, Any]:
        return {"type": "object"}


def plain(node: Node) -> Any:  # noqa: ANN401 - the values are the creator's own
    """Give a free-form node as text, numbers, booleans, lists and dicts, by the YAML 1.2 core schema."""
    if isinstance(node, Seq):
        return [plain(item) for item in node.items]
    if isinstance(node, Map):
        return {entry.name: plain(entry.node) for entry in node.entries}
    if node.null:
        return None
    if node.plain and node.text in ("true", "false"):
        return node.text == "true"
    if node.plain and re.fullmatch(r"-?(?:0|[1-9][0-9]{0,15})", node.text):
        return int(node.text)
    if node.plain and re.fullmatch(r"-?(?:0|[1-9][0-9]{0,15})\.[0-9]{1,15}", node.text):
        return float(node.text)
    return node.text
