"""Motifs of drawn lines: layers of land, a plotter's ribbon."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kpsite.render.cover_inks import Inks
from kpsite.render.cover_sheet import HEIGHT, PLATE, SPINE, WIDTH
from kpsite.render.drawing import Dice, Disc, Item, Line, Shape
from kpsite.render.oklch import luminance

# (turns over the width, where it begins, height in pixels) of one wave.
Wave = tuple[float, float, float]


def strata(dice: Dice, inks: Inks) -> Iterator[Item]:
    """Draw layers of land under a low sun."""
    sun = dice.between(SPINE + 0.2 * PLATE, SPINE + 0.8 * PLATE)
    yield Disc(sun, dice.between(250, 400), dice.between(110, 190), inks.spot)
    layers = sorted((inks.pale, inks.soft, inks.main, inks.deep), key=luminance, reverse=True)
    top = dice.between(390, 470)
    for number, fill in enumerate(layers):
        middle = top + number * (HEIGHT - top) / len(layers)
        waves = _waves(dice, (0.6, 2.2), (20, 58))
        ridge = tuple((x, middle - _swell(x, waves)) for x in range(0, WIDTH + 1, 25))
        yield Shape(((WIDTH, HEIGHT), (0, HEIGHT), *ridge), fill)


def plotted(dice: Dice, inks: Inks) -> Iterator[Item]:
    """Draw a ribbon of lines, as a pen plotter does."""
    count = dice.pick((13, 17, 21))
    near = _waves(dice, (0.5, 1.4), (120, 260))
    # The far side swings with the near one, but late, so that the ribbon opens and turns.
    delay = dice.between(1.3, 2.7)
    far = tuple((turns, start + delay, height) for turns, start, height in near)
    chosen = 2 + dice.below(count - 4)
    for number in range(count):
        share = number / (count - 1)
        points = tuple(
            (x, HEIGHT / 2 - (1 - share) * _swell(x, near) - share * _swell(x, far))
            for x in range(0, WIDTH + 41, 40)
        )
        yield Line(points, 16 if number == chosen else 8, inks.spot if number == chosen else inks.main)


def _waves(dice: Dice, turns: tuple[float, float], heights: tuple[float, float]) -> tuple[Wave, ...]:
    return tuple((dice.between(*turns), dice.between(0, math.tau), dice.between(*heights)) for _ in range(2))


def _swell(x: float, waves: tuple[Wave, ...]) -> float:
    return sum(height * math.sin(turns * math.tau * x / WIDTH + phase) for turns, phase, height in waves)
