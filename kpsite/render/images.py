"""Pictures for the web: which files to make of one, and making them.

Pillow is imported only when a file is made.
"""

from __future__ import annotations

from importlib.util import find_spec

from kpsite.render.image_facts import ImageFacts, checked_header, inspect
from kpsite.render.image_headers import BadImage
from kpsite.render.image_strip import strip_metadata
from kpsite.render.svg import clean_svg
from kpsite.values import dataclass

__all__ = [
    "BadImage",
    "ImageFacts",
    "Toolchain",
    "Variant",
    "clean_svg",
    "encode",
    "inspect",
    "toolchain",
    "variants",
]

# Browsers take the first that is at least as wide as what they show. A phone's column is 640 to 670
# pixels at two to the CSS pixel and up to 1,060 at three, the text on a desktop 672; a card there is 370,
# and 740 at two. In the usual shapes (16:10, 16:9, 3:2, 4:3) nearly all are whole pixels high, so that
# nothing moves when one arrives.
WIDTHS = (240, 480, 672, 1104, 1600, 2400)
FALLBACK_WIDTH = 1600
# A step that is nearly as wide as the whole picture is not worth a file of its own.
NEARLY = 0.9
WEBP_MAX_SIDE = 16383

MIME = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class Variant:
    """One file to make of a picture: its width in pixels (0 for an SVG without a size) and its format."""

    width: int
    format: str

    @property
    def mime(self) -> str:
        """Give its MIME type."""
        return MIME[self.format]

    @property
    def suffix(self) -> str:
        """Give its file name's ending, with the dot."""
        return ".jpg" if self.format == "jpeg" else f".{self.format}"


@dataclass(frozen=True, slots=True)
class Toolchain:
    """What makes the files, for fingerprints: Pillow's version, and whether this Pillow can write AVIF."""

    pillow: str
    avif: bool


def toolchain() -> Toolchain:
    """Give what this installation encodes with; loads none of Pillow's codecs, so it is cheap."""
    import PIL

    return Toolchain(PIL.__version__, find_spec("PIL._avif") is not None)


def variants(facts: ImageFacts, *, avif: bool) -> tuple[Variant, ...]:
    """Give the files to make of a picture: formats best first, each narrow to wide.

    The last one is the one that every browser shows. Animations and SVG stay one file of their own format.
    ``avif`` is ``toolchain().avif``.
    """
    if facts.animated or facts.format == "svg":
        return (Variant(facts.width, facts.format),)
    widest = min(facts.width, WIDTHS[-1])
    widths = (*(width for width in WIDTHS if width < widest * NEARLY), widest)
    made: list[Variant] = []
    if widest * facts.height <= WEBP_MAX_SIDE * facts.width:
        if facts.photo and avif:
            made += (Variant(width, "avif") for width in widths)
            # WebP then serves the few browsers without AVIF: every other width will do, the widest included.
            widths = widths[::-2][::-1]
        made += (Variant(width, "webp") for width in widths)
    return (*made, Variant(min(facts.width, FALLBACK_WIDTH), "jpeg" if facts.photo else "png"))


def encode(data: bytes, variant: Variant) -> bytes:
    """Give the bytes of one variant of a picture: upright, in sRGB, without EXIF, XMP, profiles and comments.

    The same input gives the same bytes with the same ``toolchain()``. Raises ``BadImage`` as ``inspect``
    does, and when the picture's data turn out to be damaged.
    """
    if variant.format == "svg":
        return clean_svg(data)
    header = checked_header(data)
    if header.animated:
        return strip_metadata(data, header.format)
    # Start-up time: this is the door to Pillow, and most builds have nothing to make.
    from kpsite.render import image_pixels

    made = image_pixels.encoded(data, header, variant.width, variant.format)
    if variant.format == header.format == "png" and variant.width == header.width and header.orientation == 1:
        # A drawing with a palette, or one that was optimised by hand, is often smaller as it came.
        stripped = strip_metadata(data, "png")
        made = stripped if len(stripped) < len(made) and b"iCCP" not in stripped else made
    return made
