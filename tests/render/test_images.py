"""Pictures: what is found in their headers, and which files are made of them."""

from __future__ import annotations

import struct
import subprocess
import sys
import zlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kpsite.render.image_facts import MAX_BYTES
from kpsite.render.images import BadImage, ImageFacts, Variant, encode, inspect, toolchain, variants
from tests.render.pictures import STILL, animation, exif, quarters, saved


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
        *("avif 240", "avif 480", "avif 672", "avif 1104", "avif 1600", "avif 2400"),
        *("webp 480", "webp 1104", "webp 2400"),
        "jpeg 1600",
    ]


def test_without_avif_webp_comes_in_every_width() -> None:
    """An installation whose Pillow can't write AVIF makes a complete set all the same."""
    found = names(ImageFacts("jpeg", 1600, 900, animated=False, photo=True), avif=False)
    assert found == ["webp 240", "webp 480", "webp 672", "webp 1104", "webp 1600", "jpeg 1600"]


@settings(deadline=None)
@given(st.sampled_from(STILL), st.integers(1, 9000), st.integers(1, 9000), st.booleans(), st.booleans())
def test_variants_never_grow_a_picture(
    image_format: str, width: int, height: int, photo: bool, avif: bool
) -> None:
    """No file is wider than the original, widths rise, and the last file is one that every browser shows."""
    found = variants(ImageFacts(image_format, width, height, animated=False, photo=photo), avif=avif)
    assert found[-1] == Variant(min(width, 1600), "jpeg" if photo else "png")
    assert len(set(found)) == len(found)
    for made in {variant.format for variant in found}:
        widths = [variant.width for variant in found if variant.format == made]
        assert widths == sorted(widths)
        assert widths[-1] == min(width, 1600 if made in ("jpeg", "png") else 2400)


def test_a_drawing_gets_webp_and_a_png() -> None:
    """Flat art and small pictures stay sharp, in their own width."""
    assert names(ImageFacts("png", 300, 200, animated=False, photo=False)) == [
        *("webp 240", "webp 300"),
        "png 300",
    ]
    assert names(ImageFacts("png", 850, 200, animated=False, photo=False)) == [
        *("webp 240", "webp 480", "webp 672"),
        "webp 850",
        "png 850",
    ]


def test_a_very_tall_picture_skips_webp() -> None:
    """WebP ends at 16,383 pixels a side; a long screenshot still shows."""
    assert names(ImageFacts("png", 400, 20_000, animated=False, photo=False)) == ["png 400"]


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
