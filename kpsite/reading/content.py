"""Reading ``content/`` into a Tree: documents whole, all other files by their digest and facts, which are
remembered.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import MutableMapping
from pathlib import Path

from kpsite.load.documents import DOCUMENTS, MAX_DOCUMENT
from kpsite.load.tree import AssetFacts, Tree
from kpsite.problems import Place, Problem, error, unreadable
from kpsite.reading.disk import Seen, read, walk
from kpsite.render.image_facts import inspect
from kpsite.render.image_headers import BadImage
from kpsite.render.markdown.addressing import PICTURES
from kpsite.values import dataclass

MAX_FILES = 100_000
Remembered = MutableMapping[str, tuple[int, int, int, AssetFacts]]


@dataclass(frozen=True, slots=True)
class Content:
    """What was read: the tree, and where each of its files really is."""

    tree: Tree
    real: dict[str, str]


def read_content(root: Path, remembered: Remembered, problems: list[Problem]) -> Content:
    """Read a store's content.

    ``remembered`` holds facts of files by path, size and times of change from earlier runs, and is brought
    up to date.
    """
    files = walk(root, "content", problems)
    if len(files) > MAX_FILES:
        problems.append(
            error(
                Place("content"),
                "too-many",
                f"found {len(files):,} files",
                f"a store may have up to {MAX_FILES:,}",
            )
        )
    documents: dict[str, bytes] = {}
    assets: dict[str, AssetFacts] = {}
    for seen in files:
        if seen.path.lower().endswith(DOCUMENTS):
            data = _document(seen, problems)
            if data is not None:
                documents[seen.path] = data
        else:
            facts = _asset(seen, remembered, problems)
            if facts is not None:
                assets[seen.path] = facts
    for path in set(remembered) - set(assets):
        del remembered[path]
    return Content(Tree(documents, assets), {seen.path: seen.real for seen in files})


def _document(seen: Seen, problems: list[Problem]) -> bytes | None:
    if seen.size > MAX_DOCUMENT:
        problems.append(
            error(
                Place(seen.path),
                "too-large",
                f"found {seen.size / 1048576:.1f} MiB",
                "a text file may have up to 2 MiB; split it",
            )
        )
        return None
    return read(seen, problems)


def _asset(seen: Seen, remembered: Remembered, problems: list[Problem]) -> AssetFacts | None:
    known = remembered.get(seen.path)
    if known is not None and known[:3] == (seen.size, seen.mtime, seen.ctime):
        return known[3]
    facts = _facts(seen, problems)
    if facts is not None:
        remembered[seen.path] = (seen.size, seen.mtime, seen.ctime, facts)
    return facts


def _facts(seen: Seen, problems: list[Problem]) -> AssetFacts | None:
    try:
        with Path(seen.real).open("rb") as file:
            digest = hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
            size = os.fstat(file.fileno()).st_size
            if not seen.path.lower().endswith(PICTURES):
                return AssetFacts(size, digest)
            file.seek(0)
            data = file.read()
    except OSError as wrong:
        problems.append(unreadable(seen.path, wrong))
        return None
    try:
        return AssetFacts(size, digest, inspect(data))
    except BadImage as bad:
        return AssetFacts(size, digest, None, f"it {bad}")
