"""Colours as people see them: OKLCH, its way to and from sRGB, and the contrast of two colours.

The formulas are Björn Ottosson's ("A perceptual color space for image processing", 2020,
bottosson.github.io/posts/oklab), those of sRGB (IEC 61966-2-1), and those of WCAG 2.2 ("contrast ratio",
"relative luminance").
"""

from __future__ import annotations

import math
from functools import lru_cache

from kpsite.values import dataclass

# A difference that no eye sees; gamut mapping goes no finer.
_CHROMA_STEP = 0.0005
# What disappears when channels are rounded to bytes.
_GAMUT_SLACK = 0.0001
# Below this chroma, hue is rounding noise.
_GREY = 1e-4
# Where sRGB's curve begins; below, it is a straight line.
_LINEAR_BELOW = 0.04045


@dataclass(frozen=True, slots=True)
class Oklch:
    """A colour by lightness (0 to 1), chroma (0 for grey, about 0.37 at most in sRGB) and hue (degrees)."""

    lightness: float
    chroma: float
    hue: float


def to_oklch(colour: str) -> Oklch:
    """Give the OKLCH of ``#rrggbb``; the hue of a grey is 0."""
    red, green, blue = (_linear(byte / 255) for byte in bytes.fromhex(colour[1:]))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    chroma = math.hypot(a, b)
    if chroma < _GREY:
        return Oklch(lightness, 0, 0)
    return Oklch(lightness, chroma, math.degrees(math.atan2(b, a)) % 360)


def to_hex(colour: Oklch) -> str:
    """Give ``#rrggbb``; a colour that no screen shows loses chroma until one does."""
    lightness = min(max(colour.lightness, 0.0), 1.0)
    channels = _channels(Oklch(lightness, colour.chroma, colour.hue))
    if not _shown(channels):
        low, high = 0.0, colour.chroma
        while high - low > _CHROMA_STEP:
            middle = (low + high) / 2
            if _shown(_channels(Oklch(lightness, middle, colour.hue))):
                low = middle
            else:
                high = middle
        channels = _channels(Oklch(lightness, low, colour.hue))
    return "#" + "".join(f"{round(255 * _encoded(channel)):02x}" for channel in channels)


@lru_cache(maxsize=4096)
def luminance(colour: str) -> float:
    """Give the relative luminance of ``#rrggbb``: 0 for black, 1 for white."""
    red, green, blue = (_linear(byte / 255) for byte in bytes.fromhex(colour[1:]))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours ``#rrggbb``: 1 (the same) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def distance(one: Oklch, other: Oklch) -> float:
    """Give how far two colours look apart: their distance in OKLab, where black and white are 1 apart."""
    turn = math.radians(one.hue - other.hue)
    across = one.chroma**2 + other.chroma**2 - 2 * one.chroma * other.chroma * math.cos(turn)
    return math.sqrt((one.lightness - other.lightness) ** 2 + max(across, 0.0))


def _channels(colour: Oklch) -> tuple[float, float, float]:
    """Give linear red, green and blue; outside 0 to 1 when no screen shows the colour."""
    hue = math.radians(colour.hue)
    a, b = colour.chroma * math.cos(hue), colour.chroma * math.sin(hue)
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _shown(channels: tuple[float, float, float]) -> bool:
    return all(-_GAMUT_SLACK <= channel <= 1 + _GAMUT_SLACK for channel in channels)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= _LINEAR_BELOW else ((channel + 0.055) / 1.055) ** 2.4


def _encoded(channel: float) -> float:
    channel = min(max(channel, 0.0), 1.0)
    return 12.92 * channel if channel <= _LINEAR_BELOW / 12.92 else 1.055 * channel ** (1 / 2.4) - 0.055
