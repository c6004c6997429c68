"""The pixels of pictures: all that is done with Pillow.

Import it only where a file is really made (it costs 50 ms).
"""

from __future__ import annotations

import io
import warnings
from typing import Any

# The two plugins are imported for what they register: Pillow otherwise imports all its seventy formats to
# find one.
from PIL import AvifImagePlugin, Image, ImageCms, WebPImagePlugin

from kpsite.render.image_headers import BadImage, Header

__all__ = ["AvifImagePlugin", "WebPImagePlugin", "encoded"]

# EXIF 2.32, tag 274: how to turn what is stored so that it stands upright.
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Drawings and screenshots have few colours before they are scaled, photographs have thousands. Dithered
# pictures have few too, but without loss they stay large: more than half a byte a pixel.
_FLAT_COLOURS = 4096
_FLAT_BYTES_PER_PIXEL = 0.5

# What is drawn in a palette's worth of colours needs no more of them when it is smaller, though scaling
# blends new ones along every edge. Without these it weighs a quarter without loss, and is nearer to what
# came than with loss at the same weight: 43 to 48 dB. Hamming's filter leaves no halos beside lines, as
# Lanczos's does. Dithering is told by the weight of what came: drawings have less than a quarter of a
# byte a pixel.
_PALETTE = 256
_PALETTE_BYTES_PER_PIXEL = 0.25

# Measured on 1600 × 1200 photographs, one thread: AVIF 130 ms (speed 8: 300 ms, 1 to 5 % smaller), WebP 110
# ms (method 4: 240 ms, 8 % smaller), JPEG 45 ms, flat art as lossless WebP 150 ms. One thread each, so that
# bytes are the same on every machine; a build makes several files at a time instead.
_OPTIONS: dict[str, dict[str, Any]] = {
    "avif": {"quality": 60, "speed": 9, "max_threads": 1},
    "webp": {"quality": 78, "method": 2},
    "webp sharp": {"quality": 86, "method": 2},
    "webp flat": {"lossless": True, "method": 1, "quality": 60},
    "jpeg": {"quality": 82, "optimize": True, "progressive": True},
    "png": {"optimize": True},
}
_WEBP_WITHOUT_MEMORY = "encoding error 1"  # VP8_ENC_ERROR_OUT_OF_MEMORY in libwebp's encode.h


def encoded(data: bytes, header: Header, width: int, image_format: str) -> bytes:
    """Give a still picture scaled to ``width`` pixels, upright, in sRGB, without metadata.

    ``image_format`` is ``jpeg``, ``png``, ``webp`` or ``avif``. Raises ``BadImage`` for damaged data.
    """
    image, profile = _decoded(data, header, width)
    drawn = image_format == "webp" and not header.lossy
    flat = drawn and image.getcolors(_FLAT_COLOURS) is not None
    few = flat and _in_a_palette(image, data) and image.size != _stored_size(header, width)
    sharp = Image.Resampling.HAMMING if few else Image.Resampling.LANCZOS
    image = _finished(image, profile, header, width, sharp)
    if image_format == "jpeg":
        image = _on_white(image)
    if few:
        mode = image.mode
        image = image.quantize(_PALETTE, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).convert(mode)
    if flat:
        made = _saved(image, "webp", "webp flat")
        if len(made) < image.width * image.height * _FLAT_BYTES_PER_PIXEL:
            return made
    return _saved(image, image_format, "webp sharp" if drawn else image_format)


def opaque(data: bytes, header: Header, width: int) -> Image.Image:
    """Give a picture (of an animation the first) as ``encoded`` stores it, on white where it is clear."""
    return _on_white(_finished(*_decoded(data, header, width), header, width))


def _in_a_palette(image: Image.Image, data: bytes) -> bool:
    light = len(data) < image.width * image.height * _PALETTE_BYTES_PER_PIXEL
    return light and image.getcolors(_PALETTE) is not None


def _finished(
    image: Image.Image,
    profile: bytes | None,
    header: Header,
    width: int,
    sharp: Image.Resampling = Image.Resampling.LANCZOS,
) -> Image.Image:
    size = _stored_size(header, width)
    scaled = image if image.size == size else image.resize(size, sharp, reducing_gap=2.0)
    return _upright(_in_srgb(scaled, profile), header.orientation)


def _saved(image: Image.Image, image_format: str, options: str) -> bytes:
    file = io.BytesIO()
    try:
        image.save(file, image_format, **_OPTIONS[options])
    except ValueError as wrong:
        if str(wrong) == _WEBP_WITHOUT_MEMORY:
            raise MemoryError from wrong
        raise
    return file.getvalue()


def _decoded(data: bytes, header: Header, width: int) -> tuple[Image.Image, bytes | None]:
    """Decode to 8 bits a channel without a palette (L, RGB, RGBA or CMYK); give the ICC profile too."""
    with warnings.catch_warnings():
        # Pillow warns of odd metadata, of which nothing is used.
        warnings.simplefilter("ignore")
        try:
            image = Image.open(io.BytesIO(data), formats=(header.format,))
            # A JPEG can be decoded at a half, a quarter or an eighth; half as much again is left for a good
            # filter to scale.
            stored_width, stored_height = _stored_size(header, width)
            size = image.size
            image.draft(None, (stored_width * 3 // 2, stored_height * 3 // 2))
            image.load()
        except (
            Exception
        ) as error:  # Decoders answer damage with whatever comes to hand: OSError, SyntaxError, …
            raise BadImage(f"is damaged: its picture data can't be decoded ({error})") from None
    if size != (header.width, header.height):
        raise BadImage("is damaged: it states two different sizes")
    return _eight_bit(image), image.info.get("icc_profile")


def _eight_bit(image: Image.Image) -> Image.Image:
    if image.mode.startswith(("I", "F")):
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.mode in ("LA", "PA", "RGBa", "La", "RGBA") or "transparency" in image.info:
        image = image.convert("RGBA")
        return image if image.getchannel("A").getextrema() != (255, 255) else image.convert("RGB")
    return image if image.mode in ("L", "RGB", "CMYK") else image.convert("RGB")


def _stored_size(header: Header, width: int) -> tuple[int, int]:
    """Give the size that, once turned upright, is ``width`` wide."""
    if header.sideways:
        return max(1, round(header.width * width / header.height)), width
    return width, max(1, round(header.height * width / header.width))


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "srgb" not in ImageCms.getProfileDescription(source).lower():
                mode = "RGBA" if image.mode == "RGBA" else "RGB"
                target = ImageCms.createProfile("sRGB")
                converted = ImageCms.profileToProfile(
                    image, source, target, ImageCms.Intent.RELATIVE_COLORIMETRIC, mode, flags=_BLACK_POINT
                )
                image = converted or image
        except (ImageCms.PyCMSError, OSError):
            pass  # A profile that fits nothing is passed over, as browsers do.
    return image if image.mode in ("RGB", "RGBA") else image.convert("RGB")


_BLACK_POINT = ImageCms.Flags.BLACKPOINTCOMPENSATION


def _upright(image: Image.Image, orientation: int) -> Image.Image:
    image = image.transpose(_UPRIGHT[orientation]) if orientation in _UPRIGHT else image.copy()
    # What Pillow would write along by itself (profile, EXIF, comments, resolution).
    image.info.clear()
    return image


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=image.getchannel("A"))
    return white
