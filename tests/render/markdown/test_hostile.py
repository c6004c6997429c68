"""Texts that are written to hurt: they take time in proportion to their length, and lose nothing silently."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from kpsite.render.markdown.addressing import addresses
from kpsite.render.markdown.inline import render_inline
from kpsite.render.markdown.plain import plain_text
from tests.render.markdown.rig import codes, rendered

FLOODS = (
    "[", "![", "](", "[](", "[^", "^[", "*", "**a ", "_", "`", "`a", "~", ">", "> a\n", ">- ", "- ",
    "1. a\n", "#", "## a\n", "::: a\n", ":::\n", "|", "a|b\n-|-\n", "<", "<b>", "<div>\n\n", "<p>", "<!--",
    "<!-- -->", "<?", "<![CDATA[", "<a b='", "<img src='a'>", "{", "{{ ", '{a="', '`a`{a="', "[a]{.b}",
    "$", "$a", "$x$ ", "\\", "&", "&amp;", "a@", "www.", "https://a.b ", "[a]: b\n", "[a]:", "]:",
    "[^a]: b\n", "a\n: b\n", "- [ ] a\n", "```a\n", "![a](dog.jpg)\n\n", "\0", "中",
)  # fmt: skip


def calls(work: Callable[[str], object], text: str) -> int:
    """Count the function calls that a piece of work makes: a measure that no other program disturbs."""
    count = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(note)
    try:
        work(text)
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("seed", FLOODS)
def test_four_times_the_text_is_at_most_five_times_the_work(seed: str) -> None:
    """No flood of one sign, nor one after a definition of a note and a link, grows faster than its length."""
    for before in ("", "[^a]: x\n\n[a]: next.md\n\n[^a] [a] "):
        small, large = (before + (seed * (size // len(seed))) for size in (1_000, 4_000))
        for work in (rendered, addresses, render_inline):
            few = calls(work, small)  # first: it also does what is done once, such as finding a language
            assert calls(work, large) <= 5 * few + 5_000


@pytest.mark.parametrize("seed", ["[", "*", ">", "`", "<", "]:", "<?"])
def test_two_hundred_kilobytes_of_one_sign_render(seed: str) -> None:
    """A text as long as a book, of one sign, comes to an end, within the stack."""
    text = seed * (200_000 // len(seed))
    addresses(text)
    assert rendered(text).html


def test_blocks_that_are_too_deep_are_reported() -> None:
    """Quotes within quotes are left out below a hundred, which is said at their line."""
    assert codes(rendered("Words.\n\n" + ">" * 150 + " deep\n")) == [(3, "too-deep")]
    assert codes(rendered(">" * 90 + " deep\n")) == []


@pytest.mark.parametrize(
    "text", ["![" * 400 + "](a)" * 400, "^[" * 400 + "]" * 400, "*a **b " * 400 + "** *" * 400]
)
def test_nesting_within_a_line_stays_within_the_stack(text: str) -> None:
    """Images, notes and emphasis within one another do not exhaust the stack, wherever they are rendered."""
    assert rendered(text).html
    assert render_inline(text)
    assert isinstance(plain_text(text), str)


def test_open_elements_have_a_limit() -> None:
    """The sanitiser's time grows with the square of the depth, so raw HTML nests no deeper than a hundred."""
    assert rendered("<div>" * 5_000).html.count("<div>") == 100
    assert codes(rendered("<div>" * 101 + "</div>" * 101)) == [(1, "too-deep")]
    assert codes(rendered("<div></div>" * 500)) == []


def test_a_very_long_formula_is_shown_as_code() -> None:
    """A formula of a hundred thousand braces is no formula."""
    assert codes(rendered(f"${'{' * 100_000}x$\n")) == [(1, "bad-maths")]
    assert codes(rendered(f"${'{' * 1_900}x{'}' * 1_900}$\n")) == [(1, "bad-maths")]
