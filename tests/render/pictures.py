"""Pictures that tests make, and how they look at what comes back."""

from __future__ import annotations

import io

from PIL import Image

WIDE = (60, 40)
STILL = ("jpeg", "png", "webp", "avif")


def saved(image: Image.Image, image_format: str, **options: object) -> bytes:
    """Give an image as a file's bytes."""
    file = io.BytesIO()
    image.save(file, image_format, **options)
    return file.getvalue()


def quarters(mode: str = "RGB") -> Image.Image:
    """Give a picture that shows how it lies: red, green, blue and white quarters from the upper left."""
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


def animation(image_format: str, **options: object) -> bytes:
    """Give a film of three frames."""
    frames = [Image.new("RGB", (30, 20), colour) for colour in ("red", "green", "blue")]
    return saved(
        frames[0], image_format, save_all=True, append_images=frames[1:], duration=100, loop=0, **options
    )
