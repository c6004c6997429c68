"""The rig sees what it is there to see: each fault here is one that the tests of the demo say is absent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.rig import Eyes, Visitors, sideways, violations
from tests.browser.server import Host, serving

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="en"><head><title>Shop</title></head>
<body><main><h1>Shop</h1>{}</main></body></html>"""


@pytest.fixture
def faulty(tmp_path: Path, here: Browser) -> Iterator[Callable[[str], Visitors]]:
    """Give a function that puts markup into a page under a strict policy, and visitors to it."""
    (tmp_path / "_headers").write_text("/*\n  Content-Security-Policy: default-src 'self'\n")
    (tmp_path / "favicon.ico").write_bytes(b"")
    (tmp_path / "throws.js").write_text("throw new Error('sold out of errors')")
    (tmp_path / "asks.js").write_text("fetch('http://[::1]:9/')")
    with serving(tmp_path) as port:

        def visitors(body: str) -> Visitors:
            (tmp_path / "index.html").write_text(PAGE.format(body))
            return Visitors(here, f"http://127.0.0.1:{port}")

        yield visitors


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ("<script>1</script>", "policy: script-src-elem inline"),
        ('<p style="color: red">x</p>', "policy: style-src-attr inline"),
        ('<img src="/none.png" alt="">', "status 404: "),
        ('<img src="http://example.invalid/x.png" alt="">', "policy: img-src http://example.invalid/x.png"),
        ('<script src="/throws.js"></script>', "exception: sold out of errors"),
        ('<script src="/asks.js"></script>', "policy: connect-src"),
        ('<iframe title="x" src="http://example.invalid/"></iframe>', "console error: "),
    ],
)
def test_the_watch_complains(faulty: Callable[[str], Visitors], body: str, complaint: str) -> None:
    """An inline script, a foreign picture, a missing file, an exception: each is noticed."""
    visitors = faulty(body)
    visitors.arrive(Eyes()).wait_for_load_state("networkidle")
    assert any(each.startswith(complaint) for each in visitors.leave())


def test_the_watch_complains_of_foreign_requests(tmp_path: Path, here: Browser) -> None:
    """Where no policy stops it, a request to another origin is noticed, even if only its port differs."""
    (tmp_path / "index.html").write_text(PAGE.format('<img src="http://127.0.0.1:9/x.png" alt="">'))
    with serving(tmp_path) as port:
        visitors = Visitors(here, f"http://127.0.0.1:{port}")
        visitors.arrive(Eyes()).wait_for_load_state("networkidle")
        assert "foreign request: http://127.0.0.1:9/x.png" in visitors.leave()


def test_the_watch_is_content_with_a_good_page(faulty: Callable[[str], Visitors]) -> None:
    """A page without faults gives no complaint, no violation and nothing to scroll."""
    visitors = faulty("<p>Welcome.</p>")
    page = visitors.arrive(Eyes(width=320))
    assert (violations(page), sideways(page)) == ([], [])
    assert visitors.leave() == []


def test_axe_and_the_ruler_find_faults(faulty: Callable[[str], Visitors]) -> None:
    """A picture without a text and a line too long for a phone are found."""
    page = faulty('<img src="/throws.js"><pre>{}</pre>'.format("wide " * 99)).arrive(Eyes(width=320))
    assert violations(page)[0].startswith("image-alt")
    assert len(sideways(page)) > 1


def test_pages_without_scripts_are_watched_as_well(faulty: Callable[[str], Visitors]) -> None:
    """The policy's reports come through the console where no script can listen."""
    visitors = faulty('<p style="color: red">x</p>')
    visitors.arrive(Eyes(scripts=False))
    assert "Content Security Policy" in "".join(visitors.leave())


def test_the_host_follows_the_rules_files(tmp_path: Path) -> None:
    """Redirects apply where nothing is unless forced, placeholders travel, headers of all rules add up."""
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "index.html").write_text("new")
    (tmp_path / "404.html").write_text("missing")
    (tmp_path / "_redirects").write_text(
        "# old addresses\n/old /new/\n/new/ /elsewhere/ 302\n/shop/:course/* /c/:course/:splat 308\n"
    )
    (tmp_path / "_headers").write_text("/*\n  X-A: 1\n/new/*\n  X-B: a: b\n")
    host = Host(tmp_path)
    assert host.answer("/old") == (301, "/new/")
    assert host.answer("/new/") == (200, tmp_path / "new/index.html")
    assert host.answer("/new") == (301, "/new/")
    assert host.answer("/shop/tea/01/x") == (308, "/c/tea/01/x")
    assert host.answer("/_redirects") == (404, tmp_path / "404.html")
    assert host.headers_for("/new/") == [("X-A", "1"), ("X-B", "a: b")]
