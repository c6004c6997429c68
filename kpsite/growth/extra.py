"""Files beside the pages that are made when they are needed, and only then: what each asks of the build."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from kpsite.growth.share_card import ShareCard
from kpsite.model.prose import Prose


class Tools(Protocol):
    """What a worker lends to the files that it makes."""

    def html(self, prose: Prose) -> str:
        """Give a text as HTML, as pages show it."""

    def painted(self, card: ShareCard, cover: str, *, square: bool) -> bytes:
        """Give a share image; ``cover`` is the picture's path in the store, or empty.

        Raises ``KpsiteError`` for a picture that is damaged.
        """


class Extra(Protocol):
    """Plain data that know how they become a file."""

    def made(self, tools: Tools) -> bytes:
        """Give the file's bytes: the same data give the same bytes."""


@dataclass(frozen=True, slots=True)
class ShareFile:
    """A share image to draw; ``cover`` is the path of the picture on it, in the store, or empty."""

    card: ShareCard
    cover: str
    square: bool

    def made(self, tools: Tools) -> bytes:
        """Draw it."""
        return tools.painted(self.card, self.cover, square=self.square)
