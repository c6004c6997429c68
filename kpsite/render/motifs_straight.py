"""Motifs of straight edges: folded paper, woven bands, steps, books on a shelf, squares."""

from __future__ import annotations

import math
from collections.abc import Iterator

from kpsite.render.cover_inks import Inks
from kpsite.render.cover_sheet import CENTRE, HEIGHT, PLATE, SEAM, SPINE, WIDTH
from kpsite.render.drawing import Dice, Disc, Item, Shape, rect


def folds(dice: Dice, inks: Inks) -> Iterator[Item]:
    """Draw a sheet of paper that was folded like a map and stands open."""
    pleats, rows = dice.pick((5, 6, 8)), dice.pick((1, 1, 2))
    left, top = SPINE + 120.0, 170.0
    width, height = (PLATE - 240) / pleats, (HEIGHT - 2 * top) / rows
    depth = dice.between(60, 110) * dice.pick((-1, 1))
    chosen = 1 + dice.below(pleats - 2), dice.below(rows)
    for pleat in range(pleats):
        near, far = ((depth if (pleat + side) % 2 else -depth) / 2 for side in (0, 1))
        x = left + pleat * width
        for row in range(rows):
            y = top + row * height
            corners = (
                (x, y + near),
                (x + width, y + far),
                (x + width, y + height + far),
                (x, y + height + near),
            )
            fill = (inks.main, inks.soft)[(pleat + row) % 2]
            yield Shape(corners, inks.spot if (pleat, row) == chosen else fill)


def woven(dice: Dice, inks: Inks) -> Iterator[Item]:
    """Draw bands of cloth that go over and under each other."""
    columns, rows = dice.pick(((3, 2), (5, 3), (7, 5), (10, 7)))
    across, down = PLATE / columns, HEIGHT / rows
    share = dice.between(0.55, 0.72)
    warp, weft, gap = share * across, share * down, 0.035 * across
    twill = dice.below(2)
    chosen = dice.below(columns) if dice.below(2) else -1
    warps = [inks.spot if column == chosen else inks.main for column in range(columns)]
    other = dice.below(rows) if chosen < 0 else -1
    wefts = [inks.spot if row == other else inks.soft for row in range(rows)]
    lefts = [SPINE + (column + 0.5) * across - warp / 2 for column in range(columns)]
    tops = [(row + 0.5) * down - weft / 2 for row in range(rows)]
    yield from (rect(SPINE, y, PLATE, weft, fill) for y, fill in zip(tops, wefts, strict=True))
    for column, x in enumerate(lefts):
        yield rect(x, 0, warp, HEIGHT, warps[column])
        for row, y in enumerate(tops):
            over = (column + row) % 4 in (0, 1) if twill else (column + row) % 2
            if over:
                yield rect(x - gap, y, gap, weft, inks.ground)
                yield rect(x + warp, y, gap, weft, inks.ground)
            else:
                yield rect(x, y - gap, warp, weft + 2 * gap, inks.ground)
                yield rect(x - SEAM, y, warp + 2 * SEAM, weft, wefts[row])


def steps(dice: Dice, inks: Inks) -> Iterator[Item]:
    """Draw a flight of steps with something at its head."""
    count = dice.pick((4, 5, 6, 8))
    run, rise = PLATE / (count + 1), dice.between(640, 720) / count
    depth = dice.between(0.2, 0.4) * run
    ball = min((run - depth) * 0.47, 110)
    for step in range(count):
        x, y = SPINE + (step + 1) * run, HEIGHT - (step + 1) * rise
        yield rect(x, y, WIDTH - x, HEIGHT - y, inks.main if step % 2 else inks.soft)
        yield rect(x, y, depth, HEIGHT - y, inks.deep)
    yield Disc(WIDTH - (run - depth) / 2, HEIGHT - count * rise - ball, ball, inks.spot)


def shelf(dice: Dice, inks: Inks) -> Iterator[Item]:
    """Draw books on a shelf, one of them leaning."""
    floor, right = 812.0, WIDTH - 150.0
    yield rect(SPINE, floor, PLATE, 22, inks.deep)
    x = SPINE + dice.between(130, 210)
    chosen, number = 2 + dice.below(5), 0
    last, height = "", 0.0
    while x < right - 330:
        width, height = dice.between(58, 132), dice.between(390, 640)
        fill = dice.pick(
            [ink for ink in (inks.main, inks.main, inks.soft, inks.deep, inks.pale) if ink != last]
        )
        fill = inks.spot if number == chosen else fill
        yield rect(x, floor - height, width, height, fill)
        band = inks.ground if fill not in (inks.ground, inks.pale) else inks.main
        yield rect(x, floor - height + dice.between(50, 90), width, dice.pick((8, 8, 26, 60)), band)
        yield rect(x, floor - dice.between(60, 90), width, 8, band)
        x, last, number = x + width + 5, fill, number + 1
    yield _leaning(dice, x + 3, floor, height - 12, inks.main if last != inks.main else inks.soft)


def _leaning(dice: Dice, x: float, floor: float, highest: float, fill: str) -> Shape:
    """Give a book whose upper left corner touches ``x`` and whose lower left corner stands on the floor."""
    lean, tall = dice.between(95, 140), min(dice.between(430, 540), highest)
    thick = dice.between(70, 100) / math.hypot(lean, tall)
    foot, head = (x + lean, floor), (x, floor - tall)
    right, up = thick * tall, thick * lean
    return Shape((foot, head, (head[0] + right, head[1] - up), (foot[0] + right, foot[1] - up)), fill)


def squares(dice: Dice, inks: Inks) -> Iterator[Item]:
    """Draw squares within squares, after Josef Albers."""
    columns, rows = dice.pick(((1, 1), (2, 1), (3, 2)))
    side = min(PLATE / (columns + 0.35), HEIGHT / (rows + 0.22)) * 0.92
    pitch = side * 1.09
    left, top = CENTRE - ((columns - 1) * pitch + side) / 2, HEIGHT / 2 - ((rows - 1) * pitch + side) / 2
    drop = dice.pick((0.5, 0.75, 0.25))
    chosen = dice.below(columns * rows)
    orders = (
        (inks.soft, inks.main, inks.deep),
        (inks.main, inks.soft, inks.pale),
        (inks.deep, inks.main, inks.soft),
    )
    start = dice.below(len(orders))
    for number in range(columns * rows):
        x, y = left + number % columns * pitch, top + number // columns * pitch
        for depth, fill in enumerate(orders[(start + number) % len(orders)]):
            yield _nested(x, y, side, depth, drop, fill)
        if number == chosen:
            yield _nested(x, y, side, 3, drop, inks.spot)


def _nested(x: float, y: float, side: float, depth: int, drop: float, fill: str) -> Shape:
    inner = side * (1 - 0.23 * depth)
    return rect(x + (side - inner) / 2, y + (side - inner) * drop, inner, inner, fill)
