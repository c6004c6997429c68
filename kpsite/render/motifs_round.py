"""Motifs of circles: rings, dots, moons, tiles, overprints."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kpsite.render.cover_inks import Inks
from kpsite.render.cover_sheet import CENTRE, HEIGHT, PLATE, SEAM, SPINE, WIDTH
from kpsite.render.drawing import Dice, Disc, Item, Point, Shape, arc, rect


def arcs(dice: Dice, inks: Inks) -> Iterator[Item]:
    """Draw rings around a point on the edge, as in a cut tree or an amphitheatre."""
    edge = ((SPINE, HEIGHT), (WIDTH, HEIGHT), (CENTRE, HEIGHT), (WIDTH, HEIGHT / 2), (CENTRE, 0))
    x, y = dice.pick(edge)
    count = dice.pick((5, 6, 7))
    reach = 1010 if x in (SPINE, WIDTH) else 820
    cycles = (
        (inks.main, inks.ground),
        (inks.main, inks.soft, inks.ground),
        (inks.soft, inks.main, inks.pale),
    )
    cycle = dice.pick(cycles)
    heart = reach * dice.between(0.16, 0.24)
    for ring in range(count):
        yield Disc(x, y, reach - (reach - heart) * ring / count, cycle[ring % len(cycle)])
    yield Disc(x, y, heart, inks.spot)


def dots(dice: Dice, inks: Inks) -> Iterator[Item]:
    """Draw a grid of dots that swell and shrink, as under a printer's loupe."""
    columns, rows = dice.pick(((14, 9), (11, 7), (9, 6)))
    step = PLATE / (columns + 0.6)
    left, top = SPINE + 0.8 * step, (HEIGHT - (rows - 1) * step) / 2
    field = dice.pick((_ripple, _slope, _waves))
    chance = (dice.between(0, 1), dice.between(0, 1), dice.between(0, 1))
    chosen = (1 + dice.below(columns - 2), 1 + dice.below(rows - 2))
    for column in range(columns):
        for row in range(rows):
            spotted = (column, row) == chosen
            size = 1.0 if spotted else field(column / (columns - 1), row / (rows - 1), chance)
            x, y = left + column * step, top + row * step
            yield Disc(x, y, step * (0.07 + 0.37 * size), inks.spot if spotted else inks.main)


def _ripple(across: float, down: float, chance: tuple[float, float, float]) -> float:
    away = math.hypot((across - chance[0]) * 1.6, down - chance[1])
    return 0.5 + 0.5 * math.cos(away * (5 + 4 * chance[2]))


def _slope(across: float, down: float, chance: tuple[float, float, float]) -> float:
    across = across if chance[0] > chance[1] else 1 - across
    down = down if chance[2] > chance[1] else 1 - down
    return (across + down) / 2


def _waves(across: float, down: float, chance: tuple[float, float, float]) -> float:
    return 0.5 + 0.5 * math.sin(
        across * (5 + 4 * chance[0]) + down * (9 * chance[1] - 4) + math.tau * chance[2]
    )


def moons(dice: Dice, inks: Inks) -> Iterator[Item]:
    """Draw a moon that waxes and wanes."""
    columns, rows = dice.pick(((3, 1), (5, 1), (4, 2), (5, 3), (6, 4)))
    step = min(PLATE / (columns + 0.4), HEIGHT / (rows + 0.3))
    radius = step * 0.43
    left, top = CENTRE - (columns - 1) * step / 2, HEIGHT / 2 - (rows - 1) * step / 2
    count = columns * rows
    for number in range(count):
        x, y = left + number % columns * step, top + number // columns * step
        yield Disc(x, y, radius, inks.deep)
        # A little over the edge, so that no dark rim shines through.
        yield Shape(
            _lit(x, y, radius + 1, (number + 0.5) / count), inks.spot if number == count // 2 else inks.pale
        )


def _lit(x: float, y: float, radius: float, phase: float) -> tuple[Point, ...]:
    """Give the lit part of a moon; phase 0 is new, a half full."""
    bulge = math.cos(math.tau * phase)
    side = math.copysign(1, 1 - 2 * phase)
    limb = arc(0, 0, radius, -90, 90)
    inner = tuple((px * bulge, py) for px, py in reversed(limb))
    return tuple((x + side * px, y + py) for px, py in (*limb, *inner))


def tiles(dice: Dice, inks: Inks) -> Iterator[Item]:
    """Draw tiles with a quarter of a circle each, laid as they come."""
    columns, rows = dice.pick(((3, 2), (6, 4), (9, 6)))
    side = max(-(-PLATE // columns), -(-HEIGHT // rows))
    top = (HEIGHT - rows * side) / 2
    chosen = dice.below(columns), dice.below(rows)
    for column in range(columns):
        for row in range(rows):
            x, y = SPINE + column * side, top + row * side
            turn = dice.below(4)
            sheet, print_ = dice.pick(
                ((inks.ground, inks.main), (inks.main, inks.ground), (inks.soft, inks.main))
            )
            yield rect(x, y, side + SEAM, side + SEAM, sheet)
            if (column, row) == chosen:
                yield Disc(x + side / 2, y + side / 2, side * 0.5, inks.spot)
                continue
            corner = (
                x + (side + SEAM if turn in (1, 2) else -SEAM),
                y + (side + SEAM if turn in (2, 3) else -SEAM),
            )
            yield Shape((corner, *arc(*corner, side + SEAM, 90 * turn, 90 * turn + 90)), print_)


def overprint(dice: Dice, inks: Inks) -> Iterator[Item]:
    """Draw two large discs, printed one over the other, and a small one."""
    radius = dice.between(270, 350)
    turn = math.radians(dice.pick((0, 35, -35, 90)))
    apart = radius * dice.between(0.75, 1.05) * (0.72 if abs(turn) > 1 else 1)
    x, y = apart / 2 * math.cos(turn), apart / 2 * math.sin(turn)
    yield Disc(CENTRE - x, HEIGHT / 2 - y, radius, inks.main)
    yield Disc(CENTRE + x, HEIGHT / 2 + y, radius, inks.soft)
    half = math.degrees(math.acos(apart / 2 / radius))
    facing = math.degrees(turn)
    near = arc(CENTRE - x, HEIGHT / 2 - y, radius, facing - half, facing + half)
    far = arc(CENTRE + x, HEIGHT / 2 + y, radius, facing + 180 - half, facing + 180 + half)
    yield Shape((*near, *far), inks.deep)
    yield Disc(CENTRE + dice.pick((-1, 1)) * (radius + apart / 2 + 60), dice.pick((230, 770)), 62, inks.spot)
