"""A long catalogue in a real browser: it is searched as one types, and whole without a script."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.rig import NOWHERE_ELSE, Eyes, Visitors
from tests.browser.server import serving
from tests.building import outcome, write
from tests.sites import store

pytestmark = pytest.mark.browser
ORIGIN = "http://shop.localhost"
SITE = "name: Test shop\nurl: http://shop.localhost/\ntheme: storefront\n"
NAMES = ("Ink", "Oil", "Tea", "Wood", "Salt", "Wool", "Bread", "Stone", "Glass", "Paper", "Iron", "Über Öl")


@pytest.fixture
def catalogue(tmp_path: Path) -> Path:
    files = {"content/site.yaml": SITE}
    for number, name in enumerate(NAMES):
        files[f"content/courses/c{number}/course.md"] = (
            f"---\ntitle: {name} for all\nprice: free\n---\n\nText.\n"
        )
        files[f"content/courses/c{number}/1-one.md"] = "---\ntitle: One\n---\n\nText.\n"
    root = write(store(tmp_path), files)
    made = outcome(root)
    assert made.good, made.said
    return root / "dist"


def test_a_long_catalogue_is_searched_as_one_types(catalogue: Path, launch: Callable[..., Browser]) -> None:
    with serving(catalogue) as port:
        browser = launch(f"--host-resolver-rules=MAP shop.localhost:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        visitors = Visitors(browser, ORIGIN)
        page = visitors.arrive(Eyes(360), "/courses/")
        shown = page.locator(".shelf > li:visible")
        every = shown.count()
        assert every >= len(NAMES)
        page.get_by_label("Find a course").fill("öl ALL")
        expect(shown).to_have_count(1)
        expect(shown).to_contain_text("Über Öl")
        expect(page.locator("[data-found]")).to_have_text("1")
        page.get_by_label("Find a course").fill("nowhere")
        expect(shown).to_have_count(0)
        expect(page.locator("[data-found]")).to_have_text("Nothing found")
        page.get_by_label("Find a course").fill("")
        expect(shown).to_have_count(every)
        assert visitors.leave() == []
        browser.close()
