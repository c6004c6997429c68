"""Sitemaps (sitemaps.org/protocol.html) with versions in other languages, and an index beyond one file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kpsite.pages.page import Page
from kpsite.pages.parts import Meta

# The protocol's limits for one file.
MOST_URLS = 50_000
MOST_BYTES = 50_000_000
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_ROOM = 400  # bytes for what stands around the addresses


def sitemaps(pages: Sequence[Page], base_url: str) -> dict[str, bytes]:
    """Give the sitemap, or several with their index when there are more pages to list than one may hold.

    Pages are listed that search engines may show. ``lastmod`` is the last day that the front matter tells of;
    where it tells of none there is none, since a day that changes with each build is worse. Addresses are
    percent-encoded, so they hold nothing that XML would have to escape.
    """
    parts = list(_parts(entry(page.view.meta) for page in pages if page.view.meta.findable))
    if len(parts) == 1:
        return {"sitemap.xml": parts[0]}
    rows = "".join(
        f"<sitemap><loc>{base_url}sitemap-{number}.xml</loc></sitemap>\n"
        for number in range(1, len(parts) + 1)
    )
    index = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{rows}</sitemapindex>\n'
    )
    return {f"sitemap-{number}.xml": part for number, part in enumerate(parts, 1)} | {
        "sitemap.xml": index.encode()
    }


def entry(meta: Meta) -> str:
    """Give the line of a page."""
    day = meta.modified or meta.published
    changed = f"<lastmod>{day}</lastmod>" if day else ""
    if not meta.alternates:
        return f"<url><loc>{meta.canonical}</loc>{changed}</url>\n"
    rows = [(one.language, one.absolute) for one in meta.alternates]
    rows += [("x-default", meta.x_default)] if meta.x_default else []
    others = "".join(f'<xhtml:link rel="alternate" hreflang="{code}" href="{url}"/>' for code, url in rows)
    return f"<url><loc>{meta.canonical}</loc>{changed}{others}</url>\n"


def _parts(entries: Iterator[str]) -> Iterator[bytes]:
    rows: list[str] = []
    size = _ROOM
    for row in entries:
        # Addresses are ASCII: as many bytes as signs.
        if len(rows) == MOST_URLS or size + len(row) > MOST_BYTES:
            yield _urlset(rows)
            rows, size = [], _ROOM
        rows.append(row)
        size += len(row)
    yield _urlset(rows)


def _urlset(rows: list[str]) -> bytes:
    body = "".join(rows)
    more = ' xmlns:xhtml="http://www.w3.org/1999/xhtml"' if "<xhtml:" in body else ""
    return f"{_HEAD}{more}>\n{body}</urlset>\n".encode()
