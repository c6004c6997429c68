"""One thing in several languages: reading front matter, a translation inheriting from its original what it
does not say itself.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import field
from typing import Any, Generic, TypeVar

from kpsite.load.documents import Document
from kpsite.load.shapes import Found
from kpsite.model.keys import read_keys
from kpsite.model.nodes import Map, Node, Seq
from kpsite.model.report import Report
from kpsite.problems import Place, Problem, did_you_mean, error
from kpsite.values import dataclass

T = TypeVar("T")
SOME = 8
# Keys that a translation never takes over: an address is unique, and the language is the point.
OWN = frozenset({"aliases", "language"})


@dataclass(frozen=True, slots=True)
class Variant(Generic[T]):
    """A thing in one language: its front matter as a record, and the document that it came from."""

    matter: T
    found: Found
    document: Document
    language: str


@dataclass(slots=True)
class Desk:
    """What is shared while a store is loaded: documents by path, the languages, and the problems so far."""

    documents: Mapping[str, Document]
    currency: str
    language: str
    languages: tuple[str, ...]
    problems: list[Problem] = field(default_factory=list)

    def report(self, path: str) -> Report:
        """Give a report for a file that adds to the shared problems."""
        return Report(path, self.currency, "", self.problems)

    def line(self, path: str, key: str) -> int:
        """Give the line of a key in a document, or 0 when it is not there."""
        document = self.documents.get(path)
        return line_of(document.matter, key) if document and key else 0

    def says(self, path: str, key: str) -> bool:
        """Whether a document has anything to say under a key, right or wrong."""
        document = self.documents.get(path)
        found = document.matter.get(key) if document else None
        return found is not None and found != Seq((), found.line)

    def error(self, path: str, key: str, code: str, message: str, hint: str = "") -> None:
        """Note an error at a key of a document, with the key's own line."""
        self.problems.append(error(Place(path, self.line(path, key), key), code, message, hint))

    def undeclared(self, path: str, language: str) -> None:
        """Note that a file is in a language that the store is not in."""
        hint = f'add it to "languages" in site.yaml: {_some(list(self.languages))} so far'
        self.error(path, "", "unknown-language", f'found the language "{language}"', hint)

    def unknown(self, path: str, key: str, value: str, known: Iterable[str], what: str) -> None:
        """Note that a name leads nowhere, with the nearest that does."""
        names = sorted(set(known))
        hint = did_you_mean(value, names) or (
            f"there is {_some(names)}" if names else f"there is no {what} yet"
        )
        self.error(path, key, "unknown-name", f'found "{value}", which is no {what}', hint)


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:SOME])
    return f"{shown} and {len(names) - SOME} more" if len(names) > SOME else shown


def line_of(matter: Map, key: str) -> int:
    """Give the line of a dotted key (``offers[1].price``) in front matter, or of the nearest part of it that
    is there; 0 when nothing is.
    """
    line, node = 0, None
    current: Node = matter
    for name, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", key):
        if name:
            entry = (
                next((entry for entry in current.entries if entry.name == name), None)
                if isinstance(current, Map)
                else None
            )
            line, node = (entry.line, entry.node) if entry else (line, None)
        else:
            node = (
                current.items[int(index)]
                if isinstance(current, Seq) and int(index) < len(current.items)
                else None
            )
            line = node.line if node else line
        if node is None:
            break
        current = node
    return line


def read_family(record: type[T], family: Iterable[Found], desk: Desk) -> list[Variant[T]]:
    """Read all translations of one thing; those that cannot be read are noted and left out."""
    ordered = sorted(family, key=lambda found: (found.language != "", found.language))
    read: list[Variant[T]] = []
    base: Variant[T] | None = None
    for found in ordered:
        document = desk.documents.get(found.path)
        if document is None:
            continue
        given, complete = read_keys(
            record, document.matter, desk.report(found.path), partial=base is not None
        )
        if not complete:
            continue
        language = found.language or given.get("language", "") or desk.language
        if language not in desk.languages:
            desk.undeclared(found.path, language)
            continue
        first = next((other.found.path for other in read if other.language == language), "")
        if first:
            message = f"found a second file in {language} for what {first} is about"
            desk.error(found.path, "", "second-file", message, "keep one of them, or rename one")
            continue
        variant = Variant(_matter(record, given, base), found, document, language)
        base = base or (variant if not found.language else None)
        read.append(variant)
    return read


def _matter(record: type[T], given: dict[str, Any], base: Variant[T] | None) -> T:
    if base is None:
        return record(**given)
    own = OWN.union(_undone(given, base.matter))
    fresh = {name: _default(record, name) for name in own if name in _names(record)}
    changed: Any = dataclasses.replace(base.matter, **(fresh | given))  # type: ignore[type-var]
    result: T = changed
    return result


def _undone(given: dict[str, Any], original: object) -> frozenset[str]:
    """Give what a translation does not take over because it sells in its own way: a payment link charges the
    price that it was made for.
    """
    if "offers" in given:
        return frozenset({"price", "compare_at", "payment_link"})
    if "price" not in given:
        return frozenset()
    same = given["price"] == getattr(original, "price", None)
    return frozenset({"offers"} if same else {"offers", "compare_at", "payment_link"})


def _names(record: type) -> set[str]:
    return {known.name for known in dataclasses.fields(record)}


def _default(record: type, name: str) -> Any:  # noqa: ANN401 - each key has its own type
    return next(known.default for known in dataclasses.fields(record) if known.name == name)
