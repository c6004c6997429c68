"""A page before rendering."""

from __future__ import annotations

from kpsite.pages.parts import View
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its address from the root of the store, the template that shows it, and everything that the
    template may show.

    ``source`` is the file it comes from, for messages; a file that belongs to no single one names the most
    telling.
    """

    url: str
    kind: str
    language: str
    view: View
    source: str

    @property
    def path(self) -> str:
        """The file in the output folder."""
        return self.url.removeprefix("/") + ("index.html" if self.url.endswith("/") else "")
