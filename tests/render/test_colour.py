"""Colours: what a creator may write, what is derived from it, and the contrasts that are promised."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments import highlight
from pygments.formatters.html import HtmlFormatter
from pygments.lexers.python import PythonLexer

from kpsite.render.code_colours import code_css, token_colours
from kpsite.render.colour import Palette, Theme, palette, palette_css, palette_problems, parse_colour
from kpsite.render.oklch import Oklch, contrast, distance, luminance, to_hex, to_oklch

ACCENTS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("colour", "lightness", "chroma", "hue"),
    [
        ("#ffffff", 1.0, 0.0, 0.0),
        ("#000000", 0.0, 0.0, 0.0),
        ("#ff0000", 0.628, 0.2577, 29.23),
        ("#00ff00", 0.8664, 0.2948, 142.5),
        ("#0000ff", 0.452, 0.3132, 264.05),
    ],
)
def test_oklch_is_the_published_one(colour: str, lightness: float, chroma: float, hue: float) -> None:
    """The primaries have the values that CSS Color 4 implementations give."""
    found = to_oklch(colour)
    assert found.lightness == pytest.approx(lightness, abs=1e-3)
    assert found.chroma == pytest.approx(chroma, abs=1e-3)
    assert found.hue == pytest.approx(hue, abs=0.1)


@settings(deadline=None)
@given(ACCENTS)
def test_the_way_back_from_oklch_is_exact(colour: str) -> None:
    """A creator's colour is never changed by being looked at."""
    assert to_hex(to_oklch(colour)) == colour


@settings(deadline=None)
@given(st.floats(0.2, 1), st.floats(0, 0.5), st.floats(0, 360))
def test_impossible_colours_keep_lightness_and_hue(lightness: float, chroma: float, hue: float) -> None:
    """What no screen shows becomes greyer, not lighter or another colour."""
    found = to_oklch(to_hex(Oklch(lightness, chroma, hue)))
    assert found.lightness == pytest.approx(lightness, abs=0.01)
    assert found.chroma <= chroma + 0.01
    assert distance(found, Oklch(lightness, found.chroma, hue)) < 0.02


def test_black_and_white_have_no_colour() -> None:
    """At the ends of lightness nothing is left of a hue."""
    assert to_hex(Oklch(0, 0.3, 20)) == "#000000"
    assert to_hex(Oklch(1.2, 0.3, 20)) == "#ffffff"


def test_contrast_is_that_of_wcag() -> None:
    """Black on white is 21, a colour on itself is 1, and #767676 is the lightest grey for text on white."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#abcdef", "#abcdef") == 1
    assert contrast("#767676", "#ffffff") == contrast("#ffffff", "#767676") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    ("text", "colour"),
    [("#1F6F5C", "#1f6f5c"), ("#fa0", "#ffaa00"), (" teal ", "#008080"), ("RebeccaPurple", "#663399")],
)
def test_colours_are_read_as_css_writes_them(text: str, colour: str) -> None:
    """Hex in both lengths and names, in any letter case."""
    assert parse_colour(text) == colour


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("teel", '"teel" is no colour; did you mean "teal"?'),
        ("1f6f5c", '"1f6f5c" is no colour; did you mean "#1f6f5c"?'),
        ("#1f6f5c80", '"#1f6f5c80" has transparency, which is not possible here; write "#1f6f5c"'),
        ("#12345", '"#12345" is no colour; write "#1f6f5c", "#fa0" or a CSS colour name such as "teal"'),
        ("", '"" is no colour; write "#1f6f5c", "#fa0" or a CSS colour name such as "teal"'),
        ("#", '"#" is no colour; write "#1f6f5c", "#fa0" or a CSS colour name such as "teal"'),
    ],
)
def test_what_is_no_colour_says_what_would_be(text: str, message: str) -> None:
    """The creator need not look anything up."""
    with pytest.raises(ValueError, match="^" + re.escape(message) + "$"):
        parse_colour(text)


def assert_promises(theme: Theme) -> None:
    """Check every contrast that a theme promises."""
    for surface in theme.surfaces:
        for text in (theme.ink, theme.ink_soft, theme.accent_text, theme.good, theme.warn):
            assert contrast(text, surface) >= 7
        for shape in (theme.accent, theme.edge):
            assert contrast(shape, surface) >= 3
        assert contrast(theme.focus, surface) >= 4.5
    assert contrast(theme.on_accent, theme.accent) >= 4.5
    for token in token_colours(theme).values():
        assert contrast(token, theme.code_paper) >= 7
        assert contrast(token, theme.accent_soft) >= 7


@settings(deadline=None)
@given(ACCENTS)
def test_every_promised_contrast_holds(accent: str) -> None:
    """Whatever colour a creator loves, everything can be read, by day and by night."""
    colours = palette(accent)
    assert_promises(colours.light)
    assert_promises(colours.dark)
    assert luminance(colours.light.paper) > 0.8
    assert luminance(colours.dark.paper) < 0.02


@pytest.mark.parametrize(
    "accent", ["#000000", "#ffffff", "#ffff00", "#0000ff", "#808080", "#ff0000", "#00ffff"]
)
def test_promises_hold_at_the_corners(accent: str) -> None:
    """The extremes, on every run."""
    assert_promises(palette(accent).light)
    assert_promises(palette(accent).dark)


@pytest.mark.parametrize("accent", ["#1f6f5c", "#b4442c", "#27408b", "#7c3aed", "#000000", "#d6336c"])
def test_a_good_accent_is_left_alone(accent: str) -> None:
    """The creator's own colour is on the button, and nobody complains; at night it may be lighter."""
    assert palette(accent).light.accent == accent
    assert palette_problems(accent) == ()


def test_the_dark_theme_is_no_inversion() -> None:
    """At night the paper is warm and the ink is the colour of lit paper: neither is black or white."""
    dark = palette("#27408b").dark
    for colour in (dark.paper, dark.ink):
        red, _, blue = bytes.fromhex(colour[1:])
        assert red > blue
    assert 9 < contrast(dark.ink, dark.paper) < 15


def test_a_black_accent_becomes_ink_at_night() -> None:
    """Black on dark paper can't be seen, and a grey button would look disabled."""
    dark = palette("#000000").dark
    assert dark.accent == dark.ink


def test_an_accent_that_cannot_be_seen_is_told() -> None:
    """The sentence names what was found, what is needed, and the nearest accent that works."""
    (problem,) = palette_problems("#ffff00")
    assert problem.startswith(
        "the accent #ffff00 has a contrast of 1.01:1 with the light paper, and buttons need 3:1; "
    )
    (used,) = re.findall(r"; (#\w{6}) is the nearest that works", problem)
    assert used == palette("#ffff00").light.accent


@settings(deadline=None)
@given(ACCENTS)
def test_the_accent_that_is_proposed_works(accent: str) -> None:
    """A creator who follows the advice hears no more of it."""
    assert palette_problems(palette(accent).light.accent) == ()


def declared(css: str, selector: str) -> dict[str, str]:
    """Give the custom properties that a rule sets."""
    (rule,) = re.findall(re.escape(selector) + r"\{([^{}]*)\}", css)
    return dict(re.findall(r"--([\w-]+):(#\w{6})", rule))


def test_the_style_sheet_follows_reader_and_override() -> None:
    """The system's choice counts, data-theme overrides it either way, and print is light."""
    colours = palette("#1f6f5c")
    css = palette_css(colours)
    light, dark = declared(css, "[data-theme=light]"), declared(css, "[data-theme=dark]")
    assert light["on-accent"] == colours.light.on_accent
    assert dark["paper-raised"] == colours.dark.paper_raised
    assert light.keys() == dark.keys()
    assert css.startswith(":root{color-scheme:light dark;--paper:")
    assert "@media screen and (prefers-color-scheme:dark){:root{--paper:" + colours.dark.paper in css
    assert "@media screen{[data-theme=dark]{color-scheme:dark;" in css
    assert css.count("{") == css.count("}")


CODE = '''# a comment
@wraps
class Lesson(Base):
    """A text."""
    price = 49.5 if not free else None
    def name(self) -> str:
        return f"{self.title!r}\\n" + str(0x1F)
'''


def test_code_is_coloured_by_what_it_says() -> None:
    """Keywords, names, strings, numbers and comments differ, and all properties that are used exist."""
    colours: Palette = palette("#b4442c")
    css = code_css(colours)
    known = set(re.findall(r"(--[\w-]+):", css + palette_css(colours)))
    assert set(re.findall(r"var\((--[\w-]+)\)", css)) <= known
    chosen = {
        name: value
        for selectors, value in re.findall(r"([^{}]+)\{color:var\((--[\w-]+)\)\}", css)
        for name in re.findall(r"\.code \.(\w+)", selectors)
    }
    used = set(re.findall(r'class="(\w+)"', highlight(CODE, PythonLexer(), HtmlFormatter(nowrap=True))))
    assert {"k", "kc", "nc", "nf", "nd", "s2", "sd", "mf", "mh", "c1"} <= used & chosen.keys()
    assert len({chosen[name] for name in ("k", "nc", "nf", "s2", "mf", "c1")}) == 6


@settings(deadline=None)
@given(ACCENTS)
def test_kinds_of_code_can_be_told_apart(accent: str) -> None:
    """No two kinds of token share a colour, in either theme."""
    for theme in (palette(accent).light, palette(accent).dark):
        found = token_colours(theme)
        assert len(set(found.values())) == len(found)
