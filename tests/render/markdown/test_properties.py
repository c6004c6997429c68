"""What holds for any text whatever."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from kpsite.model.prose import Asset, Link, Picture, Prose, Target
from kpsite.render.markdown.addressing import addresses
from kpsite.render.markdown.inline import render_inline
from kpsite.render.markdown.parser import make_parser
from kpsite.render.markdown.plain import plain_text
from kpsite.render.markdown.rendering import render
from tests.render.markdown.rig import PARSER, rendered

PIECES = (
    "[", "]", "(", ")", "![", "](", "](a.md)", "](b.png)", "](<c d.md>)", "](<e&amp;f.md>)", "](j.mp4)",
    "](k\\|l.md)", "[x]", "[x]: o.md", "[x]:", '<a href="g.md">', "</a>", "<img src='h.png'>",
    "<video src=i.mp4>", "**", "*", "_", "`", "```", "~~~", "~~", ">", "-", "1.", "#", "##", ":::", "{.a}",
    "{#b}", "{alt='c'}", "{{", "}}", "$", "$$", "$x$", "\\", "|", "---", "===", "<!--", "-->",
    "<!-- more -->", "<div>", "</div>", "<script>", "</script>", "<title>", "<b", "<details>",
    "<table><tr><td>", "<pre>", "<?", "^[", "[^1]", "[^1]:", "https://a.example/b", "www.c.example",
    "d@e.example", "https://youtu.be/abcdefghijk", "<f:g>", "&amp;", "&#x26;", "&lt;", "javascript:", "#h",
    "?i", "%20", "%", "\x00", "é", "中", "\u202e", ":", "~", "'", "=", "src=", "//j/k", 'href="l.md"',
    "tip", "solution", "quiz", "[=]", "- [x] a\n", "- [ ] b\n",
)  # fmt: skip
SPACES = (
    " ", "\n", "\n\n", "    ", "\t", "\n> ", "\n- ", "\n::: tip\n",
    "\n::: quiz\nq\n- [x] a\n- [ ] ", "\n:::\n", "\n[x]: m.md\n",
    "\n[x]:\n> n.md\n", "\na|b\n-|-\n", "\nTerm\n: def\n", "\n```python\n", "\r\n",
)  # fmt: skip
TEXTS = st.lists(
    st.sampled_from(PIECES) | st.sampled_from(SPACES) | st.text(max_size=6),
    max_size=40,
).map("".join)
VOID = frozenset(("br", "col", "hr", "img", "input", "source", "track", "wbr"))


def answered(text: str) -> dict[str, Target]:
    """Resolve exactly the addresses that the scan finds."""
    kinds: dict[str, Target] = {"png": Picture("/p.png", 3, 4), "mp4": Asset("/v.mp4", "video/mp4", 1)}
    return {address: kinds.get(address.rpartition(".")[2], Link("/page/")) for address in addresses(text)}


class Balance(HTMLParser):
    """Reads HTML and notes end tags without a beginning; ``opened`` are the elements that are still open."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.opened.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.opened or self.opened.pop() != tag:
            self.wrong.append(tag)


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_any_text_renders_to_balanced_html(text: str) -> None:
    """No text raises, and no text opens an element that it does not close, or the other way round."""
    balance = Balance()
    balance.feed(rendered(text, answered(text)).html)
    balance.close()
    assert (balance.wrong, balance.opened) == ([], [])


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_whatever_is_looked_up_was_found_before(text: str) -> None:
    """When everything that the scan finds is there, the renderer misses nothing."""
    problems = rendered(text, answered(text)).problems
    assert [problem for problem in problems if "nothing of that name was found" in problem.message] == []


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_short_texts_and_plain_words_never_fail(text: str) -> None:
    """Any text can be a short text, of which no block and no image comes, and has words on one line."""
    html = render_inline(text, foreign=True)
    assert not any(start in html for start in ("<p", "<h", "<img", "<div", "<script", "<ul"))
    assert "\n" not in plain_text(text)


PATIENT = make_parser()
PATIENT.disable("prose")


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_prose_at_once_is_what_it_is_line_by_line(text: str) -> None:
    """The short cut for paragraphs of prose changes nothing but the time."""
    prose = Prose(text, "lesson.md", 1, "en", tuple(answered(text).items()))
    assert render(prose, PARSER, str) == render(prose, PATIENT, str)


@given(TEXTS)
@settings(max_examples=100, deadline=None)
def test_the_same_text_gives_the_same_bytes(text: str) -> None:
    """Rendering depends on nothing but its input."""
    assert rendered(text) == rendered(text)
