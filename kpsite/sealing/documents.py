"""The words of PDF files, whose texts are written as numbers of glyphs: each font brings a table along that
turns them into letters, so that readers can copy and search (ISO 32000-1, 9.10.3, "ToUnicode CMaps").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

_MOST_FONTS = 64
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*)>")
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_RANGE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[([^\]]*)\])")
_SHOWN = re.compile(rb"\[((?:<[0-9A-Fa-f\s]*>|[^\[\]<>()])*)\]\s*TJ|<([0-9A-Fa-f\s]*)>\s*Tj")
_LONGEST_RANGE = 1 << 16

Font = Mapping[bytes, str]
"""Letters by the code of a glyph, written in small hex digits; all codes of a font are of one length."""


def pdf_texts(streams: Iterable[bytes]) -> Iterator[bytes]:
    """Give what the streams of a PDF show, in UTF-8: once in the letters of each of its fonts, as which font
    is meant where stands elsewhere.
    """
    known = list(streams)
    fonts: list[Font] = []
    for font in (_font(stream) for stream in known if b"begincmap" in stream):
        if font and font not in fonts and len(fonts) < _MOST_FONTS:
            fonts.append(font)
    shown = [text for stream in known if b"begincmap" not in stream for text in _shown(stream)]
    for font in [*fonts, _LATIN] if shown else ():
        width = len(next(iter(font)))
        yield " ".join("".join(font.get(code, "") for code in _codes(text, width)) for text in shown).encode(
            "utf-8", "replace"
        )


# Without a table a code is a letter (WinAnsiEncoding agrees with Latin 1 as far as words go).
_LATIN: Font = {b"%02x" % code: chr(code) for code in range(0x20, 0x100)}


def _shown(stream: bytes) -> Iterator[bytes]:
    """Give the strings that a stream shows, in small hex digits; pieces with a kern between them are one."""
    for found in _SHOWN.finditer(stream):
        pieces = _HEX.findall(found[1]) if found[1] is not None else [found[2]]
        yield b"".join(b"".join(pieces).split()).lower()


def _codes(text: bytes, width: int) -> Iterator[bytes]:
    return (text[at : at + width] for at in range(0, len(text), width))


def _font(table: bytes) -> Font:
    made: dict[bytes, str] = {}
    for block in _CHARS.findall(table):
        numbers = _HEX.findall(block)
        made.update(
            (code.lower(), _letters(text)) for code, text in zip(numbers[::2], numbers[1::2], strict=False)
        )
    for block in _RANGES.findall(table):
        for first, last, text, each in _RANGE.findall(block):
            made.update(_range(first, last, text, each))
    width = min(map(len, made), default=0)
    return {code: text for code, text in made.items() if code and len(code) == width}


def _range(first: bytes, last: bytes, text: bytes, each: bytes) -> Iterator[tuple[bytes, str]]:
    start, end = int(first, 16), min(int(last, 16), int(first, 16) + _LONGEST_RANGE)
    begun = _letters(text) if text else ""
    listed = [_letters(one) for one in _HEX.findall(each)]
    for place, code in enumerate(range(start, end + 1)):
        if text:
            letters = begun[:-1] + chr(min(ord(begun[-1]) + place, 0x10FFFF)) if begun else ""
        else:
            letters = listed[place] if place < len(listed) else ""
        yield b"%0*x" % (len(first), code), letters


def _letters(digits: bytes) -> str:
    even = digits[: len(digits) // 2 * 2].decode("ascii")
    return bytes.fromhex(even).decode("utf-16-be", "ignore")
