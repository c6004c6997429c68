"""The index for searching holds what is public, in parts that follow the courses, and nothing else."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kpsite.growth.search import words
from tests.building import built
from tests.growth.shop import shop


def index(made: dict[str, bytes], language: str) -> list[list[str]]:
    """Give all documents of a language's index."""
    parts = [text for name, text in made.items() if re.match(rf"search/{language}[./]", name)]
    return [document for part in parts for document in json.loads(part)]


def test_the_index_holds_what_is_public(made: dict[str, bytes]) -> None:
    """Courses, free lessons, articles, pages, and the names of closed lessons; none of their text."""
    found = index(made, "en")
    by_url = {url: (title, within, text) for title, url, within, text in found}
    assert set(by_url) == {
        "/courses/abc/", "/courses/abc/first/", "/courses/abc/second/", "/courses/abc/third/",
        "/courses/abc/fourth/", "/courses/def/", "/courses/def/zero/", "/courses/ghi/", "/bundles/both/",
        "/posts/why/", "/about/",
    }  # fmt: skip
    assert by_url["/courses/abc/first/"] == ("First", "The alphabet </script><b>&", "A and B. A, then B.")
    assert by_url["/courses/abc/third/"][2] == "C in public."
    assert by_url["/courses/abc/fourth/"][2] == "D."
    assert "SENTINEL" not in str(found)
    assert "Whispered" not in str(found)
    assert {title for title, *_ in index(made, "zh-cn")} == {"数字课", "零"}


def test_only_the_search_page_speaks_of_the_index(made: dict[str, bytes]) -> None:
    """No other page loads anything for a search; the page itself names the parts of its language."""
    pages = {name: text.decode() for name, text in made.items() if name.endswith(".html")}
    assert {name for name, text in pages.items() if "/search/en.json" in text} == {"search/index.html"}
    assert {name for name, text in pages.items() if "/search-" in text} == {
        "search/index.html", "zh-cn/search/index.html", "ar/search/index.html"
    }  # fmt: skip
    assert 'href="/search/"' in pages["courses/abc/index.html"]


def test_a_theme_without_a_search_has_none(tmp_path: Path) -> None:
    """A theme that has no template for it gets no page and no index; so does a page that stands there."""
    page = {"content/pages/search.md": "---\ntitle: My search\n---\nMine.\n"}
    found = built(shop(tmp_path, page))
    assert b"My search" in found["search/index.html"]
    assert "search/en.json" not in found
    assert "search/zh-cn.json" in found


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# A *big* **word**", "A big word"),
        ('A [link](to/x.md "t") and ![a picture](p.png).', "A link and a picture."),
        ("See [term] and [text][ref].", "See term and text."),
        ("> - item\n1. two", "item two"),
        ("snake_case and _this_", "snake_case and this"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "a b 1 2"),
        ("::: tip\nWords\n:::", "Words"),
        ("```python\nx = 1\n```", "x = 1"),
        ("<b>bold</b> a < b", "bold a < b"),
        ("图表 **有** 字", "图表 有 字"),
    ],
)
def test_markup_leaves_its_words(markdown: str, text: str) -> None:
    """What stands in the index are words as a reader would say them."""
    assert words(markdown) == text


def test_an_edit_changes_one_part(tmp_path: Path) -> None:
    """A lesson's new words change the part of its course alone."""
    course = "---\ntitle: Course {n}\ndescription: D.\nid: c_{n}\nprice: free\n---\nText.\n"
    files = {f"content/courses/c{n}/course.md": course.format(n=n) for n in range(20)}
    files |= {f"content/courses/c{n}/01-one.md": "---\ntitle: One\n---\nWord.\n" for n in range(20)}
    root = shop(tmp_path, files)
    before = {name: data for name, data in built(root).items() if name.endswith(".json")}
    (root / "content/courses/c7/01-one.md").write_text("---\ntitle: One\n---\nAnother word.\n", "utf-8")
    after = {name: data for name, data in built(root).items() if name.endswith(".json")}
    assert {name for name in after if after[name] != before[name]} == {"search/en/c7.json"}
    assert json.loads(after["search/en/c7.json"]) == [
        ["One", "/courses/c7/one/", "Course 7", "Another word."]
    ]
