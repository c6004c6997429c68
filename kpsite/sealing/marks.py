"""By which closed text of a partly open lesson is known again when more of the lesson is open.

A mark is a keyed digest of one block of text, of what stands between blank lines. Marks are committed in
plain text: without the master key they tell how many blocks are closed, and nothing of what stands in them.
Text that is edited gets another mark, so an edit is never taken for an opening.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping

from kpsite.checks.opened import HINT, key_of
from kpsite.model.lesson import Lesson
from kpsite.model.prose import Prose
from kpsite.model.store import Site
from kpsite.problems import Place, Problem, error
from kpsite.sealing.keys import Master, derive

PARTIAL = "partial"
_SIZE = 6
"""Bytes of a mark: no two blocks of a store are likely to share one."""
_BLOCK = re.compile(r"\S.*?(?=\n[ \t]*\n|\s*\Z)", re.DOTALL)
_FRAME = re.compile(r"(?:#|:::|```|~~~|<).*|[\W_]*")
"""What may well stand in both parts of a lesson: a heading, the beginning of a box, a rule."""


def marked(site: Site, master: Master | None) -> dict[str, str]:
    """Give the state of all lessons that are open in part, each with the marks of its closed text behind it,
    by course, lesson and language; nothing where nothing is sealed.
    """
    key = b"" if master is None else _key(master)
    return {
        key_of(course, lesson): " ".join([PARTIAL, ".".join(sorted(_closed(lesson, key)))]).strip()
        for course in (one for one in site.courses if key and site.sealed(one))
        for lesson in course.lessons
        if lesson.state == PARTIAL
    }


def moved_up(site: Site, before: Mapping[str, str], master: Master) -> Iterator[Problem]:
    """Find text that is open in part of a lesson and was closed before; ``before`` are the states that
    ``marked`` gave. A lesson that was not there before may be one that is gone.
    """
    known = {name: _marks(state) for name, state in before.items() if _marks(state)}
    if not known:
        return
    lessons = {key_of(course, lesson): lesson for course in site.courses for lesson in course.lessons}
    gone = frozenset().union(*(marks for name, marks in known.items() if name not in lessons))
    key = _key(master)
    for name, lesson in lessons.items():
        marks = known.get(name, frozenset()) if name in before else gone
        if lesson.state == PARTIAL and lesson.open is not None and marks:
            line = next((line for line, mark in _blocks(lesson.open, key) if mark in marks), 0)
            if line:
                message = "found text above the paywall that stood below it when the store was last published"
                yield error(Place(lesson.path, line), "sealed-made-public", message, HINT)


def _closed(lesson: Lesson, key: bytes) -> frozenset[str]:
    """Give the marks of what is closed of a lesson, and not open as well."""
    if lesson.closed is None or lesson.open is None:
        return frozenset()
    shown = {mark for _, mark in _blocks(lesson.open, key)}
    return frozenset(mark for _, mark in _blocks(lesson.closed.reveal().body, key)) - shown


def _blocks(prose: Prose, key: bytes) -> Iterator[tuple[int, str]]:
    """Give the line of each block of a text, and its mark; how its lines are broken is no matter."""
    for found in _BLOCK.finditer(prose.text):
        words = " ".join(found[0].split())
        if not ("\n" not in found[0] and _FRAME.fullmatch(words)):
            digest = hashlib.blake2b(words.encode("utf-8", "replace"), key=key, digest_size=_SIZE).digest()
            yield (
                prose.line + prose.text.count("\n", 0, found.start()),
                base64.urlsafe_b64encode(digest).decode(),
            )


def _marks(state: str) -> frozenset[str]:
    return frozenset(filter(None, state.partition(" ")[2].split(".")))


def _key(master: Master) -> bytes:
    return derive(master.secret, b"marks")
