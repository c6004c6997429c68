"""What a page weighs without its pictures: HTML, style sheets and scripts, compressed as hosts do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

from bench.errors import BenchError
from bench.report.grid import grid
from bench.store.demo import PAGES, build_demo
from bench.store.host import packed
from bench.tools import own

LIMIT = 50_000  # bytes, of a course's page
LIMITED = "course"
KB = 1000
PORT = 80  # of the addresses in the pages, which nobody visits


@dataclass(frozen=True, slots=True)
class Weight:
    """Compressed bytes of a page's document, of all its style sheets, and of all its scripts."""

    name: str
    html: int
    styles: int
    scripts: int

    @property
    def whole(self) -> int:
        """Everything together."""
        return self.html + self.styles + self.scripts


class _Parts(HTMLParser):
    """Collects the addresses of a page's style sheets and scripts, each once."""

    def __init__(self) -> None:
        super().__init__()
        self.styles: dict[str, None] = {}
        self.scripts: dict[str, None] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = {name: value or "" for name, value in attrs}
        if tag == "link" and "stylesheet" in known.get("rel", "").split():
            self.styles[known.get("href", "")] = None
        if tag == "script" and "src" in known:
            self.scripts[known["src"]] = None


def weigh(name: str, output: Path, url: str) -> Weight:
    """Weigh one page of a built store. Raises ``BenchError`` when it or a part of it is not there."""
    html = _bytes(output, f"{url}index.html")
    parts = _Parts()
    parts.feed(html.decode())
    return Weight(name, len(packed(html)), _sum(output, parts.styles), _sum(output, parts.scripts))


def _sum(output: Path, urls: Iterable[str]) -> int:
    return sum(len(packed(_bytes(output, url))) for url in urls)


def _bytes(output: Path, url: str) -> bytes:
    try:
        return (output / url.removeprefix("/")).read_bytes()
    except OSError as wrong:
        raise BenchError(f"the demo store has no {url}") from wrong


def weigh_demo() -> tuple[str, bool]:
    """Build the demo store and weigh its pages; gives the table, and whether the limit is kept.

    Raises ``BenchError`` when the store does not build or lacks a page.
    """
    output = build_demo(own.tool(), PORT)
    found = [weigh(page.name, output, page.url) for page in PAGES]
    return table(found), all(one.whole <= LIMIT for one in found if one.name == LIMITED)


def table(found: Sequence[Weight]) -> str:
    """Write weights, with the limit beside the page that has one."""
    rows = [["kB compressed, without pictures and fonts", "HTML", "CSS", "JS", "all", "limit"]]
    for one in found:
        cells = [f"{part / KB:.1f}" for part in (one.html, one.styles, one.scripts, one.whole)]
        met = "met" if one.whole <= LIMIT else "missed"
        rows.append([one.name, *cells, f"<= {LIMIT // KB} kB: {met}" if one.name == LIMITED else ""])
    return "\n".join(grid(rows)) + "\n"
