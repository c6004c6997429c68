"""Checks JSON-LD against the schema.org vocabulary, and against what Google asks of the kinds that it shows.

Google's lists: developers.google.com/search/docs/appearance/structured-data, the page of each kind.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).parent.parent / "data" / "schema_org" / "vocabulary.json"
VOCABULARY = json.loads(DATA.read_text("utf-8"))
TYPES: dict[str, Any] = VOCABULARY["types"]
TEXTS = {
    "Text": r"(?s).+",
    "URL": r"https?://\S+",
    "Date": r"\d{4}-\d\d-\d\d",
    "DateTime": r"\d{4}-\d\d-\d\d(T\S+)?",
    "Duration": r"P(?=.)(\d+[DMY])*(T(\d+H)?(\d+M)?)?",
    "Integer": r"\d+",
    "Number": r"\d+(\.\d+)?",
    "CssSelectorType": r"[.#][\w-]+",
    "Language": r"[a-z]{2,3}(-\w+)*",
}
REQUIRED = {
    "Course": {"name", "provider"},
    "Product": {"name", "offers"},
    "Offer": {"price", "priceCurrency"},
    "BreadcrumbList": {"itemListElement"},
    "ItemList": {"itemListElement"},
    "VideoObject": {"name", "thumbnailUrl", "uploadDate"},
    "Review": {"author", "reviewRating"},
    "AggregateRating": {"ratingValue", "ratingCount"},
    "BlogPosting": {"headline", "author", "image", "datePublished"},
    "ProfilePage": {"mainEntity"},
    "WebSite": {"name", "url"},
}
ALONE = ("Organization", "Person")


def faults(node: Any, where: str = "") -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    """Give what is wrong with a node and all nodes in it, each with its place."""
    kinds = _kinds(node)
    for kind in kinds:
        if kind not in TYPES:
            yield f"{where}: {kind} is no type"
            return
        yield from (
            f"{where}: {kind} has no {name}" for name in sorted(REQUIRED.get(kind, set()) - set(node))
        )
        if kind in ALONE and {"aggregateRating", "review"} & set(node):
            yield f"{where}: {kind} is rated"
    known = {name: value for kind in kinds for name, value in _properties(kind).items()}
    for name, value in node.items():
        if name.startswith("@"):
            continue
        if name not in known:
            yield f"{where}: {'/'.join(kinds)} knows no {name}"
            continue
        for one in value if isinstance(value, list) else [value]:
            yield from _value(one, known[name], f"{where}/{name}")


def _kinds(node: dict[str, Any]) -> list[str]:
    kind = node["@type"]
    return kind if isinstance(kind, list) else [kind]


def _properties(kind: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for parent in TYPES.get(kind, {}).get("parents", []):
        found |= _properties(parent)
    own: dict[str, list[str]] = TYPES.get(kind, {}).get("properties", {})
    return found | own


def _ancestors(kind: str) -> set[str]:
    parents = TYPES.get(kind, {}).get("parents", [])
    return {kind, "Thing"}.union(*map(_ancestors, parents))


def _value(value: Any, allowed: list[str], where: str) -> Iterator[str]:  # noqa: ANN401 - whatever JSON holds
    if isinstance(value, dict):
        if set(value) == {"@id"}:
            return
        if not any(_ancestors(kind) & set(allowed) for kind in _kinds(value)):
            yield f"{where}: {_kinds(value)} does not go here"
        yield from faults(value, where)
    elif isinstance(value, bool):
        if "Boolean" not in allowed:
            yield f"{where}: {value} does not go here"
    elif not value and value != 0:
        yield f"{where}: is empty"
    elif not _text(str(value), allowed):
        yield f"{where}: {value!r} is none of {allowed}"


def _text(text: str, allowed: list[str]) -> bool:
    if "ItemAvailability" in allowed:
        return text.removeprefix("https://schema.org/") in VOCABULARY["ItemAvailability"]
    # An address may stand for the thing that it is of (schema.org/docs/datamodel.html).
    patterns = [TEXTS[kind] for kind in allowed if kind in TEXTS]
    patterns += [TEXTS["URL"]] if set(allowed) - set(TEXTS) else []
    return any(re.fullmatch(pattern, text) for pattern in patterns)
