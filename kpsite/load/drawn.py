"""Covers for what has none: drawn from title and slug, with an address like any other media file."""

from __future__ import annotations

import hashlib

from kpsite.load.media import Media
from kpsite.model.prose import Picture
from kpsite.model.site import ThemeMatter
from kpsite.render.colour import parse_colour
from kpsite.render.covers import cover_svg

WIDTH, HEIGHT = 1600, 1000


def accent_of(theme: ThemeMatter) -> str:
    """Give the accent colour as hex; the default one in place of a text that is no colour, which a check
    tells of.
    """
    try:
        return parse_colour(theme.accent)
    except ValueError:
        return parse_colour(ThemeMatter().accent)


def drawn_cover(title: str, slug: str, accent: str, media: Media) -> Picture:
    """Give the drawn cover of a course or bundle; its SVG is kept in ``media`` for the address."""
    svg = cover_svg(title, slug, accent).encode()
    digest = hashlib.blake2b(svg, digest_size=6).hexdigest()
    return Picture(media.drawn(f"cover-{digest}.svg", svg), WIDTH, HEIGHT)
