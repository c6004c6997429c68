"""Drawing posters: the cover, words, and a QR code, in the shapes that people pass on.

Import it only where a file is really made: it loads Pillow and the fonts.
"""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageDraw

from kpsite.growth.poster import SHAPES, Poster
from kpsite.growth.qr import QUIET
from kpsite.growth.qr_code import modules
from kpsite.model.language import direction
from kpsite.render.colour import Theme, palette
from kpsite.render.share_fonts import Fonts
from kpsite.render.share_picture import picture
from kpsite.render.share_pixels import ENCODING, SPINE, Box, turned
from kpsite.render.share_text import Block, Setter
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where things stand on one shape, for languages that run from left to right, in pixels: the picture, the
    title and the sentence, the QR code, and the words at the foot. ``small`` is the size of small words,
    ``titles`` and ``quotes`` what sizes those may take.
    """

    picture: Box
    words: Box
    code: Box
    foot: Box
    small: int
    titles: tuple[int, ...]
    quotes: tuple[int, ...]
    spine: Box


# The lower 180 pixels of a story are under the buttons of most apps, so what has to be scanned stands higher.
SHEETS = {
    "story": Sheet(
        picture=(0, 0, 1080, 720),
        words=(84, 800, 996, 1310),
        code=(616, 1356, 996, 1736),
        foot=(84, 1376, 580, 1736),
        small=36,
        titles=(92, 82, 74, 66, 60, 54, 48),
        quotes=(44, 40, 36),
        spine=(0, 720, 1080, 720 + SPINE),
    ),
    "square": Sheet(
        picture=(0, 0, 1080, 330),
        words=(72, 388, 1008, 740),
        code=(732, 756, 1008, 1032),
        foot=(72, 776, 696, 1032),
        small=30,
        titles=(72, 66, 60, 54, 48, 42),
        quotes=(36, 32, 28),
        spine=(0, 330, 1080, 330 + SPINE),
    ),
    "wide": Sheet(
        picture=(800, 0, 1200, 630),
        words=(56, 44, 742, 380),
        code=(920, 350, 1160, 590),
        foot=(56, 410, 742, 590),
        small=26,
        titles=(60, 54, 48, 43, 38),
        quotes=(28, 26, 24),
        spine=(800 - SPINE, 0, 800, 630),
    ),
}
_LEADING = 1.45  # from one small line to the next, in parts of their size
_LEAST = 0.42  # of the words' height, for a title with a sentence below it


class PosterPainter:
    """Draws posters. ``read`` gives the bytes of a font file by name."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        """Take the way to the font files."""
        fonts = Fonts(read)
        self._setters = {rtl: Setter(fonts, right_to_left=rtl) for rtl in (False, True)}

    def paint(self, poster: Poster, cover: bytes, shape: str) -> bytes:
        """Give a poster as a JPEG without metadata.

        ``cover`` holds the picture's file, and is empty where the motif is drawn. The same poster gives the
        same bytes. Raises ``BadImage`` for a cover that is damaged.
        """
        card, sheet = poster.card, SHEETS[shape]
        theme = palette(card.accent).light
        image = Image.new("RGB", SHAPES[shape], theme.paper)
        pen = _Pen(image, theme, self._setters[direction(card.language) == "rtl"])
        left, top, right, bottom = pen.box(sheet.picture)
        image.paste(picture(card.motif, card.accent, cover, (right - left, bottom - top)), (left, top))
        pen.fill(sheet.spine, theme.accent)
        _code(pen, poster.link, sheet.code)
        _words(pen, poster, sheet)
        _foot(pen, poster, sheet)
        file = io.BytesIO()
        image.save(file, "JPEG", **ENCODING)
        return file.getvalue()


class _Pen:
    """Draws in boxes that are mirrored where the language runs from right to left."""

    def __init__(self, image: Image.Image, theme: Theme, setter: Setter) -> None:
        """Take what is drawn on, the colours, and what sets words."""
        self.image, self.theme, self.setter = image, theme, setter
        self.draw = ImageDraw.Draw(image)

    def box(self, box: Box) -> Box:
        """Give a box as it stands in this language."""
        return turned(box, self.image.width) if self.setter.right_to_left else box

    def fill(self, box: Box, colour: str) -> None:
        """Fill a box."""
        left, top, right, bottom = self.box(box)
        self.draw.rectangle((left, top, right - 1, bottom - 1), colour)

    def line(self, box: Box, foot: float, text: str, size: int, fill: str) -> None:
        """Draw a line at the side of a box where lines begin."""
        left, _, right, _ = self.box(box)
        start = right - self.setter.width(text, size) if self.setter.right_to_left else left
        self.setter.draw(self.draw, (start, foot), text, size, fill)

    def block(self, box: Box, top: float, block: Block, fill: str) -> float:
        """Draw lines from ``top`` downwards; give where they end."""
        for number, line in enumerate(block.lines):
            self.line(box, top + block.size * 0.95 + number * block.step, line, block.size, fill)
        return top + len(block.lines) * block.step


def _code(pen: _Pen, link: str, box: Box) -> None:
    """Draw the QR code with its white as large as whole pixels for a module allow, in the lower outer corner
    of its box.
    """
    rows = modules(link)
    count = len(rows) + 2 * QUIET
    left, _, right, bottom = box
    code = Image.new("L", (count, count), 255)
    for y, row in enumerate(rows, QUIET):
        for x, dark in enumerate(row, QUIET):
            if dark == ord("1"):
                code.putpixel((x, y), 0)
    side = count * max(1, (right - left) // count)
    place = pen.box((right - side, bottom - side, right, bottom))
    pen.image.paste(code.resize((side, side), Image.Resampling.NEAREST).convert("RGB"), place)


def _words(pen: _Pen, poster: Poster, sheet: Sheet) -> None:
    """Draw what stands above the title, the title, and the sentence."""
    card, box, small = poster.card, sheet.words, sheet.small
    left, top, right, bottom = box
    width = right - left
    pen.line(box, top + small, pen.setter.cut(card.over, width, small), small, pen.theme.accent_text)
    begin = top + round(1.6 * small)
    room = bottom - begin
    quoted = pen.setter.known(poster.quote)
    title = pen.setter.fit(card.title, width, round(room * (1 - _LEAST)) if quoted else room, sheet.titles)
    foot = pen.block(box, begin, title, pen.theme.ink)
    said = pen.setter.cut(poster.said, width, small)
    room = round(bottom - foot - 0.7 * small - (1.6 * small if said else 0))
    if not quoted or room < 1.3 * sheet.quotes[-1]:
        return
    quote = pen.setter.fit(quoted, width, room, sheet.quotes)
    foot = pen.block(box, foot + 0.7 * small, quote, pen.theme.ink_soft)
    if said:
        pen.line(box, foot + 1.2 * small, said, small, pen.theme.accent_text)


def _foot(pen: _Pen, poster: Poster, sheet: Sheet) -> None:
    """Draw who made it and what it costs, and who passes it on; below that what ``_asked`` gives."""
    small, setter, theme = sheet.small, pen.setter, pen.theme
    left, top, right, bottom = sheet.foot
    foot = top + float(small)
    used = _price(pen, poster.card.price, sheet, foot)
    by, size = setter.line(poster.card.by, right - left - used, small)
    pen.line(sheet.foot, foot, by, size, theme.ink)
    if poster.recommended:
        foot += 1.2 * _LEADING * small
        who, size = setter.line(poster.recommended, right - left, small)
        pen.line(sheet.foot, foot, who, size, theme.ink_soft)
    lines = _asked(pen, poster, sheet, round(bottom - foot - small))
    foot = bottom - 0.3 * small - sum(size * _LEADING for _, size, _ in lines[1:])
    for text, size, fill in lines:
        pen.line(sheet.foot, foot, text, size, fill)
        foot += size * _LEADING


def _asked(pen: _Pen, poster: Poster, sheet: Sheet, room: int) -> list[tuple[str, int, str]]:
    """Give the last lines, with their sizes and colours: what a reward is disclosed with is there whole,
    whatever else has to go; before it, as far as there is room, what the code brings and where it leads.
    """
    small, setter, theme = sheet.small, pen.setter, pen.theme
    width, tiny = sheet.foot[2] - sheet.foot[0], round(sheet.small * 0.8)
    note = setter.fit(poster.note, width, room, tuple(range(tiny, tiny // 2, -1)))
    noted = [(line, note.size, theme.ink_soft) for line in note.lines if line]
    room -= round(sum(size * _LEADING for _, size, _ in noted))
    lines = []
    for text, most, fill in ((poster.call, small, theme.ink), (poster.shop, tiny, theme.ink_soft)):
        line, size = setter.line(text, width, most)
        room -= round(size * _LEADING)
        if room >= 0 and line:
            lines.append((line, size, fill))
    return lines + noted


def _price(pen: _Pen, price: str, sheet: Sheet, foot: float) -> int:
    """Draw the price on its label at the far end of a line; give the width that it takes, in pixels."""
    small, setter = sheet.small, pen.setter
    pad = round(small * 0.55)
    left, _, right, _ = sheet.foot
    text, size = setter.line(price, (right - left) // 2, small)
    if not text:
        return 0
    wide = round(setter.width(text, size)) + 2 * pad
    label = pen.box((right - wide, round(foot - 1.2 * small), right, round(foot + 0.5 * small)))
    pen.draw.rounded_rectangle(label, small * 0.4, pen.theme.accent)
    lift = round((small - size) * 0.35)  # smaller letters stand in the middle of the label as well
    setter.draw(pen.draw, (label[0] + pad, foot - lift), text, size, pen.theme.on_accent)
    return wide + pad
