"""CommonMark: the base parser follows the specification's examples; where the dialect departs is known."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from markdown_it.common.normalize_url import normalizeLink

from kpsite.model.prose import Link, Picture, Target
from kpsite.render.markdown.addressing import addresses
from kpsite.render.markdown.parser import base_parser
from tests.render.markdown.rig import rendered

DATA = Path(__file__).parents[2] / "data" / "commonmark" / "spec.json"
EXAMPLES: dict[int, dict[str, str]] = {each["example"]: each for each in json.loads(DATA.read_text("utf-8"))}

# Where kpsite's dialect means to be different, and the examples that show it.
DIFFERENT: dict[str, set[int]] = {
    "raw HTML is sanitised, closed and written in one form, and comments go": {
        21, 31, *range(148, 154), *range(155, 159), 160, 163, 165, *range(169, 185), 187, 190, 191, 201, 308,
        309, 344, 475, 476, 477, 491, 494, 524, 536, *range(613, 618), 623, *range(625, 632), 642, 643,
    },
    "a heading without words is left out": {79},
    "a link without an address is no link": {200, 485, 486, 487, 567},
    "a link without words shows its page's title or its address": {484},
    "an image alone in its paragraph is a figure": {520, *range(572, 579), *range(580, 587), 588, 589, 591},
    "a link has the scheme http, https, mailto or tel": {596, 598, 599, 601},
    "a bare address is a link": {602, 606, 608, 611, 612},
}  # fmt: skip
ELSEWHERE = {each for examples in DIFFERENT.values() for each in examples}


def same_form(html: str) -> str:
    """Write what the specification leaves open in one way."""
    html = html.replace(" />", ">").replace("<blockquote></blockquote>", "<blockquote>\n</blockquote>")
    return html.replace("MAILTO:", "mailto:")


def without_additions(html: str) -> str:
    """Take off what the dialect adds around the same elements: anchors, frames, colours, loading hints."""
    for pattern, plain in (
        (
            r'<div class="heading"><h(\d) id="[^"]*">(.*?)</h\d><a class="permalink".*?</a></div>',
            r"<h\1>\2</h\1>",
        ),
        (
            r'<div class="code"[^>]*><pre tabindex="0"><code>(.*?)</code></pre></div>',
            r"<pre><code>\1</code></pre>",
        ),
        (r'</?span[^>]*>| rel="noopener"| decoding="async"| loading="lazy"', ""),
    ):
        html = re.sub(pattern, plain, html, flags=re.DOTALL)
    return same_form(html)


def below_the_title(html: str) -> str:
    """Give the specification's HTML with headings one below the title, and languages without a class."""
    html = re.sub(r"<(/?)h1>", r"<\1h2>", same_form(html))
    return re.sub(r'<code class="language[^"]*">', "<code>", html)


def everything_is_there(text: str) -> dict[str, Target]:
    image = "![" in text
    found = {address: normalizeLink(address) for address in addresses(text)}
    return {address: Picture(url, 0, 0) if image else Link(url) for address, url in found.items()}


@pytest.mark.parametrize("number", EXAMPLES)
def test_the_base_follows_the_specification(number: int) -> None:
    """The parser that all steps build on gives the specification's HTML."""
    example = EXAMPLES[number]
    assert same_form(base_parser().render(example["markdown"])) == same_form(example["html"])


@pytest.mark.parametrize("number", EXAMPLES)
def test_the_dialect_departs_where_it_says(number: int) -> None:
    """The whole parser gives the same, apart from what it adds, in all examples but those listed above."""
    example = EXAMPLES[number]
    html = rendered(example["markdown"], everything_is_there(example["markdown"])).html
    assert (without_additions(html) != below_the_title(example["html"])) == (number in ELSEWHERE)
