"""The parts of views that are links."""

from __future__ import annotations

from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class NavLink:
    """A link of a menu, of the breadcrumbs, or to a neighbour."""

    title: str
    url: str
