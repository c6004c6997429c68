"""Texts that are rendered before the store is understood, in memory that this process shares with others."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from mmap import mmap
from struct import Struct
from typing import TYPE_CHECKING

from kpsite.model.prose import Prose
from kpsite.render.markdown.ahead import filled, filled_blocks
from kpsite.render.markdown.rendering import Rendered

if TYPE_CHECKING:
    from kpsite.plugins import Loaded

# What a text is given, in bytes of address space: what is not used takes no memory.
ROOM = 65_536
# For each text where it is, how long, and its checksum. Another processor may see them before it sees the
# text itself: then the checksum is wrong, and the text counts as not there yet.
_PLACE = Struct("=QII")
_DIGEST = 16
_REFUSED = 1  # in place of a checksum
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

    def unless_extended(self, plugins: Iterable[Loaded]) -> Ahead | None:
        """Give these texts; None where a plugin extends the dialect, which they are rendered without."""
        return None if any(loaded.plugin.markdown for loaded in plugins) else self

    def writer(self, first: int, last: int) -> Writer:
        """Give what puts texts into the part of the memory that belongs to some documents."""
        return Writer(self._memory, self._places, self._start + ROOM * first, self._start + ROOM * last)

    def laid(self, start: int, size: int) -> bytes:
        """Give what was laid into the memory."""
        return self._memory[start : start + size]

    def stop(self) -> None:
        """Let no more texts be rendered."""
        self._memory[_STOP] = 1

    def has(self, path: str) -> bool:
        """Say whether the text of a document is there."""
        return path in self._numbers and bool(self._place(self._numbers[path])[1])

    def refused(self) -> int:
        """Give how many texts cannot be rendered before their time, as far as has been found."""
        return sum(self._place(number)[2] == _REFUSED for number in self._numbers.values())

    def get(self, prose: Prose, translate: Callable[[str], str], *, below: bool = False) -> Rendered | None:
        """Give a text as ``render`` gives it; None when it is to be rendered now, which nobody else has to do
        then.
        """
        packed = self._packed(prose)
        if not packed and prose.path in self._numbers:
            self._memory[_TAKEN + self._numbers[prose.path]] = 1
        return filled(packed, prose, translate, below=below) if packed else None

    def blocks(self, prose: Prose, translate: Callable[[str], str]) -> Mapping[tuple[str, str], str]:
        """Give the blocks of code of a text that was rendered, by info string and content."""
        packed = self._packed(prose)
        return filled_blocks(packed, prose, translate) if packed else {}

    def _place(self, number: int) -> tuple[int, int, int]:
        at = self._places + _PLACE.size * number
        place: tuple[int, int, int] = _PLACE.unpack_from(self._memory, at)
        return place

    def _packed(self, prose: Prose) -> bytes:
        """Give what was rendered of this very text, proved whole."""
        number = self._numbers.get(prose.path)
        start, size, checksum = self._place(number) if number is not None else (0, 0, 0)
        packed = self._memory[start : start + size]
        if not size or zlib.crc32(packed) != checksum or packed[:_DIGEST] != digest(prose.text.encode()):
            return b""
        return packed[_DIGEST:]


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

    def put(self, number: int, text: str, packed: bytes) -> None:
        """Put what was rendered of a document's text by its number, if there is room; nothing when that could
        not be done.
        """
        at = self._places + _PLACE.size * number
        proved = digest(text.encode()) + packed
        if not packed:
            _PLACE.pack_into(self._memory, at, 0, 0, _REFUSED)
        elif start := self.lay(proved):
            _PLACE.pack_into(self._memory, at, start, len(proved), zlib.crc32(proved))

    def lay(self, data: bytes) -> int:
        """Lay something into the memory, and give where; 0 when there is no room."""
        start, end = self._at, self._at + len(data)
        if end > self._end:
            return 0
        self._memory[start:end] = data
        self._at = end
        return start


def digest(data: bytes) -> bytes:
    """Give what stands for bytes that are to be compared."""
    return hashlib.blake2b(data, digest_size=_DIGEST).digest()
