"""The picture on share images and posters: a cover cut to a box, or the drawing that stands in for one."""

from __future__ import annotations

from PIL import Image, ImageOps

from kpsite.render.cover_pixels import cover_image
from kpsite.render.image_facts import checked_header
from kpsite.render.image_pixels import opaque


def picture(motif: tuple[str, str], accent: str, cover: bytes, size: tuple[int, int]) -> Image.Image:
    """Give the picture in ``size`` pixels: the file in ``cover``, or where that is empty the drawing of a
    title and a slug. Raises ``BadImage`` for a file that is damaged.
    """
    if not cover:
        return cover_image(*motif, accent, size)
    header = checked_header(cover)
    across, down = (header.height, header.width) if header.sideways else (header.width, header.height)
    width = min(across, max(size[0], -(-size[1] * across // down)))
    return ImageOps.fit(opaque(cover, header, width), size, Image.Resampling.LANCZOS)
