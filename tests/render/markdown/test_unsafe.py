"""No text brings a script, a style, a handler, a foreign request or a dangerous address into a page."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path

import pytest

from kpsite.render.markdown.inline import render_inline
from tests.render.markdown.rig import rendered

_ELEMENTS = """
    applet base button embed form frame frameset iframe link meta object script select style svg template
    textarea title
"""
FORBIDDEN = frozenset(_ELEMENTS.split())
ADDRESSES = frozenset(
    ("action", "background", "cite", "data", "formaction", "href", "poster", "src", "srcset")
)
LOADED = frozenset(("poster", "src", "srcset"))

ATTACKS = (Path(__file__).parent / "attacks.txt").read_text("utf-8")  # one on each line
COMPANY = ("", "<b>beside raw HTML</b>\n\n", "<div>\n\n", "> ", "- ")


class Reader(HTMLParser):
    """Reads HTML as a browser might, and notes what should not be in it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            address = "".join(c for c in (value or "").lower() if c > " ")
            if name.startswith(("on", "xlink")) or name in ("style", "srcdoc", "http-equiv"):
                self.found.append(f"{tag} {name}")
            if name in ADDRESSES and address.startswith(
                ("javascript:", "vbscript:", "data:", "file:", "blob:", "view-")
            ):
                self.found.append(f"{tag} {name}={value}")
            if name in LOADED and ("://" in address or address.replace("\\", "/").startswith("//")):
                self.found.append(f"{tag} {name}={value}")
            if name == "data-embed" and not address.startswith("https://www.youtube-nocookie.com/embed/"):
                self.found.append(f"{tag} {name}={value}")


def forbidden(html: str) -> list[str]:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader.found


@pytest.mark.parametrize("attack", ATTACKS.splitlines())
def test_no_attack_reaches_a_page(attack: str) -> None:
    """Alone, in a quote, in a list, and beside raw HTML that is let through."""
    for before in COMPANY:
        assert forbidden(rendered(f"{before}{attack}\n\n[x] words\n").html) == []
    assert forbidden(render_inline(attack, foreign=True)) == []


def test_all_attacks_together_reach_nothing_either() -> None:
    """One unfinished piece does not open the door to the next."""
    assert forbidden(rendered(ATTACKS).html) == []
    assert forbidden(rendered(ATTACKS.replace("\n", "\n\n")).html) == []


def test_the_reader_sees() -> None:
    """The reader of these tests finds what it is there to find."""
    page = '<script></script><p onclick="x" style="y"><a href=" java\tscript:x"></a><img src="//e.example/x">'
    assert len(forbidden(page)) == 5
