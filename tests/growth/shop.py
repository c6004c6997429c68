"""A small store with something of everything that search engines, feed readers and previews are told."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

from tests.building import write

URL = "https://shop.example.org/"
SITE = """
name: Tea & Ink
tagline: Letters, plainly
description: Courses on letters.
url: https://shop.example.org/
languages: [en, zh-CN, ar]
email: hello@example.org
"""
COURSE = """---
title: The alphabet </script><b>&
subtitle: Letters in *their* order
description: Learn twenty-six letters, and what they are for.
id: c_abc
date: 2026-03-01
updated: 2026-10-01
level: Beginner
outcomes: [Write "A" to *Z*]
requirements: [A pencil]
preview: [first, second, third]
offers:
  - {id: whole, name: The course, price: 1249.50 USD, payment_link: "https://buy.stripe.com/livea"}
  - {id: club, name: The club, price: 5 USD, interval: month, payment_link: "https://buy.stripe.com/liveb"}
  - {id: early, name: Early, price: 9 USD, ends: 2026-01-01, payment_link: "https://buy.stripe.com/livec"}
  - {id: seat, name: A seat, price: 99 USD, sold_out: true}
updates:
  - {date: 2026-11-02, text: "A new *lesson*."}
testimonials:
  - {quote: Good., name: Ann, rating: 5, date: 2026-05-01, source: A letter, consent: true}
  - {quote: Fine., name: Bob, rating: 4, date: 2026-05-02, source: A letter, consent: true}
  - {quote: Ha., name: Cy, rating: 4, date: 2026-05-03, source: A letter, consent: true}
  - {quote: Hidden., name: Dee, rating: 1, date: 2026-05-03, source: A letter}
---
All letters. <!-- SENTINEL of a note to myself -->

```html
<!-- a comment in code -->
```
"""
FILES = {
    "content/site.yaml": SITE,
    "content/creator.md": "---\nname: Ines\nbio: Teaches *letters*.\nlabels: [Type]\nlinks:\n"
    "  - {label: Site, url: https://example.org/ines}\n  - {label: Post, url: 'mailto:a@example.org'}\n"
    "---\nMe.\n",
    "content/courses/abc/course.md": COURSE,
    "content/courses/abc/01-first.md": "---\ntitle: First\nsummary: A and B.\ndate: 2026-04-01\n"
    "video: https://www.youtube.com/watch?v=abcdefghijk\n---\nA, [then](02-second.md) B.\n",
    "content/courses/abc/02-second.md": "---\ntitle: Second\ndate: 2026-04-02\naudio: b.mp3\n"
    "duration: 3 min\n---\nB is a [letter](../../posts/2026-05-05-why.md).\n",
    "content/courses/abc/03-third.md": "---\ntitle: Third\n---\nC in public.\n\n"
    "<!-- paywall -->\n\nSENTINEL closed.\n",
    "content/courses/abc/04-fourth.md": "---\ntitle: Fourth\nsummary: D.\n---\nSENTINEL closed too.\n",
    "content/courses/abc/b.mp3": "ID3 some sound",
    "content/courses/def/course.md": "---\ntitle: Digits\ndescription: Ten digits.\nid: c_def\nprice: free\n"
    "date: 2026-01-01\n---\nTen.\n",
    "content/courses/def/course.zh-CN.md": "---\ntitle: 数字课\ndescription: 十个数字。\n---\n十个。\n",
    "content/courses/def/course.ar.md": "---\ntitle: الأرقام\ndescription: عشرة أرقام.\n---\nعشرة.\n",
    "content/courses/def/01-zero.md": "---\ntitle: Zero\n---\nNothing.\n",
    "content/courses/def/01-zero.zh-CN.md": "---\ntitle: 零\n---\n什么都没有。\n",
    "content/courses/def/01-zero.ar.md": "---\ntitle: صفر\n---\nلا شيء.\n",
    "content/courses/ghi/course.md": "---\ntitle: Signs\ndescription: Signs.\nid: c_ghi\nstatus: upcoming\n"
    "price: 9 USD\n---\nSoon.\n",
    "content/courses/secret/course.md": "---\ntitle: Unlisted\ndescription: For a few.\nid: c_s\n"
    "price: 1 USD\npayment_link: https://buy.stripe.com/lives\nlisted: false\n"
    "preview: [one]\ndate: 2026-02-02\n---\nX.\n",
    "content/courses/secret/01-one.md": "---\ntitle: Whispered\n---\nPsst.\n",
    "content/bundles/both.md": "---\ntitle: Both\ndescription: Both courses.\ncourses: [abc, def]\n"
    "price: 60 EUR\npayment_link: https://buy.stripe.com/lived\n---\nTogether.\n",
    "content/posts/2026-05-05-why.md": "---\ntitle: Why letters & digits\ndescription: A note.\n"
    "updated: 2026-06-06\ncourse: abc\ntags: [type]\naliases: [/old-why/]\n---\n"
    "Because, see [Digits](../courses/def/course.md). "
    "<!-- SENTINEL note -->\n",
    "content/pages/about.md": "---\ntitle: About\nupdated: 2026-07-07\n---\nUs.\n",
}
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
_TAG = re.compile(r"<[^>]+>")


def shop(folder: Path, changed: dict[str, str] | None = None) -> Path:
    """Write the store, with some files changed; an empty text leaves a file out."""
    files = FILES | (changed or {})
    return write(folder, {name: text for name, text in files.items() if text})


def data(page: bytes) -> list[dict[str, Any]]:
    """Give the nodes of a page's structured data."""
    found = _DATA.findall(page.decode())
    assert len(found) <= 1
    graph: list[dict[str, Any]] = json.loads(found[0])["@graph"] if found else []
    return graph


def node(page: bytes, kind: str) -> dict[str, Any]:
    """Give the one node of a kind."""
    (found,) = [one for one in data(page) if kind in one["@type"]]
    return found


def seen(page: bytes) -> str:
    """Give the words that a reader sees, on one line."""
    body = _DATA.sub("", page.decode()).partition("<body")[2]
    return " ".join(unescape(_TAG.sub(" ", body)).split())
