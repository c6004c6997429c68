"""A store whose every text is written to hurt, and visitors who come by addresses that are: no harm."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from tests.browser.rig import NOWHERE_ELSE, Eyes, Visitors
from tests.browser.server import serving
from tests.building import built, outcome, write
from tests.sites import store

ORIGIN = "http://shop.localhost"
EVIL = (
    "<script>pwned=1</script><img src=x onerror=pwned=1>\"'><svg onload=pwned=1>{{ 7*7 }}"
    "[x](javascript:pwned=1) <a href=javascript:pwned=1>x</a> </title></textarea></script>"
)
SHORT = "\"'><svg onload=pwned=1>"
MARKDOWN = (Path(__file__).parents[1] / "render/markdown/attacks.txt").read_text("utf-8")
SCHEMES = ("", "http", "https", "mailto")
ADDRESSES = {"action", "cite", "data", "formaction", "href", "poster", "src", "data-embed", "data-copy"}
NEVER = {"applet", "embed", "frame", "frameset", "iframe", "object"}


def said(**keys: object) -> str:
    """Give front matter: JSON is YAML."""
    return "---\n" + "".join(f"{name}: {json.dumps(value)}\n" for name, value in keys.items()) + "---\n\n"


def voice(**more: object) -> dict[str, object]:
    return {
        "quote": EVIL, "name": SHORT, "role": SHORT, "source": SHORT, "consent": True, "rating": 5,
        "url": "https://example.org/?a=%22%3E<b>".replace("<b>", "") + "&x='y", **more,
    }  # fmt: skip


COURSE = {
    "title": EVIL, "subtitle": EVIL, "description": EVIL, "id": "c_abc", "price": "49 USD", "tags": [SHORT],
    "payment_link": "https://buy.stripe.com/test_abc", "category": SHORT, "level": SHORT, "cover_alt": EVIL,
    "instructors": [SHORT], "outcomes": [EVIL], "audience": [EVIL], "requirements": [EVIL], "guarantee": EVIL,
    "faq": [{"q": EVIL, "a": EVIL}], "preview": ["first"], "testimonials": [voice(), voice(incentive=True)],
    "community": {"name": SHORT, "url": "https://example.org/x", "norms": EVIL, "preview": True},
    "after_purchase": {"message": EVIL, "url": "https://example.org/?q='\"".replace('"', "%22")},
    "share": {"text": EVIL[:250], "hashtags": [SHORT], "poster": SHORT}, "seo": {"title": EVIL[:190]},
    "updates": [{"date": "2026-01-01", "text": EVIL}], "extra": {"a": EVIL},
}  # fmt: skip
SITE = {
    "name": SHORT, "url": f"{ORIGIN}/", "tagline": EVIL[:190], "description": EVIL[:390],
    "email": "shop@example.org", "menu": [{"title": EVIL, "url": "/courses/?a='b"}],
    "footer": [{"title": EVIL, "url": "https://example.org/?'"}], "plugins": ["whats_new", "glossary"],
    "signup": {"action": "https://buttondown.com/x?a='", "hidden": {SHORT: EVIL}},
    "share": {"hashtags": [SHORT], "text": EVIL[:250]}, "extra": {"a": EVIL},
}  # fmt: skip
PLAIN = {"title": EVIL, "description": EVIL, "cover_alt": EVIL}
FILES = {
    "content/site.yaml": said(**SITE).strip("-\n") + "\n",
    "content/courses/abc/course.md": said(**COURSE) + MARKDOWN,
    "content/courses/abc/01-first.md": said(title=EVIL, summary=EVIL, slug="first") + MARKDOWN,
    "content/courses/abc/02-second.md": said(title=EVIL, summary=EVIL, slug="second") + MARKDOWN,
    "content/courses/abc/03-third/chapter.md": said(title=EVIL, summary=EVIL),
    "content/courses/abc/03-third/01-deep.md": said(title=EVIL, slug="deep", preview=True) + EVIL,
    "content/posts/news.md": said(**PLAIN, date="2026-01-01", tags=[SHORT]) + MARKDOWN,
    "content/pages/about.md": said(**PLAIN) + MARKDOWN,
    "content/creator.md": said(name=SHORT, bio=EVIL, labels=[SHORT]) + MARKDOWN,
    "content/home.md": MARKDOWN,
}


class Reader(HTMLParser):
    """Reads a page as a browser does, and notes what could run, load or lead where it should not."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag in NEVER or (tag == "base" and "href" in named):
            self.found.append(f"<{tag}>")
        if tag == "script" and "src" not in named and named.get("type") != "application/ld+json":
            self.found.append("a script of the page's own")
        if tag == "script" and not (named.get("src") or "/").startswith("/"):
            self.found.append(f"script {named['src']}")
        for name, value in attrs:
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.found.append(f"{tag} {name}={value}")
            plain = "".join(sign for sign in (value or "") if sign > " ")
            scheme = plain.partition(":")[0].lower() if ":" in plain.split("/")[0] else ""
            if name in ADDRESSES and scheme not in SCHEMES:
                self.found.append(f"{tag} {name}={value}")


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = write(store(tmp_path_factory.mktemp("hostile") / "store"), FILES)
    built(root)
    return root / "dist"


def pages(dist: Path) -> Iterator[Path]:
    yield from sorted(dist.rglob("*.html"))


def test_no_page_holds_anything_that_runs(dist: Path) -> None:
    """Every page, whatever stands in front matter, testimonials and Markdown."""
    found = {}
    for page in pages(dist):
        reader = Reader()
        reader.feed(page.read_text("utf-8"))
        reader.close()
        if reader.found:
            found[page.relative_to(dist).as_posix()] = reader.found
    assert found == {}
    assert len(list(pages(dist))) > 10


def test_what_programs_read_is_whole(dist: Path) -> None:
    """JSON parses, and no structured data end their element early."""
    for path in dist.rglob("*.json"):
        json.loads(path.read_bytes())
    for page in pages(dist):
        for part in page.read_text("utf-8").split('<script type="application/ld+json">')[1:]:
            json.loads(part.partition("</script>")[0])


HOSTILE = (
    "?q=" + quote(EVIL),
    "?q=" + quote("<img src=x onerror=pwned=1>") + "#" + quote("<img src=x onerror=pwned=1>"),
    "?ref=" + quote(SHORT) + "&utm_source=" + quote(EVIL) + "&code=" + quote("javascript:pwned=1"),
    "?session_id=cs_live_" + "a" * 60 + "&next=" + quote("javascript:pwned=1"),
    "#" + quote("javascript:pwned=1"),
    "#c=" + quote(SHORT) + "&s=" + quote(EVIL),
    "?" + "q=" + "a" * 5000,
    "?__proto__[x]=1&constructor=1",
)


@pytest.mark.browser
def test_visitors_come_to_no_harm(dist: Path, launch: Callable[..., Browser]) -> None:
    """In a real browser, by hostile addresses: no script runs, no rule is broken."""
    with serving(dist) as port:
        browser = launch(f"--host-resolver-rules=MAP shop.localhost:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        visitors = Visitors(browser, ORIGIN)
        page = visitors.arrive(Eyes(still=True), "/")
        for path in pages(dist):
            name = path.relative_to(dist).as_posix().removesuffix("index.html")
            if name.startswith("buy/") or name == "404.html":  # these lead to the checkout at once
                continue
            for address in HOSTILE if name in ("search/", "unlock/", "", "courses/abc/") else HOSTILE[2:3]:
                page.goto("about:blank")
                page.goto(f"{ORIGIN}/{name}{address}")
                assert page.evaluate("typeof pwned") == "undefined", (name, address)
                assert page.url.startswith(f"{ORIGIN}/")
                assert page.evaluate("document.querySelectorAll('[onerror], [onload]').length") == 0
        assert visitors.leave() == []
        browser.close()


URLS = (
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,x",
    "vbscript:x",
    "//evil.example",
    "file:///etc/passwd",
    'https://user"onclick=x',
    "https:// evil.example",
)
PLACES: dict[str, Callable[[str], tuple[str, dict[str, Any]]]] = {
    "menu": lambda url: ("site", {"menu": [{"title": "x", "url": url}]}),
    "footer": lambda url: ("site", {"footer": [{"title": "x", "url": url}]}),
    "signup": lambda url: ("site", {"signup": {"action": url}}),
    "claim_url": lambda url: ("site", {"claim_url": url}),
    "url": lambda url: ("site", {"url": url}),
    "payment_link": lambda url: ("course", {"payment_link": url}),
    "community": lambda url: ("course", {"community": {"name": "x", "url": url}}),
    "after_purchase": lambda url: ("course", {"after_purchase": {"url": url}}),
    "testimonials": lambda url: ("course", {"testimonials": [{"quote": "x", "name": "y", "url": url}]}),
    "creator": lambda url: ("creator", {"links": [{"label": "x", "url": url}]}),
}


@pytest.mark.parametrize("where", PLACES)
def test_addresses_that_are_none_are_refused_by_name(where: str, tmp_path: Path) -> None:
    """No scheme but those of the web stands in front matter; the message names the file and the line."""
    root = store(tmp_path)
    for url in URLS:
        kind, keys = PLACES[where](url)
        site = {"name": "x", "url": f"{ORIGIN}/", "theme": "plain"} | (keys if kind == "site" else {})
        course = {"title": "x", "id": "c_abc", "price": "49 USD"} | (keys if kind == "course" else {})
        creator = {"name": "x"} | (keys if kind == "creator" else {})
        files = {
            "content/site.yaml": said(**site).strip("-\n") + "\n",
            "content/courses/abc/course.md": said(**course),
            "content/creator.md": said(**creator),
        }
        made = outcome(write(root, files))
        assert not made.good, url
        assert any(problem.place.line for problem in made.problems), url
