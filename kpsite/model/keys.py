"""Front matter as a record: each key is one line of a frozen dataclass, and reading, messages, reference and
schema follow from it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from kpsite.model.nodes import Entry, Map, Node, Scalar
from kpsite.model.report import Invalid, Kind, Report
from kpsite.values import dataclass

T = TypeVar("T")
FEW = 12


@dataclass(frozen=True, slots=True)
class Key:
    """What a field of a record is called in a file, what it holds, and what it is for."""

    kind: Kind
    doc: str
    example: str
    required: bool


def key(kind: Kind, doc: str, example: str = "", *, default: Any = dataclasses.MISSING) -> Any:  # noqa: ANN401 - stands in for a typed field
    """Declare a key. Without a default the key must be there."""
    required = default is dataclasses.MISSING
    return dataclasses.field(
        default=None if required else default, metadata={"key": Key(kind, doc, example, required)}
    )


def keys_of(record: type) -> Mapping[str, Key]:
    """Give the keys of a record in the order in which they are declared."""
    if record not in _KEYS:
        fields = dataclasses.fields(record)
        _KEYS[record] = {field.name: field.metadata["key"] for field in fields if "key" in field.metadata}
    return _KEYS[record]


_KEYS: dict[type, Mapping[str, Key]] = {}


@dataclass(frozen=True, slots=True)
class Record(Generic[T]):
    """A mapping with fixed keys, read into a frozen dataclass.

    ``short`` names the key that a single value stands for.
    """

    type: type[T]
    short: str = ""

    name = property(lambda self: "mapping of " + ", ".join(f"`{name}`" for name in keys_of(self.type)))

    def read(self, node: Node, report: Report) -> T | None:
        """Give the record, or None when a required key is missing or wrong (which has been noted)."""
        if self.short and isinstance(node, Scalar):
            node = Map((Entry(self.short, node.line, node),), node.line)
        given, complete = read_keys(self.type, node, report)
        return self.type(**given) if complete else None

    def schema(self) -> dict[str, Any]:
        whole = record_schema(self.type)
        return {"anyOf": [whole, keys_of(self.type)[self.short].kind.schema()]} if self.short else whole


def read_keys(
    record: type, node: Node, report: Report, *, partial: bool = False
) -> tuple[dict[str, Any], bool]:
    """Read a mapping against a record.

    Gives the values that were there and right, and whether every required key is among them. With ``partial``
    (a translation that inherits from its original) a missing required key is no problem.
    """
    known = keys_of(record)
    if not isinstance(node, Map):
        raise Invalid(f"put its keys under it, each on an indented line{_such_as(known)}")
    given: dict[str, Any] = {}
    complete = True
    for entry in node.entries:
        declared = known.get(entry.name)
        if declared is None:
            report.inside(entry.name).error(
                entry.line,
                "unknown-key",
                "found a key that kpsite does not know",
                report.nearest(entry.name, known) or _deeper(entry.name, known) or _listed(known),
            )
            continue
        if isinstance(entry.node, Scalar) and entry.node.null:
            continue
        value = report.inside(entry.name).attempt(declared.kind, entry.node)
        if value == "" and declared.required:
            example = f', such as "{entry.name}: {declared.example}"' if declared.example else ""
            report.inside(entry.name).error(
                entry.line, "missing-key", "found it empty", f"write it out{example}"
            )
            value = None
        if value is None:
            complete = complete and not declared.required
        else:
            given[entry.name] = value
    for name, declared in known.items():
        if declared.required and not partial and node.get(name) is None:
            example = f', such as "{name}: {declared.example}"' if declared.example else ""
            report.inside(name).error(node.line, "missing-key", f'found no "{name}"', f"add it{example}")
            complete = False
    return given, complete


def _such_as(known: Mapping[str, Key]) -> str:
    shown = next(
        ((name, one) for name, one in known.items() if one.example and "\n" not in one.example), None
    )
    return f', such as "{shown[0]}: {shown[1].example}"' if shown else ""


def _deeper(name: str, known: Mapping[str, Key]) -> str:
    """Say under which key a name belongs that is one of the keys in it."""
    kinds = {outer: getattr(declared.kind, "item", declared.kind) for outer, declared in known.items()}
    places = [
        outer for outer, kind in kinds.items() if isinstance(kind, Record) and name in keys_of(kind.type)
    ]
    return f'it belongs under "{places[0]}", on an indented line' if len(places) == 1 else ""


def _listed(known: Mapping[str, Key]) -> str:
    return (
        "known here: " + ", ".join(sorted(known))
        if len(known) <= FEW
        else 'put keys of your own under "extra"'
    )


def record_schema(record: type) -> dict[str, Any]:
    """Give a record as JSON Schema 2020-12."""
    keys = keys_of(record)
    properties = {
        name: {"description": declared.doc, **_with_null(declared.kind.schema())}
        for name, declared in keys.items()
    }
    required = [name for name, declared in keys.items() if declared.required]
    return {"type": "object", "properties": properties, "additionalProperties": False} | (
        {"required": required} if required else {}
    )


def _with_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
