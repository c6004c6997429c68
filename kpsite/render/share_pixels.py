"""Drawing share images: words on paper, and the cover or the drawn motif beside them.

Import it only where a file is really made: it loads Pillow and the fonts.
"""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from PIL import Image, ImageDraw

from kpsite.growth.share_card import SQUARE, WIDE, ShareCard
from kpsite.model.language import direction
from kpsite.render.colour import Theme, palette
from kpsite.render.share_fonts import Fonts
from kpsite.render.share_picture import picture
from kpsite.render.share_text import Setter
from kpsite.values import dataclass

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where things stand on one shape: the picture, the words (both as left, top, right, bottom), the size of
    the small words and what sizes the title may take, in pixels.
    """

    size: tuple[int, int]
    picture: Box
    words: Box
    small: int
    sizes: tuple[int, ...]


SHEETS = {
    False: Sheet(WIDE, (706, 0, 1200, 630), (64, 64, 650, 574), 28, (72, 66, 60, 54, 48, 43)),
    True: Sheet(SQUARE, (0, 0, 1200, 600), (76, 672, 1124, 1128), 36, (92, 82, 74, 66, 60, 54)),
}
SPINE = 10
KEPT = 8
# A second pass for tables of its own would take as long again, for a tenth of the size; the words' colours
# keep their edges in lightness, which is never halved.
ENCODING: dict[str, Any] = {"quality": 88, "subsampling": "4:2:0"}
_PAD = 0.55  # of the small size: what the price's label has around its words


class Painter:
    """Draws share images; keeps a few grounds, since the lessons of a course differ in their titles alone.

    ``read`` gives the bytes of a font file by name.
    """

    def __init__(self, read: Callable[[str], bytes]) -> None:
        """Take the way to the font files."""
        fonts = Fonts(read)
        self._setters = {turned: Setter(fonts, right_to_left=turned) for turned in (False, True)}
        self._palette = lru_cache(KEPT)(palette)
        self._picture = lru_cache(KEPT)(picture)
        self._ground = lru_cache(KEPT)(self._drawn_ground)

    def paint(self, card: ShareCard, cover: bytes, *, square: bool) -> bytes:
        """Give a share image as a JPEG without metadata.

        ``cover`` holds the picture's file, and is empty where the motif is drawn. The same card gives the
        same bytes. Raises ``BadImage`` for a cover that is damaged.
        """
        ground = self._ground(dataclasses.replace(card, title=""), cover, square)
        image = ground.copy()
        _title(ImageDraw.Draw(image), card.title, self._column(card, square=square))
        file = io.BytesIO()
        image.save(file, "JPEG", **ENCODING)
        return file.getvalue()

    def _column(self, card: ShareCard, *, square: bool) -> _Column:
        setter, sheet = self._setters[direction(card.language) == "rtl"], SHEETS[square]
        words = sheet.words if square else _turned(sheet.words, sheet, setter)
        return _Column(words, sheet, self._palette(card.accent).light, setter)

    def _drawn_ground(self, card: ShareCard, cover: bytes, square: bool) -> Image.Image:
        """Draw all of an image but its title."""
        column = self._column(card, square=square)
        sheet, theme, setter = column.sheet, column.theme, column.setter
        image = Image.new("RGB", sheet.size, theme.paper)
        left, top, right, bottom = sheet.picture if square else _turned(sheet.picture, sheet, setter)
        size = (right - left, bottom - top)
        image.paste(self._picture(card.motif, card.accent, cover, size), (left, top))
        draw = ImageDraw.Draw(image)
        _spine(draw, sheet, theme, setter, square=square)
        _small(draw, card, column)
        return image


def _turned(box: Box, sheet: Sheet, setter: Setter) -> Box:
    """Give a box as in a mirror where the language runs from right to left."""
    return turned(box, sheet.size[0]) if setter.right_to_left else box


def turned(box: Box, width: int) -> Box:
    """Give a box as in a mirror on a sheet so wide."""
    left, top, right, bottom = box
    return width - right, top, width - left, bottom


def _spine(draw: ImageDraw.ImageDraw, sheet: Sheet, theme: Theme, setter: Setter, *, square: bool) -> None:
    left, top, right, bottom = sheet.picture
    if square:
        draw.rectangle((left, bottom, right - 1, bottom + SPINE - 1), theme.accent)
    else:
        start, _, end, _ = _turned((left - SPINE, top, left, bottom), sheet, setter)
        draw.rectangle((start, top, end - 1, bottom - 1), theme.accent)


@dataclass(frozen=True, slots=True)
class _Column:
    """The column of words: its box, and what they are set with."""

    box: Box
    sheet: Sheet
    theme: Theme
    setter: Setter

    def line(self, draw: ImageDraw.ImageDraw, foot: float, text: str, size: int, fill: str) -> None:
        """Draw a line at the side where lines begin."""
        left, _, right, _ = self.box
        start = right - self.setter.width(text, size) if self.setter.right_to_left else left
        self.setter.draw(draw, (start, foot), text, size, fill)


def _small(draw: ImageDraw.ImageDraw, card: ShareCard, column: _Column) -> None:
    """Draw what stands above and below the title."""
    left, top, right, bottom = column.box
    small, setter, theme = column.sheet.small, column.setter, column.theme
    over = setter.cut(card.over, right - left, small)
    column.line(draw, top + small, over, small, theme.accent_text)
    used = _price(draw, card.price, column)
    by = setter.cut(card.by, right - left - used, small)
    column.line(draw, bottom - small * 0.3, by, small, theme.ink_soft)


def _title(draw: ImageDraw.ImageDraw, title: str, column: _Column) -> None:
    left, top, right, bottom = column.box
    small = column.sheet.small
    room = round(bottom - top - 4.2 * small)
    block = column.setter.fit(title, right - left, room, column.sheet.sizes)
    foot = top + 2 * small + block.size * 0.95
    for number, line in enumerate(block.lines):
        column.line(draw, foot + number * block.step, line, block.size, column.theme.ink)


def _price(draw: ImageDraw.ImageDraw, price: str, column: _Column) -> int:
    """Draw the price on its label at the far end of the last line; give the width it takes, in pixels."""
    setter, small = column.setter, column.sheet.small
    left, _, right, bottom = column.box
    text = setter.cut(price, (right - left) // 2, small)
    if not text:
        return 0
    width, pad = setter.width(text, small), small * _PAD
    start = left if setter.right_to_left else right - width - 2 * pad
    top, foot = bottom - small * 1.25 - pad * 0.6, bottom + pad * 0.6
    draw.rounded_rectangle((start, top, start + width + 2 * pad, foot), small * 0.4, column.theme.accent)
    setter.draw(draw, (start + pad, bottom - small * 0.3), text, small, column.theme.on_accent)
    return round(width + 3 * pad)
