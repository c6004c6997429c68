"""A card to print and to give away: a course's name, its link, and the link as a QR code."""

from __future__ import annotations

import segno

from kpsite.model.course import Course
from kpsite.pages.parts import Shown
from kpsite.values import dataclass

QUIET = 4
"""Modules of white around a QR code (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class AccessCardView(Shown):
    """What a card shows. ``path`` is the QR code as the path of an SVG, ``size`` units wide and high."""

    shop: str
    language: str
    title: str
    link: str
    size: int
    path: str


def access_card(shop: str, course: Course, link: str) -> AccessCardView:
    """Give the card for a link that opens a course."""
    matrix = segno.make_qr(link, error="m").matrix
    runs = [
        f"M{column + QUIET} {row + QUIET}h1v1h-1z"
        for row, modules in enumerate(matrix)
        for column, dark in enumerate(modules)
        if dark
    ]
    size = len(matrix) + 2 * QUIET
    return AccessCardView(shop, course.language, course.matter.title, link, size, "".join(runs))
