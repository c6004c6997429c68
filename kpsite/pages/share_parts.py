"""The parts of views with which pages are passed on: buttons, codes, posters, and the images of previews."""

from __future__ import annotations

from dataclasses import field

from kpsite.growth.poster import Poster
from kpsite.growth.share_card import ShareCard
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Face:
    """A share image: what is drawn, the absolute addresses of both shapes, and what it says to those who do
    not see it.
    """

    card: ShareCard
    image: str
    square: str
    alt: str


@dataclass(frozen=True, slots=True)
class Scan:
    """A QR code: ``link`` is the absolute address in it, ``image`` the address of the SVG."""

    link: str
    image: str


@dataclass(frozen=True, slots=True)
class ShareLink:
    """One share button: ``target`` is the key of its icon and of its name, ``url`` a plain link (for
    ``copy`` the address itself, which a script copies, and for ``wechat`` the address in the QR code
    ``scan``).
    """

    target: str
    name: str
    url: str
    scan: Scan | None = None


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
