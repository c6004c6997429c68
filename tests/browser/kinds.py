"""Which pages of the built demo stand for which kind."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

KINDS = (
    "home", "catalogue", "course", "lesson", "closed_lesson", "bundle", "posts", "post", "creator", "partner",
    "deal", "page", "subscribed", "thanks", "not_found", "search", "embed", "recommended", "refer",
)  # fmt: skip
FORWARDING = 'http-equiv="refresh"'
_KIND = re.compile(r'<body class="page-(\w+)"')
_LANGUAGE = re.compile(r'<html lang="([\w-]+)"')


def fullest_pages(folder: Path) -> dict[str, list[str]]:
    """Give for each kind the addresses of its longest page in each language, which shows the most."""
    pages: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
    for path in folder.rglob("*.html"):
        text = path.read_text("utf-8")
        kind, language = _KIND.search(text), _LANGUAGE.search(text)
        # Pages that send on to another one at once cannot be looked at.
        if kind and language and FORWARDING not in text:
            address = "/" + path.relative_to(folder).as_posix().removesuffix("index.html")
            pages[kind[1], language[1]].append((len(text), address))
    fullest: dict[str, list[str]] = defaultdict(list)
    for (kind_name, _), found in sorted(pages.items()):
        fullest[kind_name].append(max(found)[1])
    return dict(fullest)
