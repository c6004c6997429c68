"""Covers in pixels, for networks that show no SVG.

Import it only where a file is really made: it loads Pillow.
"""

from __future__ import annotations

from PIL import Image, ImageDraw

from kpsite.render.cover_sheet import HEIGHT, WIDTH
from kpsite.render.covers import cover_items
from kpsite.render.drawing import Disc, Point, Shape

# Drawn this many times as large and scaled down, because Pillow draws without smooth edges.
_FINER = 2


def cover_image(title: str, slug: str, accent: str, size: tuple[int, int]) -> Image.Image:
    """Give the drawing of ``cover_svg`` in ``size`` pixels, cut evenly to its proportions."""
    width, height = size
    scale = _FINER * max(width / WIDTH, height / HEIGHT)
    left, top = (WIDTH * scale - _FINER * width) / 2, (HEIGHT * scale - _FINER * height) / 2

    def moved(points: tuple[Point, ...]) -> list[Point]:
        return [(x * scale - left, y * scale - top) for x, y in points]

    image = Image.new("RGB", (_FINER * width, _FINER * height))
    draw = ImageDraw.Draw(image)
    for item in cover_items(title, slug, accent):
        if isinstance(item, Disc):
            x, y, radius = item.x, item.y, item.radius
            draw.ellipse(moved(((x - radius, y - radius), (x + radius, y + radius))), item.fill)
        elif isinstance(item, Shape):
            draw.polygon(moved(item.points), item.fill)
        else:
            draw.line(moved(item.points), item.fill, round(item.width * scale), "curve")
    return image.resize(size, Image.Resampling.BOX)
