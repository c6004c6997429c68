"""Texts counted in what readers call signs, which are often several code points each.

After UAX 29, "Unicode Text Segmentation", table 1c, with the categories that Python knows: marks, joined and
coloured emoji, flags, and Korean syllables in pieces.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

MORE = "…"
_JOINER = "\u200d"
_JOINERS = frozenset(("\u200c", _JOINER))
_EXTENDING = ("Mn", "Me", "Mc")
_SKIN = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_FLAGS = range(0x1F1E6, 0x1F200)
_PICTURES = range(0x1F000, 0x1FB00)
# Hangul Jamo: leading consonants, vowels, trailing consonants; then whole syllables.
_LEADING, _VOWELS, _TRAILING = range(0x1100, 0x1160), range(0x1160, 0x11A8), range(0x11A8, 0x1200)
_SYLLABLES = range(0xAC00, 0xD7A4)
_WITH_TRAILING = 28  # each syllable without a trailing consonant is followed by 27 that have one


def graphemes(text: str) -> Iterator[str]:
    """Give a text's signs one by one; together they are the text."""
    sign = ""
    for one in text:
        if sign and not _joins(sign, one):
            yield sign
            sign = ""
        sign += one
    if sign:
        yield sign


def _joins(sign: str, following: str) -> bool:
    """Tell whether a code point belongs to the sign before it."""
    code, last = ord(following), ord(sign[-1])
    if sign[-1] == "\r" and following == "\n":
        return True
    if unicodedata.category(sign[-1]) in ("Cc", "Zl", "Zp"):
        return False
    if following in _JOINERS or code in _SKIN or code in _TAGS:
        return True
    if unicodedata.category(following) in _EXTENDING:
        return True
    if sign[-1] == _JOINER:
        return _pictured(following) and _pictured(sign[0])
    if code in _FLAGS:
        return last in _FLAGS and len(sign) == 1
    return _one_syllable(last, code)


def _pictured(one: str) -> bool:
    return ord(one) in _PICTURES or unicodedata.category(one) == "So"


def _one_syllable(last: int, code: int) -> bool:
    if last in _LEADING:
        return code in _LEADING or code in _VOWELS or code in _SYLLABLES
    open_ended = last in _SYLLABLES and (last - _SYLLABLES.start) % _WITH_TRAILING == 0
    if last in _VOWELS or open_ended:
        return code in _VOWELS or code in _TRAILING
    return (last in _TRAILING or last in _SYLLABLES) and code in _TRAILING


def cut(text: str, limit: int, weight: Callable[[str], int] = lambda sign: 1, most: int = 1) -> str:
    """Give a text if its signs weigh no more than the limit together, else its beginning and three dots that
    do. A sign is never cut apart; ``most`` is what a code point weighs at most.
    """
    if len(text) * most <= limit:
        return text
    weights = [(sign, weight(sign)) for sign in graphemes(text)]
    if sum(one for _, one in weights) <= limit:
        return text
    room, kept = limit - weight(MORE), ""
    for sign, one in weights:
        room -= one
        if room < 0:
            break
        kept += sign
    return kept.rstrip() + MORE
