"""Short texts, and plain words."""

from __future__ import annotations

import pytest

from kpsite.render.markdown.inline import render_inline
from kpsite.render.markdown.plain import plain_text


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "*So* **good**, `really` ~~not~~",
            "<em>So</em> <strong>good</strong>, <code>really</code> <s>not</s>",
        ),
        ("[me](https://example.com/a)", '<a href="https://example.com/a" rel="noopener">me</a>'),
        ("<me@example.com>", '<a href="mailto:me@example.com" rel="noopener">me@example.com</a>'),
        ("[x](next.md) [y](javascript:x) [z](//e.example)", "x y z"),
        ("![a *dog*](dog.jpg)", "a dog"),
        ("<b>x</b> & <script>", "&lt;b&gt;x&lt;/b&gt; &amp; &lt;script&gt;"),
        ("# no heading", "# no heading"),
        ("- no list\n- at all", "- no list\n- at all"),
        ("one  \ntwo", "one<br>\ntwo"),
        ("", ""),
    ],
)
def test_short_texts_are_inline_html(text: str, html: str) -> None:
    """Emphasis, code and links to the world; no blocks, images or HTML."""
    assert render_inline(text) == html


def test_the_store_does_not_vouch_for_the_links_of_others() -> None:
    """What others wrote carries the marks that search engines ask for."""
    html = render_inline("[me](http://example.com)", foreign=True)
    assert html == '<a href="http://example.com" rel="nofollow ugc noopener">me</a>'


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("# Title {#x}\n\nSome *words*, [a link](x.md) and `code`.", "Title Some words, a link and code."),
        ("One\ntwo.\n\n- three\n- four", "One two. three four"),
        ("Before.\n\n```python\nx = 1\n```\n\n<div>\n\nAfter <b>it</b>.\n\n</div>", "Before. After it."),
        ("A note[^1] here.\n\n[^1]: Not this.", "A note here."),
        ("![A dog](dog.jpg)", "A dog"),
        ("See ![a dog](dog.jpg) run", "See a dog run"),
        ("::: tip Look\nHere.\n:::", "Look Here."),
        ("<!-- more -->", ""),
    ],
)
def test_plain_text_is_the_words(text: str, words: str) -> None:
    """Markup goes, words stay, on one line."""
    assert plain_text(text) == words
