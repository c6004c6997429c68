"""The files that are made of pictures: upright, in the right colours, and with nothing private in them."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from PIL import Image, ImageCms, ImageDraw, PngImagePlugin

from kpsite.render.images import Variant, encode, inspect, variants
from tests.render.pictures import STILL, WIDE, animation, exif, near, opened, quarters, saved


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("image_format", STILL)
def test_pictures_stand_upright(image_format: str, orientation: int) -> None:
    """A photograph taken sideways shows upright, and its stated size is the one that readers see."""
    data = saved(quarters(), image_format, exif=exif(orientation))
    facts = inspect(data)
    assert (facts.width, facts.height) == (WIDE if orientation < 5 else WIDE[::-1])
    made = opened(encode(data, Variant(facts.width, "png")))
    assert made.size == (facts.width, facts.height)
    # Where the red quarter lands, by EXIF's own table of what "row 0" and "column 0" are.
    left, top = orientation in (1, 4, 5, 8), orientation in (1, 2, 5, 6)
    corner = (4 if left else made.width - 5, 4 if top else made.height - 5)
    assert near(made, corner, (220, 20, 20)), (image_format, orientation)


@pytest.mark.parametrize("image_format", STILL)
@pytest.mark.parametrize("made", ["avif", "webp", "jpeg", "png"])
def test_nothing_private_leaves_with_a_picture(image_format: str, made: str) -> None:
    """Camera, place, comments and profiles stay at home, whatever goes in and comes out."""
    options: dict[str, Any] = {"exif": exif(1), "xmp": b"<x:xmpmeta>SecretPlace</x:xmpmeta>"}
    if image_format == "jpeg":
        options["comment"] = b"SecretComment"
    if image_format == "png":
        text = PngImagePlugin.PngInfo()
        text.add_text("Author", "SecretAuthor")
        text.add_itxt("XML:com.adobe.xmp", "SecretPlace", zip=False)
        options = {"exif": exif(1), "pnginfo": text}
    data = saved(quarters(), image_format, **options, icc_profile=srgb_profile())
    assert b"Secret" in data
    out = encode(data, Variant(60, made))
    image = opened(out)
    assert b"Secret" not in out
    assert not image.getexif()
    assert not {"icc_profile", "xmp", "comment", "dpi"} & set(image.info)


def srgb_profile() -> bytes:
    """Give the usual profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def swapped_profile() -> bytes:
    """Give a profile of a screen whose red is what others call green."""
    profile = bytearray(srgb_profile())
    (count,) = struct.unpack_from(">I", profile, 128)
    entries = {bytes(profile[at : at + 4]): at for at in range(132, 132 + 12 * count, 12)}
    red, green = entries[b"rXYZ"], entries[b"gXYZ"]
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile).replace(b"s\0R\0G\0B", b"o\0d\0d\0!").replace(b"sRGB", b"odd!")


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_colours_of_other_profiles_become_srgb(mode: str) -> None:
    """A photograph with a wide profile looks the same in browsers that take every picture for sRGB."""
    data = saved(quarters(mode), "png", icc_profile=swapped_profile())
    made = opened(encode(data, Variant(60, "png")))
    assert near(made, (4, 4), (20, 220, 20))
    assert near(made, (50, 4), (160, 20, 20))
    assert "icc_profile" not in made.info


def test_a_broken_profile_is_passed_over() -> None:
    """Browsers show such a picture; so do we."""
    made = opened(encode(saved(quarters(), "png", icc_profile=b"no profile"), Variant(60, "webp")))
    assert near(made, (4, 4), (220, 20, 20))


def test_print_colours_become_screen_colours() -> None:
    """A CMYK JPEG from a printer's folder has the colours that were meant."""
    made = opened(encode(saved(quarters("CMYK"), "jpeg"), Variant(60, "webp")))
    assert made.mode == "RGB"
    assert near(made, (4, 4), (220, 20, 20))
    assert near(made, (50, 30), (255, 255, 255))


def test_sixteen_bit_grey_keeps_its_tones() -> None:
    """A 16-bit scan isn't washed out to white."""
    grey = Image.new("I;16", (8, 8), 0x8000)
    assert near(opened(encode(saved(grey, "png"), Variant(8, "webp"))), (4, 4), (128, 128, 128), reach=3)


@pytest.mark.parametrize("mode", ["P", "LA", "1", "L"])
def test_every_mode_of_png_can_be_shown(mode: str) -> None:
    """Palettes, grey and black-and-white become pictures that all formats can hold."""
    data = saved(quarters(mode), "png")
    for made in ("webp", "png", "jpeg", "avif"):
        assert near(opened(encode(data, Variant(60, made))), (55, 35), (255, 255, 255))


def test_transparency_stays() -> None:
    """A palette's see-through colour stays see-through, and on a JPEG it becomes white."""
    image = Image.new("P", (40, 40), 1)
    image.putpalette([0, 0, 0, 250, 0, 0])
    image.paste(0, (0, 0, 20, 40))
    data = saved(image, "png", transparency=0)
    webp = opened(encode(data, Variant(40, "webp")))
    assert webp.getpixel((4, 4)) == (0, 0, 0, 0)
    assert webp.getpixel((30, 4)) == (250, 0, 0, 255)
    assert near(opened(encode(data, Variant(40, "jpeg"))), (4, 4), (255, 255, 255))


def test_flat_art_is_kept_without_loss() -> None:
    """The edges of a diagram are as sharp as they were drawn."""
    made = opened(encode(saved(quarters(), "png"), Variant(60, "webp")))
    assert made.tobytes() == quarters().tobytes()


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_drawing_stays_one_when_it_is_scaled(mode: str) -> None:
    """Areas keep their colours, no halo is brighter than the paper, and at its own width nothing is lost."""
    image = Image.new(mode, (1600, 1000), (250, 246, 238) if mode == "RGB" else (250, 246, 238, 255))
    pen = ImageDraw.Draw(image)
    for step in range(12):
        pen.line((0, 80 * step, 1600, 83 * step), fill=(20, 40, 90), width=5)
        pen.ellipse((130 * step, 60 * step, 130 * step + 110, 60 * step + 110), fill=(180, 80, 45))
    data = saved(image, "png")
    made = opened(encode(data, Variant(672, "webp"))).convert("RGB")
    whole = encode(data, Variant(1600, "webp"))
    assert len(made.getcolors(1 << 16) or ()) <= 256
    assert near(made, (660, 10), (250, 246, 238))
    assert near(made, (23, 23), (180, 80, 45))
    assert max(made.tobytes()) <= 252
    assert opened(whole).convert("RGB").tobytes() == image.convert("RGB").tobytes()


def test_a_png_is_never_larger_than_it_came() -> None:
    """A palette picture that was optimised by hand is not blown up."""
    data = saved(Image.linear_gradient("L").convert("P"), "png", optimize=True)
    assert len(encode(data, Variant(256, "png"))) <= len(data)


@pytest.mark.parametrize("made", ["avif", "webp", "jpeg", "png"])
def test_the_same_picture_gives_the_same_bytes(made: str) -> None:
    """Two builds agree, so that nothing unchanged is uploaded again."""
    data = saved(Image.effect_noise((300, 200), 60).convert("RGB"), "jpeg")
    assert encode(data, Variant(120, made)) == encode(data, Variant(120, made))
    assert opened(encode(data, Variant(120, made))).size == (120, 80)


@pytest.mark.parametrize(
    ("image_format", "options"),
    [
        ("gif", {"comment": b"SecretComment"}),
        ("webp", {"exif": exif(6), "xmp": b"SecretPlace"}),
        ("png", {"exif": exif(6)}),
    ],
)
def test_animations_keep_moving(image_format: str, options: dict[str, Any]) -> None:
    """An animation stays one, frame by frame, without what was written into it."""
    data = animation(image_format, **options)
    facts = inspect(data)
    assert (facts.width, facts.height, facts.animated) == (30, 20, True)
    (only,) = variants(facts, avif=True)
    out = encode(data, only)
    assert b"Secret" in data
    assert b"Secret" not in out
    before, after = opened(data), opened(out)
    for frame in range(3):
        before.seek(frame)
        after.seek(frame)
        assert before.convert("RGB").tobytes() == after.convert("RGB").tobytes()
    assert after.info.get("loop") == 0


@pytest.mark.parametrize("orientation", [1, 6])
def test_large_photographs_are_scaled_as_readers_see_them(orientation: int) -> None:
    """The width that is asked for is the upright one, also where the camera lay on its side."""
    data = saved(quarters().resize((1200, 800)), "jpeg", exif=exif(orientation))
    made = opened(encode(data, Variant(100, "webp")))
    assert made.size == ((100, 67) if orientation == 1 else (100, 150))
    assert near(made, (10, 10) if orientation == 1 else (90, 10), (220, 20, 20))


def test_photographs_that_hold_several_pictures_show_the_first() -> None:
    """Phones add a depth map or a second view to a JPEG."""
    data = saved(quarters(), "mpo", save_all=True, append_images=[Image.new("RGB", WIDE)])
    assert inspect(data).format == "jpeg"
    assert near(opened(encode(data, Variant(60, "webp"))), (4, 4), (220, 20, 20))
