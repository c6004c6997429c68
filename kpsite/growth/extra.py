"""Files beside the pages that are made when they are needed, and only then: what each asks of the build."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Protocol, TypeGuard

from kpsite.values import dataclass

if TYPE_CHECKING:  # start-up time: a save needs none of it
    from kpsite.growth.poster import Poster
    from kpsite.growth.share_card import ShareCard
    from kpsite.load.media import MediaFile
    from kpsite.model.prose import Prose
    from kpsite.pages.parts import View

_ROOM = 1 << 128  # as many as there are fingerprints


class Tools(Protocol):
    """What a worker lends to the files that it makes."""

    def view(self, number: int) -> View:
        """Give the view of a page by its place in the list of all pages."""

    def html(self, prose: Prose) -> str:
        """Give a text as HTML, as pages show it."""

    def media(self, file: MediaFile) -> bytes:
        """Give the bytes of a media file. Raises ``KpsiteError`` for one that cannot be used."""

    def painted(self, card: ShareCard, cover: str, *, square: bool) -> bytes:
        """Give a share image; ``cover`` is the picture's path in the store, or empty.

        Raises ``KpsiteError`` for a picture that is damaged.
        """

    def posted(self, poster: Poster, cover: str, shape: str) -> bytes:
        """Give a poster; ``cover`` is the picture's path in the store, or empty.

        Raises ``KpsiteError`` for a picture that is damaged.
        """


class Extra(Protocol):
    """Plain data that know how they become a file."""

    def made(self, tools: Tools) -> bytes:
        """Give the file's bytes: the same data give the same bytes."""


def is_extra(make: object) -> TypeGuard[Extra]:
    """Say whether something is such a file. To ask the protocol itself takes twenty times as long."""
    return hasattr(make, "made")


class Follower(Extra, Protocol):
    """A file that holds the texts of pages, whose places in the list of all pages are ``pages``; its input
    ``content`` is the ``combined`` fingerprints of these.
    """

    @property
    def pages(self) -> tuple[int, ...]:
        """The places of its pages."""

    def followed(self, data: bytes, before: View, after: View) -> bytes | None:
        """Give the file's bytes after the text of one page has changed, from those before; None when they do
        not say enough.
        """


def combined(fingerprints: Iterable[str]) -> str:
    """Give one fingerprint for those of several pages: their sum, so that it can follow the change of one
    without the others.
    """
    return f"{sum(int(one, 16) for one in fingerprints) % _ROOM:032x}"


def recombined(known: str, before: str, after: str) -> str:
    """Give the combined fingerprint after that of one page has changed."""
    return f"{(int(known, 16) - int(before, 16) + int(after, 16)) % _ROOM:032x}"


@dataclass(frozen=True, slots=True)
class ShareFile:
    """A share image to draw; ``cover`` is the path of the picture on it, in the store, or empty."""

    card: ShareCard
    cover: str
    square: bool

    def made(self, tools: Tools) -> bytes:
        """Draw it."""
        return tools.painted(self.card, self.cover, square=self.square)


@dataclass(frozen=True, slots=True)
class PosterFile:
    """A poster to draw, as a share image."""

    poster: Poster
    cover: str
    shape: str

    @property
    def card(self) -> ShareCard:
        """What it has in common with share images."""
        return self.poster.card

    def made(self, tools: Tools) -> bytes:
        """Draw it."""
        return tools.posted(self.poster, self.cover, self.shape)


Drawn = ShareFile | PosterFile
"""What is worth as much as many pages, and is kept when it has been drawn."""
