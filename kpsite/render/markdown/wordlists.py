"""What lexers look for at length, made short: lists of words as sets, classes without all alphabets.

Compiling such an expression takes longer than colouring the code of many lessons.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kpsite.values import dataclass

if TYPE_CHECKING:
    from pygments.lexer import words

_FEW = 100  # words; an expression for fewer is compiled soon enough, and is quicker to match


@dataclass(slots=True)
class Hit:
    """A word that was found, with what the reader of a match asks for."""

    word: str
    stop: int
    lastgroup: None = None

    def group(self) -> str:
        return self.word

    def end(self) -> int:
        return self.stop


class WordList:
    """Finds the words of a list, the longest first, as Pygments' expression for them does in ASCII text."""

    def __init__(self, source: words, flags: int) -> None:
        self.source = source
        self._fold = bool(flags & re.IGNORECASE)
        self._words = frozenset(word.lower() if self._fold else word for word in source.words)
        signs = re.escape("".join(sorted(set("".join(source.words)))))
        longest = max(map(len, source.words))
        self._run = re.compile(f"[{signs}]{{1,{longest}}}", flags).match
        self._behind = re.compile(source.suffix, flags).match

    def match(self, text: str, place: int) -> Hit | None:
        """Find a word at a place of a text."""
        found = self._run(text, place)
        if not found:
            return None
        run = found.group()
        folded = run.lower() if self._fold else run
        for size in range(len(run), 0, -1):
            if folded[:size] in self._words and self._behind(text, place + size):
                return Hit(run[:size], place + size)
        return None


def word_list(source: words, flags: int) -> WordList | None:
    """Give the list as a set; None for one that is short or whose expression is not as plain."""
    plain = not source.prefix and source.suffix in ("", r"\b")
    if (
        not plain
        or len(source.words) < _FEW
        or not all(map(str.isascii, source.words))
        or not all(source.words)
    ):
        return None
    # Among words of different case the expression does not always find the longest first.
    same_case = all(map(str.isupper, source.words)) or all(map(str.islower, source.words))
    return WordList(source, flags) if same_case or not flags & re.IGNORECASE else None


_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*+\]|\\.", re.DOTALL)
_FOREIGN = re.compile(r"[^\x00-\x7f](?:-[^\x00-\x7f])?")
# A range between a sign of ASCII and another, a class of no ASCII, or a sign whose case may not count.
_TANGLED = re.compile(
    r"[\x00-\x7f]-[^\x00-\x7f]|[^\x00-\x7f]-[\x00-\x7f]|\[\^?(?:-|[^\x00-\x7f])+\]|\(\?[a-z]*i"
)


def in_ascii(regex: str, flags: int) -> str:
    """Give an expression that is the same in ASCII text, without the letters of the world in its classes."""
    if (
        regex.isascii()
        or flags & re.IGNORECASE
        or _TANGLED.search(regex)
        or not _CLASS.sub("", regex).isascii()
    ):
        return regex
    return _FOREIGN.sub("", regex)
