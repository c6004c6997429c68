"""The sheet that every cover is printed on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kpsite.render.cover_inks import Inks
from kpsite.render.drawing import Dice, Item

WIDTH, HEIGHT = 1600, 1000
# The binding covers the left edge; motifs may run under it and over every other edge.
SPINE = 104
# What the binding leaves free: its width and its middle.
PLATE = WIDTH - SPINE
CENTRE = SPINE + PLATE / 2
# Neighbours of one colour overlap by so much, or a hairline shows between them at the size of a thumbnail.
SEAM = 5

Motif = Callable[[Dice, Inks], Iterator[Item]]
