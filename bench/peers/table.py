"""All rows of the table, in the order in which they are shown."""

from __future__ import annotations

from bench.peers import astro, eleventy, hugo, kpsite, mkdocs, pelican, zola
from bench.peers.generator import Generator

GENERATORS: tuple[Generator, ...] = (
    kpsite.STOREFRONT,
    kpsite.BARE,
    hugo.PLAIN,
    hugo.CACHED,
    zola.ZOLA,
    eleventy.PLAIN,
    eleventy.COLOURED,
    mkdocs.PLAIN,
    mkdocs.COLOURED,
    pelican.PLAIN,
    pelican.CACHED,
    astro.ASTRO,
)
OURS = frozenset(row.key for row in (kpsite.STOREFRONT, kpsite.BARE))
REFERENCE = hugo.PLAIN.key
