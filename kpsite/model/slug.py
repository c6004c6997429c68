"""Slugs: the parts of addresses that creators choose, in any script."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from kpsite.model.nodes import Node, Scalar
from kpsite.model.report import Invalid, Report

_ASCII_WORD = re.compile(r"[A-Za-z0-9]+")


def words(text: str) -> list[str]:
    """Split text into words of letters and digits of any script, each with their accents and vowel signs."""
    if text.isascii():
        return _ASCII_WORD.findall(text)
    kept: list[str] = []
    for sign in unicodedata.normalize("NFC", text):
        # Marks belong to letters in Hindi, Thai and many more; after anything else they are a symbol's dress.
        letter = sign.isalnum() or (
            bool(kept) and kept[-1] != " " and unicodedata.category(sign) in ("Mn", "Mc")
        )
        kept.append(sign if letter and not "\ufe00" <= sign <= "\ufe0f" else " ")
    return "".join(kept).split()


def slugify(text: str) -> str:
    """Make a slug: small letters and digits, with single hyphens between the words; may come out empty."""
    return "-".join(words(unicodedata.normalize("NFC", text).lower()))


class SlugKind:
    """A slug as creators write it: letters and digits, with single hyphens or underscores between; in NFC."""

    name = "slug"

    def read(self, node: Node, report: Report) -> str:
        text = unicodedata.normalize("NFC", node.text.strip()) if isinstance(node, Scalar) else ""
        if not text or "-".join(words(text)) != text.replace("_", "-"):
            hint = 'a slug such as "first-steps" (letters and digits, with single hyphens between them)'
            raise Invalid(f"write {hint}")
        return text

    def schema(self) -> dict[str, Any]:
        # Editors' regular expressions know letters of other scripts only by what they are not.
        return {"type": ["string", "integer"], "pattern": r"^[^\s/\\.?#%]+$"}


Slug = SlugKind()
