"""Texts that are rendered before the store is understood, in memory that this process shares with others."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from mmap import mmap
from struct import Struct

from kpsite.load.documents import Document
from kpsite.model.prose import Prose
from kpsite.render.markdown.ahead import filled, filled_blocks
from kpsite.render.markdown.rendering import Rendered

# What a text is given, in bytes of address space: what is not used takes no memory.
ROOM = 65_536
# For each text where it is, how long, and its checksum. Another processor may see them before it sees the
# text itself: then the checksum is wrong, and the text counts as not there yet.
_PLACE = Struct("=QII")
_STOP = 0
_TAKEN = 16


class Ahead:
    """Such texts, by the numbers of their documents."""

    def __init__(self, paths: Sequence[str]) -> None:
        """Take the paths of all documents. Raises ``OSError`` when there is no room."""
        self._numbers = {path: number for number, path in enumerate(paths)}
        self._places = _TAKEN + len(paths)
        self._start = self._places + _PLACE.size * len(paths)
        self._memory = mmap(-1, self._start + ROOM * len(paths))
        self._documents: Mapping[str, Document] = {}

    def writer(self, first: int, last: int) -> Writer:
        """Give what puts texts into the part of the memory that belongs to some documents."""
        return Writer(self._memory, self._places, self._start + ROOM * first, self._start + ROOM * last)

    def know(self, documents: Mapping[str, Document]) -> None:
        """Take the documents, as they were when their texts were rendered, by path."""
        self._documents = documents

    def laid(self, start: int, size: int) -> bytes:
        """Give what was laid into the memory."""
        return self._memory[start : start + size]

    def stop(self) -> None:
        """Let no more texts be rendered."""
        self._memory[_STOP] = 1

    def has(self, path: str) -> bool:
        """Say whether the text of a document is there."""
        return path in self._documents and bool(self._place(path)[1])

    def get(self, prose: Prose, translate: Callable[[str], str]) -> Rendered | None:
        """Give a text as it was rendered, with all that was not known then; None when it is to be rendered
        now, which nobody else has to do then.
        """
        if not self._is_known(prose):
            return None
        packed = self._packed(prose.path)
        if not packed:
            self._memory[_TAKEN + self._numbers[prose.path]] = 1
            return None
        return filled(packed, prose, translate)

    def blocks(self, prose: Prose, translate: Callable[[str], str]) -> Mapping[tuple[str, str], str]:
        """Give the blocks of code of a text that was rendered, by info string and content."""
        packed = self._packed(prose.path) if self._is_known(prose) else b""
        return filled_blocks(packed, prose, translate) if packed else {}

    def _is_known(self, prose: Prose) -> bool:
        document = self._documents.get(prose.path)
        return document is not None and document.body == prose.text

    def _place(self, path: str) -> tuple[int, int, int]:
        at = self._places + _PLACE.size * self._numbers[path]
        place: tuple[int, int, int] = _PLACE.unpack_from(self._memory, at)
        return place

    def _packed(self, path: str) -> bytes:
        start, size, checksum = self._place(path)
        packed = self._memory[start : start + size]
        return packed if size and zlib.crc32(packed) == checksum else b""


class Writer:
    """Puts texts into such memory."""

    def __init__(self, memory: mmap, places: int, start: int, end: int) -> None:
        """Take the memory, where the places of texts stand in it, and between which ones texts may be put."""
        self._memory, self._places, self._at, self._end = memory, places, start, end

    def is_wanted(self, number: int) -> bool:
        """Say whether nobody else has begun with the text of a document."""
        return not self._memory[_TAKEN + number]

    @property
    def stopped(self) -> bool:
        """Whether no more texts are wanted."""
        return self._memory[_STOP] != 0

    def put(self, number: int, packed: bytes) -> None:
        """Put a text of a document by its number, if there is room."""
        start = self.lay(packed)
        if packed and start:
            at = self._places + _PLACE.size * number
            _PLACE.pack_into(self._memory, at, start, len(packed), zlib.crc32(packed))

    def lay(self, data: bytes) -> int:
        """Lay something into the memory, and give where; 0 when there is no room."""
        start, end = self._at, self._at + len(data)
        if end > self._end:
            return 0
        self._memory[start:end] = data
        self._at = end
        return start
