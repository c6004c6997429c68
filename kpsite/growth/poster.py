"""What a poster shows: a share card with a sentence, and the way there as a QR code, in three shapes."""

from __future__ import annotations

import hashlib
from dataclasses import field

from kpsite.growth.share_card import ShareCard
from kpsite.values import dataclass

# Raise it with every change of the drawing: phones keep a picture for as long as its address stays.
EDITION = 2
# In pixels, as networks ask for them: stories of Instagram, WhatsApp and WeChat, a post, a link's preview.
SHAPES = {"story": (1080, 1920), "square": (1080, 1080), "wide": (1200, 630)}


@dataclass(frozen=True, slots=True)
class Poster:
    """One poster.

    ``quote`` is a sentence as it is to be set, with its quotation marks where somebody said it, and ``said``
    then is who. ``link`` is the absolute address in the QR code, ``call`` what scanning it brings, and
    ``shop`` the address that people can read. ``recommended`` names who passes it on, and ``note`` says what
    they get for it; both are empty on the course's own posters.
    """

    card: ShareCard
    quote: str
    said: str
    link: str
    call: str
    shop: str
    recommended: str = ""
    note: str = ""

    def name(self, shape: str) -> str:
        """Give the file's name below ``/media/``, with a digest of everything that it shows."""
        words = (self.quote, self.said, self.link, self.call, self.shop, self.recommended, self.note)
        said = "\0".join((str(EDITION), self.card.name(), *words))
        return f"poster-{hashlib.blake2b(said.encode(), digest_size=6).hexdigest()}-{shape}.jpg"


@dataclass(frozen=True, slots=True)
class PosterPicture:
    """One shape of a poster: ``story``, ``square`` or ``wide``, its address, its size in pixels, what it says
    to those who do not see it, and what it is drawn from.
    """

    shape: str
    url: str
    width: int
    height: int
    alt: str
    poster: Poster = field(compare=False)  # its digest stands in ``url``
