"""What checks look at."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kpsite.load.documents import YAML
from kpsite.model.store import Site
from kpsite.pages.page import Page
from kpsite.problems import Place
from kpsite.values import dataclass

PROMOS = tuple(f"content/promos{ending}" for ending in YAML)
"""Where promotion codes may stand."""


@dataclass(frozen=True, slots=True)
class Subject:
    """The store, all its pages, and where a key of a file stands: ``line(path, key)`` gives its 1-based
    line, or 0.
    """

    site: Site
    pages: Sequence[Page]
    line: Callable[[str, str], int]

    def place(self, path: str, key: str = "") -> Place:
        """Give the place of a key in a file."""
        return Place(path, self.line(path, key) if key else 0, key)

    def promo_place(self, key: str) -> Place:
        """Give the place of a key of promotion codes."""
        return self.place(next((path for path in PROMOS if self.line(path, "items")), PROMOS[0]), key)
