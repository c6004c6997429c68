"""What the pages of a built store link to, and which of it leads nowhere: plain Python, no browser."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from tests.browser.server import Host

if TYPE_CHECKING:
    from collections.abc import Iterator

# (element, attribute) that lead to another file or place; the lists hold several, each with its width.
LEADING = {
    ("a", "href"), ("area", "href"), ("audio", "src"), ("form", "action"), ("iframe", "src"),
    ("image", "href"), ("img", "src"), ("link", "href"), ("object", "data"), ("script", "src"),
    ("source", "src"), ("track", "src"), ("use", "href"), ("video", "poster"), ("video", "src"),
}  # fmt: skip
LEADING_LISTS = {("img", "srcset"), ("source", "srcset"), ("link", "imagesrcset")}
LEADING_META = {"og:image", "og:url", "og:video", "og:audio", "twitter:image"}


@dataclass(slots=True)
class Leads:
    """What one page offers and asks for: its anchors, and (markup, address) of each thing it leads to."""

    anchors: set[str] = field(default_factory=set)
    doubled: set[str] = field(default_factory=set)
    links: list[tuple[str, str]] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.leads = Leads()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        anchor = values.get("id")
        if anchor is not None:
            (self.leads.doubled if anchor in self.leads.anchors else self.leads.anchors).add(anchor)
        shown = self.get_starttag_text() or tag
        for name, value in values.items():
            if (tag, name) in LEADING:
                self.leads.links.append((shown, value))
            elif (tag, name) in LEADING_LISTS:
                self.leads.links.extend((shown, each.split()[0]) for each in value.split(",") if each.strip())
        if tag == "meta" and (values.get("property") or values.get("name")) in LEADING_META:
            self.leads.links.append((shown, values.get("content", "")))


def read(path: Path) -> Leads:
    """Read one HTML or SVG file."""
    reader = _Reader()
    reader.feed(path.read_text("utf-8"))
    reader.close()
    return reader.leads


def lost(folder: Path, origin: str) -> Iterator[str]:
    """Give one line for each link of a built store that leads nowhere within it; other hosts are not asked.

    ``origin`` is scheme and host of the store's address: absolute addresses of its own are followed too.
    """
    host = Host(folder)
    pages = {path: read(path) for path in sorted(folder.rglob("*.html"))}
    for path, leads in pages.items():
        name = path.relative_to(folder).as_posix()
        yield from (f"{name}: two elements with the id {anchor!r}" for anchor in sorted(leads.doubled))
        here = f"{origin}/{name.removesuffix('index.html')}"
        for shown, address in leads.links:
            wrong = fault(host, pages, urljoin(here, address), origin)
            if wrong:
                yield f"{name}: {wrong}: {shown}"


def fault(host: Host, pages: dict[Path, Leads], url: str, origin: str) -> str:
    """Say what is wrong with one absolute address; nothing for a good one and for other hosts."""
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" != origin:
        return ""
    status, found = host.answer(unquote(parts.path))
    if status != 200 or not isinstance(found, Path):
        return f"leads nowhere ({status})" if status >= 400 else f"leads to a redirect ({status})"
    anchor = unquote(parts.fragment)
    if anchor and found in pages and anchor not in pages[found].anchors and anchor != "top":
        return f"no #{anchor} there"
    return ""
