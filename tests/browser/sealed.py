"""A store with a sealed course, for browsers: its claims, and where it is served."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Page, expect

from kpsite.sealing.links import write_link
from tests.browser.rig import Eyes, Visitors
from tests.building import outcome, write
from tests.render.pictures import quarters, saved
from tests.sites import MASTER, TODAY, drawings, put, store

UID = "c_abc"
only_root = pytest.mark.parametrize("base", ["/"])  # a test to which the address of the shop is all one
SEALED_ORIGIN = "http://shop.localhost"
LESSON = "/courses/abc/second/"
PAID = "Only those who paid may read of the heron."
FILES = {
    "content/courses/abc/01-first.md": "---\ntitle: First\n---\n\nThe letter A.\n",
    "content/courses/abc/02-second.md": f"""---
title: Second
downloads: [figures.csv]
---

## A heading

{PAID}

![A plan of the house](plan.png)

On to [the third](03-third.md).[^1]

[^1]: A note.
""",
    "content/courses/abc/03-third.md": """---
title: Third
preview: true
---

The open part.

<!-- paywall -->

The heron's other half.
""",
    "content/courses/abc/05-extra.md": "---\ntitle: Extra\nlisted: false\n---\n\nNobody knew of this.\n",
    "content/courses/abc/04-later.md": "---\ntitle: Later\nrelease: +30d\n---\n\nMuch later.\n",
}


@dataclass(frozen=True, slots=True)
class Shop:
    """A store and the address it is built for; ``claim`` is that of its first grant."""

    root: Path
    origin: str
    base: str = "/"
    ranges: bool = True

    @property
    def dist(self) -> Path:
        """The output folder."""
        return self.root / "dist"

    @property
    def claim(self) -> str:
        """Give the claim that opens the course."""
        return MASTER.claim(1)

    @property
    def link(self) -> str:
        """Give the link that a buyer gets."""
        return write_link(f"{self.origin}{self.base}", UID, self.claim)

    def at(self, path: str) -> str:
        """Give the address of a page."""
        return f"{self.origin}{self.base}{path.removeprefix('/')}"

    def build(self) -> None:
        """Build it, as its files are now."""
        made = outcome(self.root)
        assert made.good, made.said

    def access(self, edition: int = 1, *, revoked: bool = False, courses: tuple[str, ...] = (UID,)) -> None:
        """Write who has access, and the course's edition."""
        grants = [
            {"serial": number, "courses": list(courses), "date": TODAY, "revoked": revoked and number == 1}
            for number in (1, 2)
        ]
        data = {"editions": {UID: edition}, "grants": grants}
        (self.root / "kpsite.access").write_text(json.dumps(data), "utf-8")


def make_shop(folder: Path, origin: str, base: str = "/", *, ranges: bool = True) -> Shop:
    """Make and build a store with one open lesson, one closed, one in part, and one that opens later."""
    return _build(put(folder, _drawn(origin)), origin, base, ranges=ranges)


@cache
def _drawn(origin: str) -> Mapping[str, bytes]:
    """Give the drawings of its first build in this process, which later ones need not draw again."""
    with TemporaryDirectory() as folder:
        return drawings(_build(Path(folder), origin, "/").root)


def _build(folder: Path, origin: str, base: str, *, ranges: bool = True) -> Shop:
    site = f"name: Test shop\nurl: {origin}{base}\nemail: shop@example.org\n"
    root = write(store(folder), FILES | {"content/site.yaml": site})
    course = root / "content/courses/abc"
    (course / "plan.png").write_bytes(saved(quarters().resize((900, 600)), "PNG"))
    (course / "figures.csv").write_text("heron,17\n", "utf-8")
    shop = Shop(root, origin, base, ranges)
    shop.access()
    shop.build()
    return shop


def unlocked(buyers: Visitors, shop: Shop, eyes: Eyes | None = None) -> Page:
    page = buyers.arrive(eyes or Eyes(still=True), shop.link.removeprefix(shop.origin))
    expect(page.locator("[data-onward]")).to_be_visible()
    return page
