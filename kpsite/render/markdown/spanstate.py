"""Where the parser of what stands within blocks is: the words and signs that it has read so far."""

from __future__ import annotations

from typing import Literal

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar, isWhiteSpace
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token

from kpsite.render.markdown.tokens import make

_WORD, _PUNCTUATION, _SPACE = range(3)


class _Kinds(dict[str, int]):
    """What each character is when it stands beside emphasis; looked up once for each."""

    def __missing__(self, character: str) -> int:
        if isWhiteSpace(ord(character)):
            kind = _SPACE
        elif isMdAsciiPunct(ord(character)) or isPunctChar(character):
            kind = _PUNCTUATION
        else:
            kind = _WORD
        self[character] = kind
        return kind


_KINDS = _Kinds()


class SpanState(StateInline):
    """The state of the parser."""

    def pushPending(self) -> Token:  # noqa: N802 - the parser's own name
        """Add the words that were read so far."""
        token = make("text", "", 0, self.pendingLevel, self.pending)
        self.tokens.append(token)
        self._pending = ""
        return token

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Add a token, behind the words before it."""
        if (self._pending_buffer or self._pending) and self.pending:
            self.pushPending()
        if nesting < 0:
            self.level -= 1
            self.delimiters = self._prev_delimiters.pop()
        token = make(ttype, tag, nesting, self.level)
        if nesting > 0:
            self.level += 1
            self._prev_delimiters.append(self.delimiters)
            self.delimiters = []
            self.tokens_meta.append({"delimiters": self.delimiters})
        else:
            self.tokens_meta.append(None)
        self.pendingLevel = self.level
        self.tokens.append(token)
        return token

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - the parser's own names
        """Say whether the signs from ``start`` may open or close emphasis, and how many there are."""
        source, maximum = self.src, self.posMax
        sign = source[start]
        end = start + 1
        while end < maximum and source[end] == sign:
            end += 1
        before = _KINDS[source[start - 1] if start > 0 else " "]
        after = _KINDS[source[end] if end < maximum else " "]
        left = after != _SPACE and (after != _PUNCTUATION or before != _WORD)
        right = before != _SPACE and (before != _PUNCTUATION or after != _WORD)
        opens = left and (canSplitWord or not right or before == _PUNCTUATION)
        closes = right and (canSplitWord or not left or after == _PUNCTUATION)
        return Scanned(opens, closes, end - start)

    def has_pairs(self) -> bool:
        """Say whether there are signs that may be emphasis."""
        return bool(self.delimiters) or any(meta and meta["delimiters"] for meta in self.tokens_meta)
