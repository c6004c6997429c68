"""Drawing share images: a wide and a square one for each course, article and free lesson."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.costs.cost import Cost
from bench.report.spread import spread
from bench.tools.tool import Tool
from kpsite.building.workbench import FONTS
from kpsite.growth.share_card import ShareCard
from kpsite.render.share_pixels import Painter

LESSONS = 25


def drawing(_: Tool) -> Iterator[Cost]:
    """Draw the images of a course in this process; a build draws each once, and keeps it."""
    painter = Painter(lambda name: (FONTS / name).read_bytes())
    cards = [
        ShareCard(
            title=f"Lesson {number}: what the eye sees first",
            over="Drawing for beginners",
            price="Free to read",
            by="Bench School",
            language="en",
            accent="#9a3412",
            motif=("Drawing for beginners", "drawing"),
        )
        for number in range(LESSONS)
    ]
    begun = time.perf_counter()
    for card in cards:
        for square in (False, True):
            painter.paint(card, b"", square=square)
    seconds = time.perf_counter() - begun
    rate = f"{1000 * seconds / LESSONS:.0f} ms a lesson"
    yield Cost("drawing share images, one core", f"{LESSONS} lessons, both shapes", spread([seconds]), rate)
