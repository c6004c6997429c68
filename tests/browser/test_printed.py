"""A PDF as a browser prints it: letters are numbers of glyphs there, and closed text is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from tests.sealing.test_leaks import TEXT, found

pytestmark = pytest.mark.browser
PAGE = "<p style='font: 14px/1.5 {font}'>{text}</p><p><b>Other words</b> in <i>another</i> font.</p>"


@pytest.mark.parametrize("font", ["serif", "sans-serif", "monospace"])
def test_what_was_printed_is_read(font: str, launch: Callable[..., Browser]) -> None:
    """As from the print dialogue; a document of other words is left alone."""
    browser = launch("--host-resolver-rules=MAP * ~NOTFOUND")
    page = browser.new_page()
    for text, closed in ((TEXT, True), ("Words that everybody may read, as often as they like.", False)):
        page.set_content(PAGE.format(font=font, text=text))
        assert found(TEXT, "handout.pdf", page.pdf()) is closed
    browser.close()
