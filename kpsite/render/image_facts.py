"""What a picture is, found without decoding it, and why a file can't serve as one."""

from __future__ import annotations

from kpsite.render.image_headers import BadImage, Header, read_header
from kpsite.render.svg import looks_like_svg, svg_size
from kpsite.values import dataclass

MAX_BYTES = 20 * 2**20
MAX_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class ImageFacts:
    """A picture as a reader sees it.

    ``format`` is ``jpeg``, ``png``, ``gif``, ``webp``, ``avif`` or ``svg``; ``width`` and ``height`` are in
    pixels, after EXIF orientation, and 0 for an SVG that states no size; ``photo`` means stored with loss and
    without transparency.
    """

    format: str
    width: int
    height: int
    animated: bool
    photo: bool


def inspect(data: bytes) -> ImageFacts:
    """Give the facts of a picture's bytes from its headers alone.

    Raises ``BadImage`` when it is no picture, is cut short, is over 20 MiB or 40 megapixels, or is an SVG
    that holds a script.
    """
    if len(data) > MAX_BYTES:
        size = f"{len(data) / 2**20:.1f} MiB"
        raise BadImage(f"is {size}, and the limit is 20 MiB: 2400 pixels of width are enough")
    if looks_like_svg(data):
        width, height = svg_size(data)
        return ImageFacts("svg", width, height, animated=False, photo=False)
    header = checked_header(data)
    width, height = header.width, header.height
    if header.sideways:
        width, height = height, width
    return ImageFacts(header.format, width, height, header.animated, header.lossy and not header.alpha)


def checked_header(data: bytes) -> Header:
    """Give the header of a raster picture that is within the limits.

    Raises ``BadImage`` as ``inspect`` does.
    """
    header = read_header(data)
    pixels = header.width * header.height
    if not pixels:
        raise BadImage("is damaged: its width or height is 0")
    if pixels > MAX_PIXELS:
        size = f"{header.width} × {header.height} pixels"
        raise BadImage(f"is {size}, and the limit is 40 megapixels: 2400 pixels of width are enough")
    if header.format == "avif" and header.animated:
        raise BadImage("is an animated AVIF, which few programs read: save it as an animated WebP or a video")
    return header
