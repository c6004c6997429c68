"""SVG from other hands: its size, and the copy that only draws."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from kpsite.render.images import BadImage, Variant, clean_svg, encode, inspect, variants

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'


@pytest.mark.parametrize(
    ("attributes", "size"),
    [
        ('width="300" height="200"', (300, 200)),
        ('width="300px" height="2in"', (300, 192)),
        ('width="210mm" height="297mm"', (794, 1123)),
        ('viewBox="0 0 640 480"', (640, 480)),
        ('width="100%" height="100%" viewBox="-5,-5 64 32"', (64, 32)),
        ('width="320" viewBox="0 0 64 32"', (320, 160)),
        ('height="320" viewBox="0 0 64 32"', (640, 320)),
        ('width="0" height="-3"', (0, 0)),
        ('viewBox="0 0 0 nan"', (0, 0)),
        ("", (0, 0)),
    ],
)
def test_size_comes_from_attributes_or_view_box(attributes: str, size: tuple[int, int]) -> None:
    """A drawing takes its room before it is loaded, whichever way its program wrote the size."""
    facts = inspect(f"<?xml version='1.0'?><!-- by hand --><!DOCTYPE svg>\n{HEAD} {attributes}/>".encode())
    assert (facts.format, facts.width, facts.height, facts.photo) == ("svg", *size, False)
    assert variants(facts, avif=True) == (Variant(size[0], "svg"),)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_read(encoding: str) -> None:
    """Windows programs write them."""
    assert inspect(f'{HEAD} width="9" height="9"><title>Ä</title></svg>'.encode(encoding)).width == 9


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{HEAD}><script>alert(1)</script></svg>", "holds a script"),
        (f"{HEAD}><rect></svg>", "is not well-formed XML: mismatched tag in its line 1"),
        (f"{HEAD}>\n\n<rect/>", "is not well-formed XML: no element found in its line 3"),
        (f'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>{HEAD}>&b;</svg>', "declares XML entities"),
        (
            f'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>{HEAD}>&a;</svg>',
            "declares XML entities",
        ),
        ("<html><svg/></html>", "is XML, but not an SVG image"),
        (f"{HEAD}>{'<g>' * 5000}", "nests its elements more than 200 deep"),
    ],
)
def test_bad_drawings_are_refused_with_a_reason(text: str, reason: str) -> None:
    """A script, a bomb or a broken export is named."""
    with pytest.raises(BadImage) as caught:
        inspect(text.encode())
    assert caught.value.reason.startswith(reason)


HOSTILE = f"""<?xml version="1.0"?>
<!-- SecretComment -->
{HEAD} xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" width="40" height="30"
  onload="alert(1)" inkscape:export-filename="SecretFile.png">
  <metadata>SecretAuthor</metadata>
  <script>alert(2)</script>
  <inkscape:grid/>
  <style>.a {{ fill: #f00 }}</style>
  <style>@import url(https://evil.example/x.css);</style>
  <foreignObject><body xmlns="http://www.w3.org/1999/xhtml"><iframe src="https://evil.example"/></body></foreignObject>
  <a href="javascript:alert(3)"><rect class="a" width="10" height="10" ONCLICK="alert(4)"/></a>
  <image href="https://evil.example/pixel.png" width="1" height="1"/>
  <image xlink:href="data:image/png;base64,iVBORw0KGgo=" width="1" height="1"/>
  <image href="data:image/svg+xml;base64,PHN2Zy8+" width="1" height="1"/>
  <use xlink:href="#shape"/><use href="https://evil.example/a.svg#b"/>
  <rect fill="url(https://evil.example/a.svg#g)" stroke="url(#line)"/>
  <rect style="background:u\\72l(https://evil.example)"/>
  <set attributeName="href" to="javascript:alert(5)"/>
  <animate attributeName="x" from="0" to="9" dur="1s"/>
  <text>Rock &amp; &lt;roll&gt; "now"</text>
</svg>"""


def test_a_cleaned_drawing_only_draws() -> None:
    """What remains is shapes: no script, no link, no call to another server, no trace of who drew it."""
    cleaned = clean_svg(HOSTILE.encode()).decode()
    assert not re.search(
        r"alert|evil|secret|script|inkscape|iframe|foreign|\bon\w+=|svg\+xml", cleaned, re.IGNORECASE
    )
    tree = ElementTree.fromstring(cleaned)  # noqa: S314 - our own output
    tags = [element.tag.removeprefix("{http://www.w3.org/2000/svg}") for element in tree.iter()]
    assert tags.count("rect") == 3
    assert {"g", "use", "image", "animate", "text"} <= set(tags)
    assert ".a { fill: #f00 }" in cleaned
    assert 'stroke="url(#line)"' in cleaned
    assert 'xlink:href="#shape"' in cleaned
    assert "data:image/png;base64" in cleaned
    assert tree.find("{http://www.w3.org/2000/svg}text") is not None
    assert "".join(tree.itertext()).strip().endswith('Rock & <roll> "now"')


def test_cleaning_twice_changes_nothing() -> None:
    """A clean drawing is left as it is."""
    once = encode(HOSTILE.encode(), Variant(40, "svg"))
    assert clean_svg(once) == once
    assert inspect(once).width == 40
