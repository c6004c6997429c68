"""Covers, icons and emblems: the same for the same words, different for others, and harmless."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpsite.render.colour import palette
from kpsite.render.cover_inks import inks_for
from kpsite.render.cover_pixels import cover_image
from kpsite.render.covers import MOTIFS, cover_items, cover_svg, favicon_svg, mark_svg
from kpsite.render.drawing import Dice, Disc, rect, to_svg
from kpsite.render.images import clean_svg, inspect
from kpsite.render.oklch import contrast

SLUGS = [
    *("watercolour", "open-your-store", "python-for-writers", "shu-fa", "sourdough", "why-paper-matters"),
    *("film-photography", "starter-pack", "knitting", "jazz-piano", "garden-design", "letterpress"),
]
ACCENTS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def elements(svg: str) -> list[ElementTree.Element]:
    """Give all elements of a drawing."""
    return list(ElementTree.fromstring(svg).iter())  # noqa: S314 - our own output


def test_twelve_courses_have_twelve_covers() -> None:
    """No two courses of a shop look alike, and the series is not one motif in twelve colours."""
    drawn = [cover_svg(slug.title(), slug, "#1f6f5c") for slug in SLUGS]
    assert len(set(drawn)) == 12
    shapes = {re.sub(r'(fill|stroke)="#\w+"', "", svg) for svg in drawn}
    assert len(shapes) == 12


def test_a_cover_never_changes_by_itself() -> None:
    """A course keeps its face: the same words and accent give the same bytes, on every machine and day."""
    svg = cover_svg("Watercolour", "watercolour", "#1f6f5c")
    assert svg == cover_svg("Watercolour", "watercolour", "#1f6f5c")
    assert svg != cover_svg("Watercolour II", "watercolour", "#1f6f5c")
    throws = Dice("kpsite")
    assert [throws.below(1000) for _ in range(4)] == [844, 819, 163, 764]


@settings(deadline=None)
@given(st.text(max_size=40), st.text(max_size=40), ACCENTS, st.text(alphabet="<>&\"'ab é", max_size=10))
def test_any_words_make_a_clean_cover(title: str, slug: str, accent: str, label: str) -> None:
    """Every title in the world gets a well-formed drawing that needs nothing from outside."""
    svg = cover_svg(title, slug, accent, label)
    facts = inspect(svg.encode())
    assert (facts.width, facts.height) == (1600, 1000)
    root, *shapes = elements(svg)
    assert root.get("aria-label") == (label or None)
    assert {element.tag for element in shapes} == {"{http://www.w3.org/2000/svg}path"}
    assert not re.search(r"style|url\(|href|NaN|nan|inf", svg.replace(root.get("aria-label", ""), ""))
    assert len(svg) < 40_000


@pytest.mark.parametrize("number", range(len(MOTIFS)))
@pytest.mark.parametrize("words", ["a", "b", "c", "d"])
def test_every_motif_fills_its_sheet(number: int, words: str) -> None:
    """Each motif draws shapes that are in sight, with the one spot of another colour among them."""
    dice = Dice(words)
    inks = inks_for("#27408b", dice)
    drawn = list(MOTIFS[number](dice, inks))
    assert inks.spot in {item.fill for item in drawn}
    assert len({item.fill for item in drawn}) >= 2
    across = [point[0] for item in drawn if not isinstance(item, Disc) for point in item.points]
    discs = [item for item in drawn if isinstance(item, Disc)]
    across += [disc.x + side * disc.radius for disc in discs for side in (-1, 1)]
    assert max(across) - min(across) > 400


@settings(deadline=None)
@given(ACCENTS, st.text(max_size=5))
def test_inks_stand_out_from_their_sheet(accent: str, words: str) -> None:
    """At the size of a thumbnail the motif is still seen."""
    inks = inks_for(accent, Dice(words))
    assert contrast(inks.main, inks.ground) > 1.8
    assert contrast(inks.deep, inks.pale) > 6


def test_a_cover_passes_the_cleaning_of_strangers_drawings() -> None:
    """What we draw holds nothing that would be taken out of other people's files."""
    svg = cover_svg("Sourdough", "sourdough", "#b4442c", "A drawing")
    before, after = elements(svg), elements(clean_svg(svg.encode()).decode())
    assert [element.get("d") for element in before] == [element.get("d") for element in after]


def test_neighbours_of_one_colour_share_an_element() -> None:
    """A grid of a hundred dots is one path, which is what keeps covers small."""
    svg = to_svg([Disc(x, 5, 2, "#111111") for x in range(100)], 100, 10)
    assert len(elements(svg)) == 2


@pytest.mark.parametrize("slug", SLUGS)
def test_the_share_image_shows_the_same_drawing(slug: str) -> None:
    """Networks that show no SVG get the same motif in pixels."""
    image = cover_image(slug.title(), slug, "#1f6f5c", (1200, 630))
    assert (image.mode, image.size) == ("RGB", (1200, 630))
    assert image.tobytes() == cover_image(slug.title(), slug, "#1f6f5c", (1200, 630)).tobytes()
    spine = cover_items(slug.title(), slug, "#1f6f5c")[-5].fill
    assert image.getpixel((20, 315)) == pytest.approx(tuple(bytes.fromhex(spine[1:])), abs=4)


@pytest.mark.parametrize(
    ("name", "letter"),
    [("Ink & Leaf", "I"), ("“quire”", "Q"), ("纸上", "纸"), ("42 studies", "4"), ("<&>", "K"), ("", "K")],
)
def test_the_icon_shows_the_first_letter(name: str, letter: str) -> None:
    """A tab can be told from its neighbours, in every script."""
    svg = favicon_svg(name, "#1f6f5c")
    assert inspect(svg.encode()).width == 64
    assert [element.text for element in elements(svg) if element.text] == [letter]
    assert palette("#1f6f5c").light.accent in svg


def test_each_store_has_its_own_emblem() -> None:
    """The mark beside the name needs no font, and differs from shop to shop."""
    one, other = (mark_svg(name, "#1f6f5c") for name in ("Ink & Leaf", "Quire"))
    assert one != other
    assert "<text" not in one
    assert inspect(one.encode()).height == 64


def test_rectangles_begin_at_their_upper_left() -> None:
    """The order of corners decides how a path is written."""
    assert 'd="M1 2L4 2 4 6 1 6z"' in to_svg([rect(1, 2, 3, 4, "#000000")], 9, 9)
