"""A video at another service: nothing is asked of it before somebody wants to see it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.test_counting import ORIGIN, made, visiting

pytestmark = pytest.mark.browser
LESSON = (
    "---\ntitle: First\npreview: true\nvideo: https://www.youtube.com/watch?v=aaaaaaaaaaa\n---\n\nFree.\n"
)


@pytest.mark.parametrize("cut", [False, True])
def test_a_video_elsewhere_plays_after_a_click(
    cut: bool, tmp_path: Path, launch: Callable[..., Browser]
) -> None:
    """Its player stands in the picture's place; where no script can be had, the link leads there."""
    dist = made(tmp_path, "", {"content/courses/abc/01-first.md": LESSON})
    with visiting(launch, dist) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{ORIGIN}/courses/abc/first/")
        assert all(url.startswith(ORIGIN) for url in asked)
        if cut:
            page.route("**/facade*.js", lambda route: route.abort())
        page.locator(".facade a").click()
        if cut:
            page.wait_for_event("requestfailed", lambda request: "youtube.com/watch" in request.url)
            return
        frame = page.locator(".facade-on iframe")
        expect(frame).to_be_focused()
        assert (frame.get_attribute("src") or "").endswith("/aaaaaaaaaaa?autoplay=1")
