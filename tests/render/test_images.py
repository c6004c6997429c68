"""Pictures: what is found in their headers, which files are made of them, and what those files hold."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, PngImagePlugin

from kpsite.render.image_facts import MAX_BYTES
from kpsite.render.images import BadImage, ImageFacts, Variant, encode, inspect, toolchain, variants

WIDE = (60, 40)
STILL = ("jpeg", "png", "webp", "avif")


def saved(image: Image.Image, image_format: str, **options: object) -> bytes:
    """Give an image as a file's bytes."""
    file = io.BytesIO()
    image.save(file, image_format, **options)
    return file.getvalue()


def quarters(mode: str = "RGB") -> Image.Image:
    """Give a picture that shows how it lies: red, green, blue and white quarters, reading from the upper left."""
    image = Image.new("RGB", WIDE, "white")
    image.paste((220, 20, 20), (0, 0, 30, 20))
    image.paste((20, 160, 20), (30, 0, 60, 20))
    image.paste((20, 20, 220), (0, 20, 30, 40))
    return image.convert(mode)


def exif(orientation: int) -> Image.Exif:
    """Give an EXIF block with an orientation, a place and a camera."""
    block = Image.Exif()
    block[0x0112] = orientation
    block[0x010F] = "SecretCamera"
    block.get_ifd(0x8825)[1] = "N"
    return block


def opened(data: bytes) -> Image.Image:
    """Read a file back."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def near(image: Image.Image, where: tuple[int, int], colour: tuple[int, int, int], reach: int = 40) -> bool:
    """Tell whether a pixel has about a colour."""
    found = image.convert("RGB").getpixel(where)
    assert isinstance(found, tuple)
    return all(abs(one - other) <= reach for one, other in zip(found, colour, strict=True))


@pytest.mark.parametrize("image_format", [*STILL, "gif"])
def test_format_and_size_are_found_in_the_header(image_format: str) -> None:
    """Every format that browsers show is known, with its size."""
    facts = inspect(saved(quarters(), image_format))
    assert (facts.format, facts.width, facts.height, facts.animated) == (image_format, 60, 40, False)
    assert facts.photo == (image_format in ("jpeg", "webp", "avif"))


@pytest.mark.parametrize(
    "options", [{"lossless": True}, {"exif": exif(1)}, {"lossless": True, "exif": exif(1)}]
)
def test_every_kind_of_webp_states_its_size(options: dict[str, Any]) -> None:
    """Simple, lossless and extended WebP keep their size in different places."""
    facts = inspect(saved(quarters(), "webp", **options))
    assert (facts.width, facts.height, facts.photo) == (60, 40, "lossless" not in options)


@pytest.mark.parametrize("image_format", ["webp", "avif", "png"])
def test_transparent_pictures_are_no_photos(image_format: str) -> None:
    """Transparency decides the fallback's format, so it must be seen in the header."""
    see_through = quarters("RGBA")
    see_through.putalpha(100)
    assert not inspect(saved(see_through, image_format)).photo


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


def test_a_damaged_exif_block_does_no_harm() -> None:
    """Cameras write nonsense; the picture still shows, upright."""
    for block in (b"Exif\0\0II*\0\xff\xff\xff\xff", b"Exif\0\0junk", b"Exif\0\0MM\0*\0\0\0\x08\xff\xff"):
        assert inspect(saved(quarters(), "jpeg", exif=block)).width == 60


SAMPLES = {name: saved(quarters(), name) for name in (*STILL, "gif")}
SAMPLES["webp lossless"] = saved(quarters(), "webp", lossless=True)
SAMPLES["webp extended"] = saved(quarters(), "webp", exif=exif(6))


@pytest.mark.parametrize("name", SAMPLES)
def test_a_cut_file_is_refused(name: str) -> None:
    """An upload that broke off is found before anybody sees half a picture."""
    data = SAMPLES[name]
    for length in (len(data) - 4, len(data) * 3 // 4, len(data) // 2, len(data) // 4):
        with pytest.raises(BadImage, match="cut short"):
            inspect(data[:length])


@settings(deadline=None)
@given(st.sampled_from(sorted(SAMPLES)), st.integers(0, 10_000), st.binary(max_size=8))
def test_damage_is_told_in_words(name: str, place: int, patch: bytes) -> None:
    """Whatever is broken in a file, there is a reason in words or a picture, and never another error."""
    data = SAMPLES[name]
    place %= len(data)
    broken = data[:place] + patch + data[place + len(patch) :]
    reason = "is fine"
    try:
        facts = inspect(broken)
        encode(broken, Variant(min(facts.width, 40), "jpeg"))
    except BadImage as problem:
        reason = problem.reason
    assert reason.startswith("is ")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"hello", "is not an image that browsers show"),
        (b"<!DOCTYPE html><html><body>404</body></html>", "is a web page, not an image"),
        (b"%PDF-1.7", "is a PDF file"),
        (b"\0\0\0\x18ftypheic\0\0\0\0", "is a HEIC photograph"),
        (b"II*\0", "is a TIFF picture"),
        (b"version https://git-lfs.github.com/spec/v1\n", "is a Git LFS pointer"),
        (b"\0" * (MAX_BYTES + 1), "is 20.0 MiB, and the limit is 20 MiB"),
    ],
)
def test_what_is_no_picture_is_named(data: bytes, reason: str) -> None:
    """The creator learns what the file is, and what would be right."""
    with pytest.raises(BadImage) as caught:
        inspect(data)
    assert caught.value.reason.startswith(reason)


def png_of(width: int, height: int) -> bytes:
    """Give a PNG file that states a size; its picture data are of no use."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0")), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def test_huge_and_empty_pictures_are_refused_unread() -> None:
    """A small file can claim a size that would eat the machine's memory."""
    with pytest.raises(BadImage, match=r"is 8000 × 6000 pixels, and the limit is 40 megapixels"):
        inspect(png_of(8000, 6000))
    with pytest.raises(BadImage, match="width or height is 0"):
        inspect(png_of(0, 10))
    with pytest.raises(BadImage, match="can't be decoded"):
        encode(png_of(60, 40), Variant(60, "webp"))


def names(facts: ImageFacts, *, avif: bool = True) -> list[str]:
    """Give the variants of a picture in short."""
    return [f"{variant.format} {variant.width}" for variant in variants(facts, avif=avif)]


def test_a_photo_gets_modern_formats_and_a_jpeg() -> None:
    """AVIF in every width, WebP in every other, and a JPEG of at most 1600 pixels last."""
    assert names(ImageFacts("jpeg", 4000, 3000, animated=False, photo=True)) == [
        *("avif 480", "avif 800", "avif 1200", "avif 1600", "avif 2400"),
        *("webp 480", "webp 1200", "webp 2400"),
        "jpeg 1600",
    ]


def test_without_avif_webp_comes_in_every_width() -> None:
    """An installation whose Pillow can't write AVIF makes a complete set all the same."""
    found = names(ImageFacts("jpeg", 1600, 900, animated=False, photo=True), avif=False)
    assert found == ["webp 480", "webp 800", "webp 1200", "webp 1600", "jpeg 1600"]


@given(st.sampled_from(STILL), st.integers(1, 9000), st.integers(1, 9000), st.booleans(), st.booleans())
def test_variants_never_grow_a_picture(
    image_format: str, width: int, height: int, photo: bool, avif: bool
) -> None:
    """No file is wider than the original, the widths rise, and the last file is one that every browser shows."""
    found = variants(ImageFacts(image_format, width, height, animated=False, photo=photo), avif=avif)
    assert found[-1] == Variant(min(width, 1600), "jpeg" if photo else "png")
    assert len(set(found)) == len(found)
    for made in {variant.format for variant in found}:
        widths = [variant.width for variant in found if variant.format == made]
        assert widths == sorted(widths)
        assert widths[-1] == min(width, 1600 if made in ("jpeg", "png") else 2400)


def test_a_drawing_gets_webp_and_a_png() -> None:
    """Flat art and small pictures stay sharp, in their own width."""
    assert names(ImageFacts("png", 300, 200, animated=False, photo=False)) == ["webp 300", "png 300"]
    assert names(ImageFacts("png", 850, 200, animated=False, photo=False)) == [
        "webp 480",
        "webp 850",
        "png 850",
    ]


def test_a_very_tall_picture_skips_webp() -> None:
    """WebP ends at 16,383 pixels a side; a long screenshot still shows."""
    assert names(ImageFacts("png", 400, 20_000, animated=False, photo=False)) == ["png 400"]


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


def animation(image_format: str, **options: object) -> bytes:
    """Give a film of three frames."""
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "green", "blue")]
    return saved(
        frames[0], image_format, save_all=True, append_images=frames[1:], duration=100, loop=0, **options
    )


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


def test_an_animated_avif_says_what_to_do() -> None:
    """Its metadata can't be taken out safely, so it is refused with a way on."""
    with pytest.raises(BadImage, match="save it as an animated WebP"):
        inspect(animation("avif"))


def test_looking_at_pictures_does_not_load_pillow() -> None:
    """A build with nothing to do starts fast."""
    program = (
        "import sys; from kpsite.render import images as i; d = bytes.fromhex(sys.stdin.read());"
        "i.variants(i.inspect(d), avif=i.toolchain().avif); sys.exit('PIL.Image' in sys.modules)"
    )
    subprocess.run([sys.executable, "-c", program], input=SAMPLES["jpeg"].hex(), text=True, check=True)


def test_the_toolchain_names_what_decides_the_bytes() -> None:
    """Another Pillow, or one without AVIF, must make the files anew."""
    assert toolchain().pillow.count(".") == 2
    assert Variant(800, "jpeg").suffix == ".jpg"
    assert Variant(0, "svg").mime == "image/svg+xml"
