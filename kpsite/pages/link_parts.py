"""The parts of views that are links."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kpsite.values import dataclass

if TYPE_CHECKING:  # start-up time: a save of words loads what makes its page alone
    from kpsite.model.course import Course


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
