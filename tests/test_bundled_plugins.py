"""The plugins that come with kpsite do what they say."""

from __future__ import annotations

import re
from pathlib import Path

from tests.building import built, outcome
from tests.test_plugins import page, shop

GLOSSARY = """\
---
title: Glossary
---

## Median

The *value* in the middle. Half lie above, "half" below.

## Mean value

The sum, shared out.

## Mode

The most frequent one.
"""
WORDS = """\
---
title: First
---

The [median] and the [Mean value], but not [mode](02-second.md), and `[mode]` no more.
"""


def test_the_glossary_links_words_to_their_meaning(tmp_path: Path) -> None:
    """A word in brackets leads to its heading and shows its first sentence; all else stays as it was."""
    files = {"content/pages/glossary.md": GLOSSARY, "content/courses/abc/01-first.md": WORDS}
    root = shop(tmp_path, "glossary", files)
    html = page(root, "courses/abc/first/index.html")
    assert '<a href="/shop/glossary/#median" title="The value in the middle.">median</a>' in html
    assert '<a href="/shop/glossary/#mean-value" title="The sum, shared out.">Mean value</a>' in html
    assert '<a href="/shop/courses/abc/second/">mode</a>' in html
    assert "<code>[mode]</code>" in html
    assert 'id="median"' in page(root, "glossary/index.html")


def test_the_glossary_tells_of_words_that_nobody_uses(tmp_path: Path) -> None:
    """A word that no text uses is a warning at its own line, with a way to put it right."""
    lesson = WORDS.replace(", and `[mode]` no more", "")
    files = {"content/pages/glossary.md": GLOSSARY, "content/courses/abc/01-first.md": lesson}
    said = outcome(shop(tmp_path, "glossary", files)).said
    words = 'found the word "Mode", which no text uses (write [Mode] in a lesson, or take the word out)'
    assert said == f"content/pages/glossary.md:13: warning: {words}"


def test_the_glossary_opens_nothing(tmp_path: Path) -> None:
    """Words in closed lessons count for nothing, and a store without a glossary is as without the plugin."""
    lesson = "---\ntitle: Second\n---\n\nSENTINEL [mode]\n"
    files = {"content/pages/glossary.md": GLOSSARY, "content/courses/abc/02-second.md": lesson}
    root = shop(tmp_path / "one", "glossary", files)
    assert 'found the word "Mode"' in outcome(root).said
    assert not any(b"SENTINEL" in data for data in built(root).values())
    without = built(shop(tmp_path / "two", "", {}))
    assert built(shop(tmp_path / "three", "glossary", {})) == without


UPDATES = """\
---
title: The alphabet
description: Letters.
price: 49 USD
payment_link: https://buy.stripe.com/test_abc
preview: [first]
updates:
  - date: 2026-01-02
    text: The letter *B*.
  - date: 2026-03-04
    text: The letter C.
---
"""


def test_whats_new_gathers_the_updates_of_all_courses(tmp_path: Path) -> None:
    """Newest first, each with its course; a language without updates has no such page."""
    other = (
        UPDATES.replace("The alphabet", "Numbers")
        .replace("2026-01-02", "2026-02-01")
        .replace("letter", "number")
    )
    files = {
        "content/courses/abc/course.md": UPDATES,
        "content/courses/num/course.md": other,
        "content/courses/num/01-first.md": "# One\n",
        "content/courses/num/course.zh-CN.md": "---\ntitle: 数\nupdates: {date: 2026-05-05, text: 新}\n---\n",
        "content/courses/hid/course.md": other.replace("Numbers", "Hidden\nlisted: false"),
        "content/courses/hid/01-first.md": "# One\n",
    }
    root = shop(tmp_path, "whats_new", files)
    html = page(root, "whats-new/index.html")
    assert "<h1>What’s new</h1>" in html
    told = re.findall(r"<strong>(.*?)</strong> · <a href=\"(.*?)\">.*?<br>(.*?)</p>", html)
    abc, num = "/shop/courses/abc/", "/shop/courses/num/"
    assert told == [
        ("March 4, 2026", num, "The number C."),
        ("March 4, 2026", abc, "The letter C."),
        ("February 1, 2026", num, "The number <em>B</em>."),
        ("January 2, 2026", abc, "The letter <em>B</em>."),
    ]
    chinese = page(root, "zh-cn/whats-new/index.html")
    assert "<h1>近期更新</h1>" in chinese
    assert "<strong>2026年5月5日</strong>" in chinese
    assert "whats-new/index.html" not in built(shop(tmp_path / "other", "whats_new", {}))
