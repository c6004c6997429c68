"""The parts of views with which pages are passed on: buttons, codes, and the images of previews."""

from __future__ import annotations

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
    ``copy`` the address itself, which a script copies; for ``wechat`` that in the QR code ``scan``).
    """

    target: str
    name: str
    url: str
    scan: Scan | None = None
