"""A page before rendering."""

from __future__ import annotations

from kpsite.pages.parts import Shown, View
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
        return page_path(self.url)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of HTML that is made by itself and no page: ``url`` is the page in which readers see it."""

    url: str
    kind: str
    language: str
    view: Shown
    source: str


def page_path(url: str) -> str:
    """Give the file in the output folder for a page's address from the root of the store."""
    return url.removeprefix("/") + ("index.html" if url.endswith("/") else "")
