"""The parts of views that are links."""

from __future__ import annotations

from kpsite.model.course import Course
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class NavLink:
    """A link of a menu, of the breadcrumbs, or to a neighbour."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Tag:
    """What several courses are about: its name, its page's address, and the courses."""

    name: str
    url: str
    courses: tuple[Course, ...]
