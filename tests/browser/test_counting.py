"""Counting visits in a real browser: without a plugin nothing, with one what its service documents."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.rig import NOWHERE_ELSE
from tests.browser.server import serving
from tests.browser.service import Asked, Service, service
from tests.building import outcome, write
from tests.sites import store

pytestmark = pytest.mark.browser
ORIGIN = "http://shop.localhost"
ID = "8b0c1a2e-3f44-4d0e-9a57-1c2d3e4f5a6b"
SITES = {"plausible": "shop.example.org", "goatcounter": "shop", "umami": ID}
SITE = """\
name: Test shop
url: http://shop.localhost/
theme: storefront
delivery: external
share: {{targets: [whatsapp]}}
{}
"""
COURSE = """\
---
title: A course
price: 49 USD
payment_link: https://buy.stripe.com/test_abc
---
"""
LINK = "?utm_source=whatsapp&utm_content=anna@example.org&ref=anna&session_id=cs_123#k=secret"


def made(root: Path, more: str, changed: dict[str, str] | None = None) -> Path:
    """Build a small shop with a course whose first lesson is free."""
    files = {
        "content/site.yaml": SITE.format(more),
        "content/courses/abc/course.md": COURSE,
        "content/courses/abc/01-first.md": "---\ntitle: First\npreview: true\n---\n\nFree.\n",
        "content/courses/abc/02-second.md": "---\ntitle: Second\n---\n\nPaid.\n",
    }
    found = outcome(write(store(root), files | (changed or {})))
    assert found.good, found.said
    return root / "dist"


@contextmanager
def visiting(launch: Callable[..., Browser], dist: Path, quiet: str = "") -> Iterator[Page]:
    """Give a visitor to the shop, whose browser may ask not to be counted; nothing may break the policy."""
    with serving(dist) as port:
        browser = launch(f"--host-resolver-rules=MAP shop.localhost:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        page = browser.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        if quiet:
            name, value = quiet.split("=")
            page.add_init_script(f"Object.defineProperty(navigator, '{name}', {{get: () => {value}}})")
        page.route("https://**", lambda route: route.abort())
        yield page
        browser.close()
        assert [text for text in said if "ERR_FAILED" not in text] == []


def counting(plugin: str, one: Service) -> str:
    """Give the lines of ``site.yaml`` for a plugin whose server is the stand-in."""
    return (
        f"plugins: [{plugin}]\nplugin_options:\n  {plugin}: {{site: {SITES[plugin]}, host: '{one.origin}'}}"
    )


def plausible(asked: Asked) -> tuple[str, str, str, str]:
    """Read a request as Plausible's events API documents it."""
    assert (asked.method, asked.path, asked.query) == ("POST", "/api/event", {})
    assert asked.headers["content-type"] == "text/plain"
    body = json.loads(asked.body)
    assert body.keys() <= {"name", "url", "domain", "referrer", "props"}
    assert body["domain"] == "shop.example.org"
    path, _, source = body["url"].removeprefix(ORIGIN).partition("?utm_source=")
    name = "viewed" if body["name"] == "pageview" else body["name"]
    return name, path, source, body.get("props", {}).get("about", "")


def goatcounter(asked: Asked) -> tuple[str, str, str, str]:
    """Read a request as GoatCounter documents its ``/count``."""
    assert (asked.method, asked.path, asked.body) == ("GET", "/count", "")
    assert asked.query.keys() <= {"p", "t", "r", "q", "e"}
    query = {name: values[0] for name, values in asked.query.items()}
    source = query.get("q", "").removeprefix("utm_source=")
    if "e" not in query:
        return "viewed", query["p"], source, ""
    name, *about, path = query["p"].split(" ")
    return name, path, source, " ".join(about)


def umami(asked: Asked) -> tuple[str, str, str, str]:
    """Read a request as Umami documents ``/api/send``."""
    assert (asked.method, asked.path, asked.query) == ("POST", "/api/send", {})
    assert asked.headers["content-type"] == "application/json"
    body = json.loads(asked.body)
    payload = body["payload"]
    assert body["type"] == "event"
    assert payload.keys() <= {"website", "hostname", "url", "title", "language", "referrer", "name", "data"}
    assert (payload["website"], payload["hostname"], payload["language"]) == (ID, "shop.localhost", "en")
    path, _, source = payload["url"].partition("?utm_source=")
    return payload.get("name", "viewed"), path, source, payload.get("data", {}).get("about", "")


READERS = {"plausible": plausible, "goatcounter": goatcounter, "umami": umami}


@pytest.mark.parametrize("plugin", READERS)
def test_what_visitors_do_is_sent_as_documented(
    plugin: str, tmp_path: Path, launch: Callable[..., Browser]
) -> None:
    """Each step is one request, which names the page and a known network, and nothing else of the address;
    no cookie, no referrer, no address of a person.
    """
    read = READERS[plugin]
    with service() as one, visiting(launch, made(tmp_path, counting(plugin, one))) as page:
        asked = []

        def told() -> tuple[str, str, str, str]:
            asked.append(one.next())
            return read(asked[-1])

        page.goto(f"{ORIGIN}/courses/abc/{LINK}")
        assert told() == ("viewed", "/courses/abc/", "whatsapp", "")
        page.locator(".share a").first.click(modifiers=["Shift"])
        assert told() == ("shared", "/courses/abc/", "whatsapp", "whatsapp")
        page.goto(f"{ORIGIN}/courses/abc/?utm_source=whatsapp", referer=f"{ORIGIN}/")
        assert told() == ("viewed", "/courses/abc/", "", "")
        page.goto(f"{ORIGIN}/courses/abc/first/?utm_source=anna@example.org")
        found = {told(), told()}
        assert found == {
            ("viewed", "/courses/abc/first/", "", ""),
            ("previewed", "/courses/abc/first/", "", ""),
        }
        page.locator("[data-buy]").first.click(modifiers=["Shift"])
        assert told() == ("checkout", "/courses/abc/first/", "", "")
        for one_asked in asked:
            assert not {"cookie", "referer"} & one_asked.headers.keys()
            assert "anna" not in str(one_asked)
            assert "secret" not in str(one_asked)
            assert "cs_123" not in str(one_asked)
        page.goto(f"{ORIGIN}/courses/abc/second/#k=secret")
        page.goto(f"{ORIGIN}/thanks/abc/?session_id=cs_123")
        page.goto(f"{ORIGIN}/")
        assert told() == ("viewed", "/", "", "")
        assert one.idle


@pytest.mark.parametrize("quiet", ["globalPrivacyControl=true", "doNotTrack='1'"])
def test_who_wants_not_to_be_counted_is_not(
    quiet: str, tmp_path: Path, launch: Callable[..., Browser]
) -> None:
    """Global Privacy Control and Do Not Track are heeded: no request leaves."""
    with service() as one:
        with visiting(launch, made(tmp_path, counting("plausible", one)), quiet) as page:
            page.goto(f"{ORIGIN}/courses/abc/")
            page.goto(f"{ORIGIN}/courses/abc/first/")
            page.wait_for_load_state("networkidle")
        assert one.idle


def test_without_a_plugin_nothing_is_loaded(tmp_path: Path, launch: Callable[..., Browser]) -> None:
    """A store without a counter loads no script for it, asks nobody, and its policy names nobody."""
    dist = made(tmp_path, "")
    with visiting(launch, dist) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{ORIGIN}/courses/abc/")
        page.wait_for_load_state("networkidle")
        assert [url for url in asked if not url.startswith(ORIGIN) or "events" in url] == []
    assert "connect-src 'self';" in (dist / "_headers").read_text("utf-8")
