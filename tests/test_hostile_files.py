"""No bytes in any file of a store break kpsite: there are problems with places, or there is a store."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpsite.building.build import check
from kpsite.building.order import BuildOrder
from kpsite.load.settings import Settings
from kpsite.problems import KpsiteError, Problem
from tests.building import DAY
from tests.sites import store

COURSE = b"""---
title: The alphabet
price: 49 USD
offers:
  - id: one
    price: 5
    currencies: [4 EUR]
preview: [first]
duration: 1 h 20 min
faq: [{q: "Why?", a: 'Because.'}]
testimonials:
  - {quote: Good, name: A, rating: 5, date: 2026-01-01, consent: true}
extra: {a: [1, {b: 2.5}], c: |
    text}
---

Text with [a link](01-first.md#x) and ![](dot.png).
"""
LESSON = b"""---
title: First
release: +7d
---

# Heading {#id .class}

::: tip Title
Text[^1] with `code` and $x^2$.
:::

<!-- paywall -->

| a | b |
|---|---|
| 1 | 2 |

[^1]: Note.
"""
SITE = b"""name: Test shop
url: https://shop.example.org/
theme: {name: plain, accent: "#123456", options: {a: b}}
languages: [en, de]
menu: [{title: A, url: /a/}]
plugins: [mine]
signup: netlify
"""
PROMOS = b"- {code: A, percent_off: 20%, starts: 2026-01-01, courses: [abc]}\n"
TEMPLATE = b'{% extends "base.html" %}{% block main %}{{ title | upper }}{{ prose(body).html }}{% endblock %}'
PLUGIN = b"from kpsite.plugins import Plugin\n\nplugin = Plugin()\n"
WORDS = b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Free"\nmsgstr "Frei"\n'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'
FILES = {
    "content/site.yaml": SITE,
    "content/site.de.yaml": SITE,
    "content/courses/abc/course.md": COURSE,
    "content/courses/abc/course.de.md": COURSE,
    "content/courses/abc/01-first.md": LESSON,
    "content/courses/abc/chapter/chapter.md": LESSON,
    "content/courses/abc/testimonials.yaml": PROMOS,
    "content/courses/abc/dot.png": SVG,
    "content/courses/abc/dot.svg": SVG,
    "content/promos.yaml": PROMOS,
    "content/ambassadors.yaml": PROMOS,
    "content/posts/2026-01-01-a.md": LESSON,
    "content/bundles/b.md": COURSE,
    "content/pages/p.md": LESSON,
    "content/creator.md": b"---\nname: A\nlinks: [{label: L, url: 'https://a.example/'}]\n---\n",
    "themes/plain/theme.yaml": b"name: Plain\noptions: {a: b}\n",
    "themes/plain/templates/lesson.html": TEMPLATE,
    "themes/plain/assets/main.css": b"a{background:url(b.png)}",
    "themes/plain/words/de.po": WORDS,
    "plugins/mine.py": PLUGIN,
}
HOSTILE = st.sampled_from(
    [
        b"&a [*a, *a]", b"*a", b"<<: {a: b}", b"!!python/object:os.system x", b"!!binary x", b"? [a]: b",
        b"- - - -", b"{[}]", b"'", b'"', b"|\n", b">\n", b"%YAML 1.1\n---\n", b"---\n", b"...\n", b"\t",
        b"\0", b"\xff", b"\r", b"\xc2\x85", b"\xe2\x80\xa8", b"\xef\xbf\xbe", b"\xf0\x9f\x92\xa9",
        b"null", b"~", b"yes", b"010", b"1:30", b"12e3", b".inf", b"-", b"[" * 50, b"{a: " * 50,
        b">" * 200, b"* " * 100, b"[^1]" * 20, b"```", b"$$", b":::", b"<!-- paywall -->", b"<script>",
        b"</svg>", b"]]>", b"{{ x }}", b"{% if %}", b"{{ title.x.y }}", b"{#", b"{{ 1 / 0 }}",
        b"{% include 'base.html' %}", b"../../etc/passwd", b"https://[", b"http://a:b/", b"#",
        b"9999-99-99", b"99999999999999999999 USD", b"1 USDX", b"plugin = 1\n", b"raise SystemExit(3)\n",
        b"a" * 900,
    ]
)  # fmt: skip


@st.composite
def contents(draw: st.DrawFn) -> tuple[str, bytes]:
    """Give a file, and what somebody put into it: noise, or what belongs there with something else in it."""
    name = draw(st.sampled_from(sorted(FILES)))
    if draw(st.integers(0, 3)) == 0:
        return name, draw(
            st.binary(max_size=300) | st.text(max_size=200).map(lambda text: text.encode("utf-8"))
        )
    data = FILES[name]
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.integers(0, len(data)))
        data = data[:start] + draw(HOSTILE) + data[start + draw(st.integers(0, 8)) :]
    return name, data


@pytest.fixture(scope="module")
def root() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        made = store(Path(folder) / "store")
        for name, data in FILES.items():
            (made / name).parent.mkdir(parents=True, exist_ok=True)
            (made / name).write_bytes(data)
        yield made


def problems(root: Path) -> tuple[Problem, ...]:
    try:
        return check(BuildOrder(root, root / "dist", Settings(DAY), workers=1)).problems
    except KpsiteError as wrong:
        return wrong.problems


@given(file=contents())
@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
def test_no_bytes_in_any_file_break_it(root: Path, file: tuple[str, bytes]) -> None:
    """Whatever is written into one file, each problem has a place in the store and sentences to show."""
    name, data = file
    (root / name).write_bytes(data)
    try:
        for problem in problems(root):
            assert re.match(r"(content|themes|plugins|dist)\b", problem.place.path), problem
            assert problem.message
            assert "Traceback" not in str(problem)
            assert len(str(problem)) < 2000, problem
    finally:
        (root / name).write_bytes(FILES[name])
