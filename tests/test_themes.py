"""A store makes the theme its own: file by file, block by block, or as a theme that builds on another."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.building import built, write
from tests.render.pictures import saved
from tests.sites import store

HOME = """{% extends "original/home.html" %}
{% block main %}
<p class="mine">Mine</p>
{{ super() }}
{% endblock %}
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a store in the theme that comes with kpsite."""
    site = "name: Test shop\nurl: https://shop.example.org/\n"
    return write(store(tmp_path), {"content/site.yaml": site})


def test_a_file_of_the_store_stands_in_for_the_theme_s(root: Path) -> None:
    """A template by the same path replaces the theme's, and an asset too; all others stay."""
    write(
        root,
        {
            "themes/storefront/templates/not_found.html": "<!doctype html><title>Lost</title>",
            "themes/storefront/assets/shop.css": "body { color: red }",
        },
    )
    found = built(root)
    assert found["404.html"] == b"<!doctype html><title>Lost</title>"
    sheets = [name for name in found if name.startswith("assets/shop-")]
    assert [found[name] for name in sheets] == [b"body { color: red }"]
    assert b"Test shop" in found["index.html"]


def test_a_template_extends_the_one_it_replaces(root: Path) -> None:
    """One block changes, and the rest of the page is the theme's own."""
    before = built(root)["index.html"].decode()
    write(root, {"themes/storefront/templates/home.html": HOME})
    after = built(root)["index.html"].decode()
    assert '<p class="mine">Mine</p>' in after
    assert after.replace('<p class="mine">Mine</p>\n', "").split() == before.split()


def test_a_theme_builds_on_another(root: Path) -> None:
    """A theme of one's own holds only what differs."""
    write(
        root,
        {
            "content/site.yaml": "name: Test shop\nurl: https://shop.example.org/\ntheme: mine\n",
            "themes/mine/theme.yaml": "name: Mine\nextends: storefront\n",
            "themes/mine/templates/home.html": HOME,
        },
    )
    found = built(root)
    assert b'<p class="mine">Mine</p>' in found["index.html"]
    assert b"The alphabet" in found["courses/abc/index.html"]


def test_a_picture_for_link_previews_is_published(root: Path) -> None:
    """``seo.image`` stands in for the cover where a page is passed on, and the file it names is there."""
    course = root / "content/courses/abc/course.md"
    words = course.read_text("utf-8").replace("id: c_abc", "id: c_abc\nseo:\n  image: card.png")
    course.write_text(words, "utf-8")
    (course.parent / "card.png").write_bytes(saved(Image.new("RGB", (1200, 630), "teal"), "PNG"))
    found = built(root)
    page = found["courses/abc/index.html"].decode()
    address = re.search(r'og:image" content="https://shop\.example\.org/(media/card-[^"]+)"', page)
    assert address is not None
    assert address[1] in found
