"""The inks of a cover: a handful of flat colours that belong together and to the store's accent."""

from __future__ import annotations

import math

from kpsite.render.drawing import Dice
from kpsite.render.oklch import Oklch, to_hex, to_oklch
from kpsite.values import dataclass

_NEUTRAL = 0.03
_WEAKEST, _STRONGEST = 0.055, 0.13
_PAPER_HUE = 82.0
# Vermilion, ochre, bottle green and ink blue: what old paperbacks were printed with beside their own colour.
# (Lightness on a light sheet, lightness on a dark one, chroma, hue.)
_SPOTS = (
    (0.62, 0.69, 0.155, 36.0),
    (0.74, 0.80, 0.125, 78.0),
    (0.47, 0.78, 0.075, 160.0),
    (0.43, 0.75, 0.085, 255.0),
)
_FAR = 60.0
# Yellow is itself only when it is light: the middle tones around this hue are lifted.
_YELLOW, _LIFT = 95.0, 0.13
# Greys are duller than colours of their lightness: on light sheets all but the palest are printed darker.
_GREY_DROP = -0.15
_MIDDLE = (0.4, 0.72)


@dataclass(frozen=True, slots=True)
class Inks:
    """What a cover is printed with, each ``#rrggbb``.

    ``ground`` is the sheet; ``main`` stands out from it, ``soft`` lies between, ``deep`` is the darkest and
    ``pale`` the lightest; ``spot`` is the one other hue, used once; ``spine`` is the binding.
    """

    ground: str
    main: str
    soft: str
    deep: str
    pale: str
    spot: str
    spine: str


# Lightness, share of the accent's chroma, and degrees from its hue.
_Ink = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Edition:
    """One way to print the series; ``paper`` and ``pale`` are lightness and chroma of uncoloured paper."""

    ground: _Ink | None
    main: _Ink
    soft: _Ink
    deep: _Ink
    spine: _Ink
    paper: tuple[float, float] = (0.925, 0.022)
    pale: tuple[float, float] = (0.94, 0.022)
    dark: bool = False


_PAPER_MAIN = (0.93, 0.22, 0)
_EDITIONS = (
    _Edition(None, (0.50, 1.0, 0), (0.78, 0.55, 0), (0.33, 0.7, 0), (0.42, 0.95, 0), pale=(0.97, 0.012)),
    _Edition(None, (0.48, 1.0, 0), (0.66, 0.7, 0), (0.31, 0.6, 0), (0.36, 0.9, 0), paper=(0.80, 0.052)),
    _Edition((0.82, 0.5, 0), (0.47, 1.0, 0), (0.67, 0.75, 0), (0.30, 0.6, 0), (0.30, 0.6, 0)),
    _Edition((0.49, 1.0, 0), _PAPER_MAIN, (0.67, 0.75, 0), (0.30, 0.7, 0), (0.33, 0.75, 0), dark=True),
    _Edition((0.29, 0.45, 0), (0.68, 0.9, 0), (0.45, 0.7, 0), (0.21, 0.35, 0), (0.52, 0.9, 0), dark=True),
    _Edition((0.79, 0.48, 40), (0.43, 1.0, 0), (0.61, 0.8, 20), (0.29, 0.6, 0), (0.36, 0.9, 0)),
)


def inks_for(accent: str, dice: Dice) -> Inks:
    """Give the inks of one cover from the store's accent (``#rrggbb``)."""
    given = to_oklch(accent)
    neutral = given.chroma < _NEUTRAL
    strength = 0.012 if neutral else min(max(given.chroma, _WEAKEST), _STRONGEST)
    hue = _PAPER_HUE if neutral else given.hue
    edition = dice.pick(_EDITIONS)
    spots = [spot for spot in _SPOTS if neutral or _apart(spot[3], hue) > _FAR]
    light, dark, chroma, spot_hue = dice.pick(spots)
    lift = _LIFT * max(0.0, math.cos(math.radians(hue - _YELLOW))) ** 2
    if neutral:
        lift = 0.0 if edition.dark else _GREY_DROP

    def ink(recipe: _Ink) -> str:
        lightness, share, turn = recipe
        raised = lightness + lift * ((neutral or lightness > _MIDDLE[0]) and lightness < _MIDDLE[1])
        return to_hex(Oklch(raised, share * strength, hue + turn))

    return Inks(
        ground=ink(edition.ground) if edition.ground else to_hex(Oklch(*edition.paper, _PAPER_HUE)),
        main=ink(edition.main),
        soft=ink(edition.soft),
        deep=ink(edition.deep),
        pale=to_hex(Oklch(*edition.pale, _PAPER_HUE)),
        spot=to_hex(Oklch(dark if edition.dark else light, chroma, spot_hue)),
        spine=ink(edition.spine),
    )


def _apart(one: float, other: float) -> float:
    return abs((one - other + 180) % 360 - 180)
