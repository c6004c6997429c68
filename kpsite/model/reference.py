"""The reference page and the JSON Schema of every file's keys, made from the records that read them."""

from __future__ import annotations

from typing import Any

from kpsite.model.course import CourseMatter
from kpsite.model.keys import Record, keys_of, record_schema
from kpsite.model.kinds import ListOf
from kpsite.model.lesson import ChapterMatter, LessonMatter
from kpsite.model.people import AmbassadorMatter, CreatorMatter, TestimonialMatter
from kpsite.model.promo import Promo
from kpsite.model.report import Kind
from kpsite.model.site import SiteMatter
from kpsite.model.writing import BundleMatter, HomeMatter, PageMatter, PartnerMatter, PostMatter

# What each file is called for ``kpsite schema``, where it stands, and the record that reads it; a True marks
# files that are lists.
LONGEST_NAME = 120
INTRODUCTION = (
    "This page is made from the program itself (`kpsite schema --reference`). "
    "A key marked *needed* has to be there; all others may be left out. "
    "A `README.md` or `LICENSE.md` in any folder is for readers of the repository, and never becomes a page."
)

FILES: dict[str, tuple[str, type, bool]] = {
    "site": ("site.yaml", SiteMatter, False),
    "creator": ("creator.md and creators/<id>.md", CreatorMatter, False),
    "home": ("home.md", HomeMatter, False),
    "course": ("courses/<slug>/course.md", CourseMatter, False),
    "chapter": ("courses/<slug>/<chapter>/chapter.md", ChapterMatter, False),
    "lesson": ("courses/<slug>/**/<lesson>.md or <lesson>/lesson.md", LessonMatter, False),
    "testimonials": ("courses/<slug>/testimonials.yaml", TestimonialMatter, True),
    "bundle": ("bundles/<slug>.md", BundleMatter, False),
    "post": ("posts/<date>-<slug>.md", PostMatter, False),
    "page": ("pages/<slug>.md", PageMatter, False),
    "partner": ("partners/<slug>.md", PartnerMatter, False),
    "promos": ("promos.yaml", Promo, True),
    "ambassadors": ("ambassadors.yaml", AmbassadorMatter, True),
}


def json_schema(name: str) -> dict[str, Any]:
    """Give the JSON Schema (2020-12) of a kind of file, for editors that complete and check as one writes."""
    where, record, is_list = FILES[name]
    body = record_schema(record)
    if is_list:
        body = {"type": "array", "items": body}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"kpsite: {where}"} | body


def reference() -> str:
    """Give the reference page of every key as Markdown."""
    parts = [
        "# Reference: every key of every file",
        INTRODUCTION,
    ]
    parts.extend(file_reference(name) for name in FILES)
    return "\n\n".join(parts) + "\n"


def file_reference(name: str) -> str:
    """Give the reference of one kind of file as Markdown."""
    where, record, is_list = FILES[name]
    lines = [f"## `{where}`"]
    if is_list:
        lines.append("A list; each entry has these keys.")
    lines.append(_table(record))
    lines.extend(f"### `{name}: {key}`\n\n{_table(inner)}" for key, inner in _inner(record))
    return "\n\n".join(lines)


def _table(record: type) -> str:
    rows = ["| key | holds | what it is for |", "|---|---|---|"]
    for name, declared in keys_of(record).items():
        example = f" Example: `{declared.example}`." if declared.example else ""
        needed = "*Needed.* " if declared.required else ""
        doc = f"{needed}{declared.doc}{example}".replace("|", "\\|")
        rows.append(f"| `{name}` | {_holds(declared.kind)} | {doc} |")
    return "\n".join(rows)


def _holds(kind: Kind) -> str:
    inner = kind.item if isinstance(kind, ListOf) else kind
    if isinstance(inner, Record):
        return "list of mappings, see below" if isinstance(kind, ListOf) else "mapping, see below"
    name: str = kind.name
    return name.replace("|", "\\|") if len(name) <= LONGEST_NAME else "one word, see the schema"


def _inner(record: type) -> list[tuple[str, type]]:
    found = []
    for name, declared in keys_of(record).items():
        kind = declared.kind.item if isinstance(declared.kind, ListOf) else declared.kind
        if isinstance(kind, Record):
            found.append((name, kind.type))
    return found
