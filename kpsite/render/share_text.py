"""Setting words on share images: lines that fit, in any script that the fonts have, either way round."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

import arabic_reshaper
from bidi.algorithm import get_display
from PIL import ImageDraw

from kpsite.render.share_fonts import Face, Fonts
from kpsite.values import dataclass

# Without the places of marks that only a shaper knows, vowel signs would hang in the wrong places.
_JOINED = arabic_reshaper.ArabicReshaper({"delete_harakat": True, "support_ligatures": True})
_ARABIC = re.compile(r"[\u0600-\u06ff\u0750-\u077f]")
_TURNED = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
_WORDS = re.compile(r"[A-Za-z]{2}.*\s.*[A-Za-z]{2}")
# Scripts that are written without spaces: a line may end after each sign, except where one would begin with
# what closes, or end with what opens.
_EAST = "\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef"
_CLOSING = "、。，．：；！？）］｝」』】〉》〕〗”’…ー々!?,.;:)]}"
_OPENING = "（［｛「『【〈《〔〖“‘([{"
_PIECES = re.compile(rf"[{re.escape(_OPENING)}]*(?:[{_EAST}]|[^\s{_EAST}]+)[{re.escape(_CLOSING)}]*\s*")
MORE = "…"
# How the lines of a title are evened out: steps, in parts of the width, and how many at most.
STEP = 0.04
NARROWEST = 11


@dataclass(frozen=True, slots=True)
class Block:
    """Words set in lines of one size; ``step`` is from one line's foot to the next, in pixels."""

    lines: tuple[str, ...]
    size: int

    @property
    def step(self) -> int:
        """Give the distance between lines."""
        return round(self.size * 1.22)


class Setter:
    """Sets words with some fonts; ``right_to_left`` is the direction of the language."""

    def __init__(self, fonts: Fonts, *, right_to_left: bool) -> None:
        """Take the fonts and the direction."""
        self._fonts = fonts
        self.right_to_left = right_to_left
        # Lines are tried in many widths, always of the same words.
        self.width = lru_cache(2048)(self._width)

    def fit(self, text: str, width: int, room: int, sizes: tuple[int, ...]) -> Block:
        """Give words in lines of at most ``width`` pixels, at most ``room`` pixels high: in the largest size
        in which they fit, or cut short in the smallest.
        """
        known = self.known(text)
        for size in sizes[:-1]:
            if self._longest(known, size) > width:  # a smaller size may hold the word whole
                continue
            block = Block(tuple(self._wrapped(known, width, size)), size)
            if len(block.lines) * block.step <= room:
                return self._balanced(block, known, width)
        whole = Block(tuple(self._wrapped(known, width, sizes[-1])), sizes[-1])
        lines = whole.lines[: max(1, room // whole.step)]
        if len(lines) < len(whole.lines):
            lines = (*lines[:-1], self.cut(f"{lines[-1]}{MORE}", width, whole.size))
        return Block(lines, whole.size)

    def _balanced(self, block: Block, text: str, width: int) -> Block:
        """Give as many lines of more even length, so that no word stands forgotten on the last one."""
        best = block.lines
        longest = self._longest(text, block.size)
        for part in range(1, NARROWEST if len(best) > 1 else 0):
            room = round(width * (1 - part * STEP))
            narrower = self._wrapped(text, room, block.size)
            if longest > room or len(narrower) > len(block.lines):
                break
            best = tuple(narrower)
        return Block(best, block.size)

    def line(self, text: str, width: int, size: int) -> tuple[str, int]:
        """Give words for one line, and their size in pixels: the largest from ``size`` to about half of it
        in which they fit whole, or cut short in that.
        """
        known = self.known(text)
        sizes = range(size, size // 2, -2)
        fitting = (one for one in sizes if self.width(known, one) <= width)
        chosen = next(fitting, sizes[-1])
        return self.cut(known, width, chosen), chosen

    def cut(self, text: str, width: int, size: int) -> str:
        """Give as much of some words as one line holds."""
        known = self.known(text)
        if self.width(known, size) <= width:
            return known
        kept = known
        while kept and self.width(f"{kept}{MORE}", size) > width:
            kept = kept[:-1]
        return f"{kept.rstrip(' ,;:-–' + MORE)}{MORE}" if kept else ""

    def known(self, text: str) -> str:
        """Give the words as far as there is type for them: emoji and foreign scripts are left out."""
        whole = " ".join(unicodedata.normalize("NFC", text).split())
        kept = (
            sign
            for sign in whole
            if sign.isspace() or _TURNED.match(sign) or (sign.isprintable() and self._fonts.face(sign))
        )
        return " ".join("".join(kept).split())

    def _width(self, text: str, size: int) -> float:
        """Give how wide a line is, in pixels."""
        return sum(self._fonts.font(face, size).getlength(run) for face, run in self._runs(text))

    def draw(
        self, draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, size: int, fill: str
    ) -> None:
        """Draw a line that stands on ``place``, which is its left end on the foot of the letters."""
        x, y = place
        for face, run in self._runs(text):
            font = self._fonts.font(face, size)
            thick = int(size * face.thicker)
            draw.text((x, y), run, fill, font, "ls", stroke_width=thick, stroke_fill=fill)
            x += font.getlength(run)

    def _longest(self, text: str, size: int) -> float:
        return max((self.width(piece.rstrip(), size) for piece in _PIECES.findall(text)), default=0)

    def _wrapped(self, text: str, width: int, size: int) -> list[str]:
        lines, line, used = [], "", 0.0
        for piece in _PIECES.findall(text):
            word = piece.rstrip()
            if line and used + self.width(word, size) > width:
                lines.append(line.rstrip())
                line, used = "", 0.0
            while self.width(word, size) > width:
                count = self._fitting(word, width, size)
                lines.append(word[:count])
                piece = word = word[count:]  # noqa: PLW2901 - the rest of a word wider than a line
            line += piece
            used += self.width(piece, size)
        return [*lines, line.rstrip()] if line.strip() or not lines else lines

    def _fitting(self, text: str, width: int, size: int) -> int:
        count = len(text) - 1
        while count > 1 and self.width(text[:count], size) > width:
            count -= 1
        return count

    def _runs(self, text: str) -> Iterator[tuple[Face, str]]:
        """Give a line as it stands from left to right, in runs of one face, without signs that have none."""
        known: Face | None = None
        run = ""
        for sign in self._turned(text):
            face = known if sign == " " and known else self._fonts.face(sign)
            if face is None:
                continue
            if face is not known and known is not None:
                yield known, run
                run = ""
            known, run = face, run + sign
        if known is not None and run:
            yield known, run

    def _turned(self, text: str) -> str:
        if not (self.right_to_left or _TURNED.search(text)):
            return text
        joined = _JOINED.reshape(text) if _ARABIC.search(text) else text
        # Words that the language has none of its own for are English, and so is where their full stop stands.
        foreign = not _TURNED.search(text) and _WORDS.search(text)
        return str(get_display(joined, base_dir="R" if self.right_to_left and not foreign else "L"))
