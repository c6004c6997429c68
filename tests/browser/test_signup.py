"""Leaving an e-mail address in a real browser, without scripts: each service gets the fields it documents."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, Request, Route, expect

from tests.browser.rig import NOWHERE_ELSE, violations
from tests.browser.server import serving
from tests.building import outcome, write
from tests.sites import store

pytestmark = pytest.mark.browser
ORIGIN = "http://shop.localhost"
SITE = """\
name: Test shop
url: http://shop.localhost/
theme: storefront
delivery: external
signup:
  {}
  consent: We write once a month.
  privacy: /privacy/
  tick: true
  gift: abc
"""
UPCOMING = "---\ntitle: Soon\nstatus: upcoming\nprice: 49 USD\n---\n\nLater.\n"
MAILCHIMP = "https://shop.us21.list-manage.com/subscribe/post?u=4c2e&id=9d1f"
SERVICES = {
    "netlify": (
        "action: netlify",
        "http://shop.localhost/subscribed/",
        {"form-name": "waitlist", "course": "soon", "bot-field": "", "email": "a@b.example"},
    ),
    "buttondown": (
        "action: buttondown/shop",
        "https://buttondown.com/api/emails/embed-subscribe/shop",
        {"embed": "1", "tag": "soon", "email": "a@b.example"},
    ),
    "kit": (
        "action: kit/1234567",
        "https://app.kit.com/forms/1234567/subscriptions",
        {"fields[course]": "soon", "email_address": "a@b.example"},
    ),
    "mailchimp": (
        f"action: {MAILCHIMP}",
        MAILCHIMP,
        {"COURSE": "soon", "b_4c2e_9d1f": "", "EMAIL": "a@b.example"},
    ),
    "any": (
        """action: https://letters.example.org/join
  field: address
  honeypot: website
  hidden: {list: 7}""",
        "https://letters.example.org/join",
        {"list": "7", "course": "soon", "website": "", "address": "a@b.example"},
    ),
}


def made(root: Path, action: str) -> Path:
    """Build a small shop with a free course and one to come."""
    files = {
        "content/site.yaml": SITE.format(action),
        "content/courses/soon/course.md": UPCOMING,
        "content/courses/abc/course.md": "---\ntitle: A course\nprice: free\nlead_magnet: true\n---\n",
        "content/courses/abc/01-first.md": "---\ntitle: First\n---\n\nFree.\n",
        "content/pages/privacy.md": "---\ntitle: Privacy\n---\n\nWe keep it.\n",
    }
    found = outcome(write(store(root), files))
    assert found.good, found.said
    return root / "dist"


@pytest.mark.parametrize("service", SERVICES)
def test_the_service_gets_its_fields(service: str, tmp_path: Path, launch: Callable[..., Browser]) -> None:
    """The waiting list's form goes to the service's address with the names it documents; when the service
    leads back, the shop's own page says thank you and gives what was promised.
    """
    action, address, fields = SERVICES[service]
    with serving(made(tmp_path, action)) as port:
        browser = launch(f"--host-resolver-rules=MAP shop.localhost:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        page = browser.new_context(java_script_enabled=False).new_page()
        sent: list[Request] = []

        def answer(route: Route) -> None:
            sent.append(route.request)
            route.fulfill(status=303, headers={"Location": f"{ORIGIN}/subscribed/"})

        page.route(
            lambda url: url == address,
            lambda route: answer(route) if route.request.method == "POST" else route.fallback(),
        )
        page.goto(f"{ORIGIN}/courses/soon/")
        form = page.locator("#waitlist form")
        form.get_by_role("textbox").fill("a@b.example")
        form.get_by_role("button").click()
        assert sent == []
        form.get_by_role("checkbox").check()
        form.get_by_role("button").click()
        expect(page.locator("h1")).to_have_text("You are on the list")
        body = {name: values[0] for name, values in parse_qs(sent[0].post_data or "", True).items()}
        assert body == {**fields, "consent": "yes"}
        expect(page.locator(".gift-lessons a")).to_have_text(["First", "Second"])
        with page.expect_download() as book:
            page.get_by_role("link", name="e-book").click()
        assert zipfile.is_zipfile(book.value.path())
        assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"
        browser.close()


def test_the_page_is_for_everybody(tmp_path: Path, launch: Callable[..., Browser]) -> None:
    """Form and thank-you page pass the accessibility rules; the policy lets forms go to the service alone."""
    dist = made(tmp_path, "action: kit/1")
    with serving(dist) as port:
        browser = launch(f"--host-resolver-rules=MAP shop.localhost:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        page = browser.new_page()
        for path in ("/courses/soon/", "/subscribed/"):
            page.goto(ORIGIN + path)
            assert violations(page) == []
        browser.close()
    policy = (dist / "_headers").read_text("utf-8")
    assert "form-action 'self' https://app.kit.com;" in policy
    assert urlsplit(ORIGIN).netloc not in policy
    sitemap = (dist / "sitemap.xml").read_text("utf-8")
    assert "subscribed" not in sitemap
