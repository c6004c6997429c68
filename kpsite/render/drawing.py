"""A drawing of flat shapes: what it is made of, and how it becomes SVG."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from html import escape
from typing import TypeVar

from kpsite.values import dataclass

Point = tuple[float, float]
_T = TypeVar("_T")

# How far, in pixels, the straight pieces of an arc may stay inside it.
_FLATNESS = 0.3


@dataclass(frozen=True, slots=True)
class Disc:
    """A filled circle."""

    x: float
    y: float
    radius: float
    fill: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled polygon; curves are polygons with many corners."""

    points: tuple[Point, ...]
    fill: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points, with round joints."""

    points: tuple[Point, ...]
    width: float
    fill: str


Item = Disc | Shape | Line


class Dice:
    """Numbers that look random and always come out the same for the same words (SHA-256 in counter mode)."""

    def __init__(self, words: str) -> None:
        """Take the words that decide every throw."""
        self._throws = self._stream(words.encode())

    @staticmethod
    def _stream(words: bytes) -> Iterator[float]:
        count = 0
        while True:
            block = hashlib.sha256(words + count.to_bytes(4, "big")).digest()
            yield from (int.from_bytes(block[at : at + 4], "big") / 2**32 for at in range(0, len(block), 4))
            count += 1

    def between(self, low: float, high: float) -> float:
        """Give a number from ``low`` up to, not including, ``high``."""
        return low + (high - low) * next(self._throws)

    def below(self, limit: int) -> int:
        """Give a whole number from 0 up to, not including, ``limit``."""
        return int(self.between(0, limit))

    def pick(self, values: Sequence[_T]) -> _T:
        """Give one of the values."""
        return values[self.below(len(values))]


def rect(x: float, y: float, width: float, height: float, fill: str) -> Shape:
    """Give an upright rectangle by its upper left corner."""
    return Shape(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), fill)


def arc(x: float, y: float, radius: float, start: float, stop: float) -> tuple[Point, ...]:
    """Give the points of an arc from ``start`` to ``stop`` degrees (0 is right, 90 is down)."""
    widest = math.degrees(2 * math.acos(1 - _FLATNESS / radius))
    steps = max(2, math.ceil(abs(stop - start) / widest))
    angles = (math.radians(start + (stop - start) * step / steps) for step in range(steps + 1))
    return tuple((x + radius * math.cos(angle), y + radius * math.sin(angle)) for angle in angles)


def mirrored(items: Iterable[Item], edges: float) -> Iterator[Item]:
    """Give the same shapes with left and right changed; ``edges`` is the sum of where both edges are."""
    for item in items:
        if isinstance(item, Disc):
            yield replace(item, x=edges - item.x)
        else:
            yield replace(item, points=tuple((edges - x, y) for x, y in item.points))


def to_svg(items: Sequence[Item], width: int, height: int, label: str = "") -> str:
    """Give the SVG document of a drawing; neighbours of one colour share an element.

    ``label`` is its name for screen readers; without it the drawing is decoration.
    """
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    parts: list[str] = []
    open_style, data = "", ""
    for item in items:
        style = _style(item)
        if style != open_style and data:
            parts.append(f'<path {open_style} d="{data}"/>')
            data = ""
        open_style = style
        data += _path(item)
    parts.append(f'<path {open_style} d="{data}"/>')
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {role}>{"".join(parts)}</svg>\n'


def _style(item: Item) -> str:
    if isinstance(item, Line):
        return f'fill="none" stroke="{item.fill}" stroke-width="{_short(item.width)}" stroke-linejoin="round"'
    return f'fill="{item.fill}"'


def _path(item: Item) -> str:
    if isinstance(item, Disc):
        radius, across = _short(item.radius), _short(2 * item.radius)
        half = f"a{radius} {radius} 0 1 0"
        return f"M{_short(item.x - item.radius)} {_short(item.y)}{half} {across} 0{half}-{across} 0z"
    (x, y), *rest = item.points
    corners = " ".join(f"{_short(x)} {_short(y)}" for x, y in rest)
    return f"M{_short(x)} {_short(y)}L{corners}" + "z" * isinstance(item, Shape)


def _short(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")
