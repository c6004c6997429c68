"""What a share image shows: all that decides how it looks, so that its address says when to draw it anew."""

from __future__ import annotations

import hashlib

from kpsite.values import dataclass

# Raise it with every change of the drawing: networks keep an image for as long as its address stays.
EDITION = 2
WIDE = (1200, 630)
SQUARE = (1200, 1200)


@dataclass(frozen=True, slots=True)
class ShareCard:
    """One share image in its two shapes.

    ``over`` stands small above the title, ``price`` is written as on the page, ``by`` is who made it.
    ``cover`` is the address of the picture beside the words, without the host; where it is empty the drawing
    that belongs to ``motif`` (title and slug) stands there. ``accent`` is the store's ``#rrggbb``.
    """

    title: str
    over: str
    price: str
    by: str
    language: str
    accent: str
    motif: tuple[str, str]
    cover: str = ""

    def name(self, *, square: bool = False) -> str:
        """Give the file's name below ``/media/``, with a digest of everything that it shows."""
        return self.names()[square]

    def names(self) -> tuple[str, str]:
        """Give the names of both files, wide and square."""
        said = "\0".join(
            (
                str(EDITION),
                self.title,
                self.over,
                self.price,
                self.by,
                self.language,
                self.accent,
                *self.motif,
                self.cover,
            )
        )
        digest = hashlib.blake2b(said.encode(), digest_size=6).hexdigest()
        return f"share-{digest}.jpg", f"share-{digest}-square.jpg"
