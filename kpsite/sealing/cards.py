"""A card to print and to give away: a course's name, its link, and the link as a QR code."""

from __future__ import annotations

from kpsite.growth.qr import path
from kpsite.model.course import Course
from kpsite.pages.parts import Shown
from kpsite.values import dataclass


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
    size, drawn = path(link)
    return AccessCardView(shop, course.language, course.matter.title, link, size, drawn)
