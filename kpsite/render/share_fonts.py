"""Type for share images: which letters each face has, and the one to set a sign in.

The faces come with kpsite, so that an image is the same on every machine. They are laid out without Raqm,
which needs a library of the system's that may be missing: letters of Arabic script are joined and lines
turned round before they are set (``share_text``).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from functools import cache

from PIL import ImageFont

from kpsite.values import dataclass

Font = ImageFont.FreeTypeFont


@dataclass(frozen=True, slots=True)
class Face:
    """A font file, how large it is set beside the others, and how far its strokes are thickened (in parts of
    the size), where there is no bold.
    """

    file: str
    scale: float = 1.0
    thicker: float = 0.0


# Tried in this order. Literata (SIL Open Font License) for Latin, Cyrillic and Greek; Noto (the same licence)
# for Arabic, Hebrew, Korean, Armenian, Georgian and Ethiopic; Droid Sans Fallback (Apache License 2.0) has
# 21,000 Chinese characters of either kind and kana in 4 MB, where a bold serif would weigh 25. The scripts of
# India, Thai, Lao, Khmer and Burmese are missing: without a shaper their marks would run into one another.
FACES = (
    Face("literata-latin-600-normal.woff2"),
    Face("literata-latin-ext-600-normal.woff2"),
    Face("literata-cyrillic-600-normal.woff2"),
    Face("literata-cyrillic-ext-600-normal.woff2"),
    Face("literata-greek-600-normal.woff2"),
    Face("literata-greek-ext-600-normal.woff2"),
    Face("literata-vietnamese-600-normal.woff2"),
    Face("noto-naskh-arabic-arabic-700-normal.woff2", scale=1.15),
    Face("noto-sans-hebrew-hebrew-700-normal.woff2"),
    Face("noto-sans-kr-korean-600-normal.woff2"),
    Face("DroidSansFallbackFull.ttf", scale=0.96, thicker=0.022),
    Face("NotoSerifArmenian-Bold.ttf"),
    Face("NotoSerifGeorgian-Bold.ttf"),
    Face("NotoSerifEthiopic-Bold.ttf"),
)
_NOTHING = "\uffff"  # a code point that no font can have


class Fonts:
    """Gives faces by sign and size. ``read`` gives the bytes of a font file by name."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        """Take the way to the files; each is read when a sign asks for it."""
        self._read = cache(read)
        self._sized = cache(self._load)
        self._nothing = cache(lambda face: _mask(self._sized(face, 24), _NOTHING))
        self.face = cache(self._face)

    def font(self, face: Face, size: int) -> Font:
        """Give a face in a size in pixels."""
        return self._sized(face, max(1, round(size * face.scale)))

    def _load(self, face: Face, pixels: int) -> Font:
        return ImageFont.truetype(
            io.BytesIO(self._read(face.file)), pixels, layout_engine=ImageFont.Layout.BASIC
        )

    def _face(self, sign: str) -> Face | None:
        """Give the first face that has a sign; None when none has."""
        for face in FACES:
            if _mask(self._sized(face, 24), sign) != self._nothing(face):
                return face
        return None


def _mask(font: Font, sign: str) -> tuple[float, bytes]:
    return font.getlength(sign), bytes(font.getmask(sign))
