"""The proof that nothing closed is published: every file that was made is looked through for runs of closed
words, in all forms that text can take, and for pieces of closed media.

A run is 8 words, or 16 Chinese, Japanese or Korean characters. A table with one byte for each possible hash
remembers the closed texts' sequences of 4 words; where 5 in a row are known, 8 words are suspicious, and are
compared with the texts themselves. So a look costs the same however much is closed, and finds every run.
"""

from __future__ import annotations

import re
from array import array
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import field
from itertools import repeat
from operator import and_
from typing import Protocol
from zlib import crc32

from kpsite.load.media import MediaFile
from kpsite.sealing.decodings import CONTROL, forms, plain
from kpsite.values import dataclass

GRAM = 4
WORDS = 8
IN_A_ROW = WORDS - GRAM + 1
_ROW = b"\1" * IN_A_ROW
WEIGHT = 16
"""Of a run: a word weighs 2, a character of a script without spaces 1."""
LEAST_TABLE, MOST_TABLE = 1 << 20, 1 << 26
SLOTS_A_GRAM = 24
ANCHOR = b"\xa7"
ANCHORED = 32
ANCHORS_IN_A_ROW = 4
_SEEN = 200_000
_BLOCK, _OVERLAP = 1 << 20, 1 << 13
_MEDIA = (
    ".avif", ".webp", ".jpg", ".jpeg", ".png", ".gif", ".mp4", ".m4v", ".mov", ".webm", ".mp3", ".m4a",
    ".ogg", ".oga", ".ogv", ".opus", ".flac", ".wav", ".woff2",
)  # fmt: skip

_SMALL = bytes(range(0x80)).lower() + bytes(range(0x80, 0x100))
_SIGNS = bytes(code for code in range(0x80) if not chr(code).isalnum())
_KEPT = _SMALL.translate(bytes.maketrans(_SIGNS, b" " * len(_SIGNS)))
# Punctuation outside ASCII that texts are full of, and spaces; the rest counts as letters on both sides.
_MARKS: dict[bytes, list[bytes]] = {}
for _mark in "“”‘’„–—…•→←\u202f\u2009\u200b«»·\u00a0×\u3000、。《》「」『』（），：；！？％":
    _MARKS.setdefault(_mark.encode()[:1], []).append(_mark.encode())
# Control signs, which no text holds, stand between what may be text in a picture or a film.
_NO_CONTROL = bytes.maketrans(CONTROL, bytes(len(CONTROL)))
_LEAST_NOTE = 3 * WORDS
_SOFT_HYPHEN = b"\xc2\xad"
_NO_LEAD = bytes(set(range(256)) - set(range(0xE3, 0xEE)))
_IDEOGRAPH = re.compile(rb"[\xe3-\xed][\x80-\xbf]{2}")
_QUOTED = re.compile(r"\"([^\"\n]{16,})\"|'([^'\n]{16,})'")
_DESTINATION = re.compile(
    r"\]\([^)\n]*\)|\]\[[^\]\n]*\]|\{\s*:?\s*(?:[.#]|[\w-]+=)[^}\n]*\}|</?[a-zA-Z][^>\n]*>"
)


class Table(Protocol):
    """Bytes that can be read and set one by one: a ``bytearray``, or memory that processes share."""

    def __getitem__(self, index: int, /) -> int: ...

    def __setitem__(self, index: int, value: int, /) -> None: ...

    def __len__(self) -> int: ...


def words(data: bytes) -> list[bytes]:
    """Give the words of a text in small letters, without punctuation; each ideograph is a word."""
    if not data.isascii():
        data = data.replace(_SOFT_HYPHEN, b"")
        for lead, marks in _MARKS.items():
            if lead in data:
                for mark in marks:
                    data = data.replace(mark, b" ")
        if data.translate(None, _NO_LEAD):
            data = _IDEOGRAPH.sub(rb" \g<0> ", data)
    return data.translate(_KEPT).split()


def source_words(text: str) -> list[bytes]:
    """Give the words of Markdown as a reader sees them: without the destinations of links."""
    return words(plain(_DESTINATION.sub(" ", text).encode("utf-8", "replace")))


def closed_words(text: str) -> Iterator[list[bytes]]:
    """Give the words of a closed text, and apart from them those of the captions and titles that stand where
    a reader of the source sees destinations and attributes.
    """
    yield source_words(text)
    for place in _DESTINATION.findall(text):
        for one, other in _QUOTED.findall(place):
            yield words(plain((one or other).encode("utf-8", "replace")))


def weight(run: Iterable[bytes]) -> int:
    """Give the weight of some words."""
    return sum(1 if _IDEOGRAPH.fullmatch(word) else 2 for word in run)


def table_size(grams: int) -> int:
    """Give the size of a table for so many sequences: a power of two."""
    size = LEAST_TABLE
    while size < min(grams * SLOTS_A_GRAM, MOST_TABLE):
        size *= 2
    return size


@dataclass(frozen=True, slots=True)
class Suspicion:
    """What may be closed in a file: runs of words, and a piece of media."""

    runs: tuple[tuple[bytes, ...], ...] = ()
    piece: bytes = b""

    def __bool__(self) -> bool:
        return bool(self.runs or self.piece)


NONE = Suspicion()


@dataclass(slots=True)
class Guard:
    """Remembers what is closed, and tells what of it may be in a file.

    ``table`` may be shared by several processes: all that they do to it is to set bytes to 1. ``media`` are
    the closed files.
    """

    table: Table
    media: tuple[MediaFile, ...] = ()
    _seen: set[int] = field(default_factory=set)

    def close(self, text: str) -> None:
        """Remember a closed text."""
        for known in closed_words(text):
            deque(map(self.table.__setitem__, self._slots(known), repeat(1)), maxlen=0)

    def close_bytes(self, data: bytes) -> None:
        """Remember a closed file, or a piece of one that overlaps the next by ``ANCHORED`` bytes."""
        mask = len(self.table) - 1
        for slot in _anchors(data, mask):
            self.table[slot] = 1

    def _slots(self, found: list[bytes]) -> Iterator[int]:
        numbers = list(map(crc32, found))
        grams = zip(numbers, numbers[1:], numbers[2:], numbers[3:], strict=False)
        return map(and_, map(hash, grams), repeat(len(self.table) - 1))

    def look(self, data: bytes, *, text: bool) -> Suspicion:
        """Give what may be closed in a file; ``text`` says that it is one, made of lines."""
        found: list[tuple[bytes, ...]] = []
        piece = b""
        for form in forms(self._new(data) if text else data):
            found.extend(self._runs(words(form)))
            piece = piece or self.look_bytes(form)
        return Suspicion(tuple(dict.fromkeys(found)), piece) if found or piece else NONE

    def look_raw(self, data: bytes) -> Suspicion:
        """Look through a piece of a picture or a film, which holds text in its marginal notes alone."""
        legible = [part for part in data.translate(_NO_CONTROL).split(b"\0") if len(part) >= _LEAST_NOTE]
        found = list(self._runs(words(b"\n".join(legible))))
        if data.count(0) * GRAM > len(data):  # notes in UTF-16
            found += self._runs(words(data.replace(b"\0", b"")))
        piece = self.look_bytes(data)
        return Suspicion(tuple(dict.fromkeys(found)), piece) if found or piece else NONE

    def look_bytes(self, data: bytes) -> bytes:
        """Give a piece of a file that seems to be one of closed media, or nothing."""
        places = array("Q")
        flags = bytearray()
        mask, table = len(self.table) - 1, self.table
        at = data.find(ANCHOR)
        while 0 <= at <= len(data) - ANCHORED:
            flags.append(table[crc32(data[at : at + ANCHORED]) & mask])
            places.append(at)
            at = data.find(ANCHOR, at + 1)
        hit = flags.find(b"\1" * ANCHORS_IN_A_ROW)
        return b"" if hit < 0 else data[places[hit] : places[hit] + 4 * ANCHORED]

    def _flags(self, found: list[bytes]) -> bytes:
        return bytes(map(self.table.__getitem__, self._slots(found)))

    def _runs(self, found: list[bytes]) -> Iterator[tuple[bytes, ...]]:
        """Look at each fifth sequence first: five known ones in a row have one of them among them."""
        columns = (map(crc32, found[place::IN_A_ROW]) for place in range(GRAM))
        slots = map(and_, map(hash, zip(*columns, strict=False)), repeat(len(self.table) - 1))
        known = bytes(map(self.table.__getitem__, slots))
        at = known.find(1)
        while at >= 0:
            middle = at * IN_A_ROW
            near = found[max(0, middle - IN_A_ROW + 1) : middle + WORDS]
            if _ROW in self._flags(near):
                yield from self._all_runs(found)
                return
            at = known.find(1, at + 1)

    def _all_runs(self, found: list[bytes]) -> Iterator[tuple[bytes, ...]]:
        flags = self._flags(found)
        start = flags.find(_ROW)
        while start >= 0:
            end = flags.find(b"\0", start)
            end = len(flags) if end < 0 else end
            run = tuple(found[start : end + GRAM - 1])
            if weight(run) >= WEIGHT:
                yield run
            start = flags.find(_ROW, end)

    def _new(self, data: bytes) -> bytes:
        """Leave out the lines of a page that stood beside each other on an earlier one as well."""
        seen = self._seen
        if len(seen) > _SEEN:
            seen.clear()
        kept: list[bytes] = []
        before, last = b"", True
        for line in data.split(b"\n"):
            pair = hash((before, line))
            if pair in seen:
                last = False
            else:
                seen.add(pair)
                if not last:
                    kept += (b" - - ", before)
                kept.append(line)
                last = True
            before = line
        return b"\n".join(kept)


def _anchors(data: bytes, mask: int) -> Iterator[int]:
    at = data.find(ANCHOR)
    while 0 <= at <= len(data) - ANCHORED:
        yield crc32(data[at : at + ANCHORED]) & mask
        at = data.find(ANCHOR, at + 1)


_TEXTS = (".html", ".css", ".js", ".svg", ".json", ".txt", ".xml", "_headers", "_redirects", ".md", ".csv")


def suspicion(guard: Guard, path: str, data: bytes) -> Suspicion:
    """Look through a file that is to be published, its name included."""
    named = guard.look(path.encode(), text=False)
    if named or not path.lower().endswith(_MEDIA):
        return named or guard.look(data, text=path.endswith(_TEXTS))
    return next(filter(None, map(guard.look_raw, _blocks(data))), NONE)


def _blocks(data: bytes) -> Iterator[bytes]:
    """Give a large file in pieces that overlap by more than what is looked for."""
    for start in range(0, len(data), _BLOCK):
        yield data[start : start + _BLOCK + _OVERLAP]


def pieces(run: tuple[bytes, ...]) -> Iterator[bytes]:
    """Give all the shortest parts of a suspicious run that are long enough to be a leak: words between single
    spaces, with a space at both ends.
    """
    for start in range(len(run)):
        end = _long_enough(run, start)
        if end is None:
            return
        yield b" " + b" ".join(run[start:end]) + b" "


def _long_enough(run: tuple[bytes, ...], start: int) -> int | None:
    total = 0
    for end in range(start, len(run)):
        total += 1 if _IDEOGRAPH.fullmatch(run[end]) else 2
        if total >= WEIGHT:
            return end + 1
    return None


def joined(texts: Iterable[str]) -> bytes:
    """Give texts as words between single spaces, in which ``pieces`` can be looked for."""
    return b" " + b" . ".join(b" ".join(part) for text in texts for part in closed_words(text)) + b" "
