"""Texts that are rendered before their store is known: they are as if they were rendered at their time."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpsite.model.prose import Link, Missing, Picture, Prose, Target
from kpsite.render.markdown.addressing import PICTURES, addresses
from kpsite.render.markdown.ahead import filled, filled_blocks, render_ahead
from kpsite.render.markdown.rendering import Rendered, render
from tests.render.markdown.rig import PARSER, TARGETS
from tests.render.markdown.test_cases import CASE, CASES
from tests.render.markdown.test_properties import TEXTS

ROOT = Path(__file__).parents[3]
SPECIFICATION = json.loads((ROOT / "tests" / "data" / "commonmark" / "spec.json").read_text("utf-8"))
# Words as in a language with signs that HTML does not let stand, with letters of its own, and with markup.
WORDS: tuple[Callable[[str], str], ...] = (
    str,
    lambda message: f"{message} 'x' & <y>",
    lambda message: f"\u4e2d{message}",
    lambda message: f"*{message}*",
)
LESSON = """
## Pouring *slowly*

See [the next lesson](next.md#cups), [](next.md), [this](#pouring-slowly) and [that](https://tea.example/?a&b).[^1]

| Leaf | Minutes |
|---|---:|
| green | 2 |

```output
warm
```

```python title="a.py"
print(1 < 2)
```

::: tip
Warm the pot.
:::

## Pouring *slowly*

[^1]: As she said.
"""
NEXT: dict[str, Target] = {"next.md": Link('/tea/?a=1&b="2"', "Tea & <milk>")}


def ahead(
    text: str, targets: dict[str, Target], translate: Callable[[str], str], *, below: bool = False
) -> Rendered | None:
    """Render a text ahead, as line 7 of a file, and fill it in; gives None when that does not do."""
    packed = render_ahead(text, "lesson.md", 7, addresses(text), PARSER)
    prose = Prose(text, "lesson.md", 7, "en", tuple(targets.items()))
    return filled(packed, prose, translate, below=below) if packed else None


def at_its_time(
    text: str, targets: dict[str, Target], translate: Callable[[str], str], *, below: bool = False
) -> Rendered:
    return render(Prose(text, "lesson.md", 7, "en", tuple(targets.items())), PARSER, translate, below=below)


def told(text: str) -> dict[str, Target]:
    """Give what the addresses in a text lead to: what the tests' store knows, pictures, and pages."""
    made: dict[str, Target] = {}
    for number, address in enumerate(addresses(text)):
        page = Link(f"/{number}/?a&b=<", f"Page {number} & more")
        shown = Picture(f"/{number}.png?a&b", 30 + number, 20)
        made[address] = TARGETS.get(address, shown if address.endswith(PICTURES) else page)
    return made


def texts() -> list[str]:
    cases = [
        match["text"] for path in sorted(CASES.glob("*.md")) for match in CASE.finditer(path.read_text())
    ]
    pages = [path.read_text("utf-8") for path in sorted((ROOT / "content").rglob("*.md"))]
    return [*cases, *(each["markdown"] for each in SPECIFICATION), *pages]


@pytest.mark.parametrize("translate", WORDS[1:3])
def test_what_is_given_is_what_would_be_rendered(translate: Callable[[str], str]) -> None:
    """So it is for every case, every example of the specification, and every text of the demo store."""
    taken = 0
    for text in texts():
        for below in (False, True):
            found = ahead(text, told(text), translate, below=below)
            if found is not None:
                taken += 1
                assert found == at_its_time(text, told(text), translate, below=below), text
    assert taken > len(texts())


@given(TEXTS, st.sampled_from(WORDS))
@settings(max_examples=300)
def test_it_holds_for_any_text(text: str, translate: Callable[[str], str]) -> None:
    """Whatever stands in it."""
    found = ahead(text, told(text), translate)
    assert found is None or found == at_its_time(text, told(text), translate)


@pytest.mark.parametrize("translate", [WORDS[0], WORDS[2]])
def test_a_lesson_is_given(translate: Callable[[str], str]) -> None:
    """One with headings, code, tables, callouts, footnotes and links to pages, in any language."""
    found = ahead(LESSON, NEXT, translate)
    assert found is not None
    assert found == at_its_time(LESSON, NEXT, translate)
    assert 'href="/tea/?a=1&amp;b=&quot;2&quot;#cups">the next lesson' in found.html
    assert ">Tea &amp; &lt;milk&gt;</a>" in found.html
    assert found.anchors == (('/tea/?a=1&b="2"', "cups", 10),)
    packed = render_ahead(LESSON, "lesson.md", 7, addresses(LESSON), PARSER)
    assert (
        filled_blocks(packed, Prose(LESSON, "lesson.md", 7, "en", tuple(NEXT.items())), translate)
        == found.code
    )


def test_what_leads_elsewhere_is_rendered_at_its_time() -> None:
    """A page that is not there is warned of, a file is offered for download, a picture's name may mislead."""
    assert ahead(LESSON, {"next.md": Missing("there is no such file")}, str) is None
    assert ahead(LESSON, {"next.md": TARGETS["sheet.pdf"]}, str) is None
    assert ahead(LESSON, {"next.md": TARGETS["dog.jpg"]}, str) is None
    assert ahead(LESSON, {}, str) is None
    assert ahead("![A dog](dog.jpg)", {"dog.jpg": Missing("there is no such file")}, str) is None


def test_pictures_are_given() -> None:
    """Alone and among words, with attributes; the first one of a text loads at once."""
    text = "![A dog](dog.jpg 'Old & wise'){width=300 .wide}\n\nSee ![it](dog.jpg), [large](dog.jpg).\n"
    for below in (False, True):
        found = ahead(text, {"dog.jpg": TARGETS["dog.jpg"]}, str, below=below)
        assert found is not None
        assert found == at_its_time(text, {"dog.jpg": TARGETS["dog.jpg"]}, str, below=below)
        assert found.html.count('loading="lazy"') == 1 + below
        assert found.first_media == TARGETS["dog.jpg"]


@pytest.mark.parametrize(
    "text",
    [
        "![](dog.jpg)",
        "![A talk](talk.mp4)",
        "[A bad address](javascript:alert(1))",
        "<b>raw</b>",
        "::: quiz\nWhich?\n- [x] this\n- [ ] that\n:::\n",
        "a\0b",
    ],
)
def test_what_asks_for_more_is_not_given(text: str) -> None:
    """Pictures without words, films, problems, raw HTML, and questions."""
    assert ahead(text, told(text), str) is None


def test_another_place_in_the_file_is_another_text() -> None:
    """Lines of links would be wrong."""
    packed = render_ahead(LESSON, "lesson.md", 7, addresses(LESSON), PARSER)
    assert filled(packed, Prose(LESSON, "lesson.md", 8, "en", tuple(NEXT.items())), str) is None
