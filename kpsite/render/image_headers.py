"""What the first bytes of a picture say about it: format, size, orientation; no pixel is decoded.

The layouts are those of the PNG specification (3rd edition, section 5), JPEG (ITU T.81, annex B), GIF89a, the
WebP container specification, and AVIF's box format (ISO/IEC 14496-12 and 23008-12).
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator

from kpsite.values import dataclass

CUT_SHORT = "is cut short: it ends before its picture data does"
GIF_PICTURE = 0x2C
GIF_CONTROL = 0xF9
_GIF_EXTENSION = 0x21
_JPEG_PADDING = 0xFF
_JPEG_SCAN = 0xDA
_JPEG_APP1 = 0xE1
# SOF0 to SOF15, without DHT, JPG and DAC, which stand among them (ITU T.81, table B.1).
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ORIENTATION_TAG = (274, 3)  # a short, as the table of TIFF 6.0 has it
_ORIENTATIONS = range(1, 9)
_FIRST_SIDEWAYS = 5


class BadImage(ValueError):
    """A file that can't be shown as a picture.

    ``reason`` is a phrase that can follow the file's name: "is cut short: …".
    """

    def __init__(self, reason: str) -> None:
        """Take the reason in plain words, without a full stop."""
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True, slots=True)
class Header:
    """A raster picture as stored: its pixels before ``orientation`` (EXIF's number, 1 to 8) is applied."""

    format: str
    width: int
    height: int
    orientation: int = 1
    animated: bool = False
    alpha: bool = False
    lossy: bool = False

    @property
    def sideways(self) -> bool:
        """Tell whether width and height change places when the picture is turned upright."""
        return self.orientation >= _FIRST_SIDEWAYS


def read_header(data: bytes) -> Header:
    """Give the header of a JPEG, PNG, GIF, WebP or AVIF file.

    Raises ``BadImage`` for anything else, and for a file that ends too early.
    """
    for starts, offset, parse in _PARSERS:
        if data.startswith(starts, offset):
            try:
                return parse(data)
            except (struct.error, IndexError):
                raise BadImage(CUT_SHORT) from None
    raise BadImage(_what_it_is(data))


def _what_it_is(data: bytes) -> str:
    if not data:
        return "is empty"
    for starts, offset, reason in _STRANGERS:
        if data[offset : offset + 64].lower().startswith(starts):
            return reason
    return "is not an image that browsers show: JPEG, PNG, GIF, WebP, AVIF or SVG is needed"


def png_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Give each chunk of a PNG file as type, start and end of the whole chunk.

    Raises ``BadImage`` when one is cut off.
    """
    at = 8
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        end = at + 12 + length
        if end > len(data):
            break
        yield kind, at, end
        if kind == b"IEND":
            return
        at = end
    raise BadImage(CUT_SHORT)


def _png(data: bytes) -> Header:
    width, height, _, colour = struct.unpack_from(">IIBB", data, 16)
    chunks = {kind: data[start + 8 : end - 4] for kind, start, end in png_chunks(data) if kind in _PNG_ASKED}
    animated = b"acTL" in chunks
    orientation = 1 if animated else _tiff_orientation(chunks.get(b"eXIf", b""))
    return Header("png", width, height, orientation, animated, alpha=colour in (4, 6) or b"tRNS" in chunks)


def _jpeg(data: bytes) -> Header:
    at, orientation, size = 2, 1, (0, 0)
    while data[at] == _JPEG_PADDING:
        marker = data[at + 1]
        if marker == _JPEG_PADDING:
            at += 1
            continue
        (length,) = struct.unpack_from(">H", data, at + 2)
        if marker == _JPEG_SCAN:
            break
        if marker == _JPEG_APP1 and data.startswith(b"Exif\0\0", at + 4):
            orientation = _tiff_orientation(data[at + 10 : at + 2 + length])
        elif marker in _JPEG_FRAMES:
            size = struct.unpack_from(">HH", data, at + 5)
        at += 2 + length
    if data.rfind(b"\xff\xd9", at) < 0:
        raise BadImage(CUT_SHORT)
    return Header("jpeg", size[1], size[0], orientation, lossy=True)


def _gif(data: bytes) -> Header:
    width, height = struct.unpack_from("<HH", data, 6)
    frames = 0
    alpha = False
    for kind, start, _ in gif_blocks(data, gif_head(data)):
        frames += kind == GIF_PICTURE
        alpha = alpha or (kind == GIF_CONTROL and bool(data[start + 3] & 1))
        if frames > 1:
            break
    if not frames:
        raise BadImage(CUT_SHORT)
    return Header("gif", width, height, animated=frames > 1, alpha=alpha)


def _colours(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def gif_head(data: bytes) -> int:
    """Give the length of a GIF file's head: signature, screen and the colours of all its frames."""
    return 13 + _colours(data[10])


def gif_blocks(data: bytes, at: int) -> Iterator[tuple[int, int, int]]:
    """Give each block of a GIF file from ``at`` on as kind, start and end.

    The kind is ``GIF_PICTURE`` or the extension's label. Ends at the trailer or, as browsers do, after the
    last whole block of a file without one.
    """
    while at + 10 <= len(data) and data[at] in (_GIF_EXTENSION, GIF_PICTURE):
        picture = data[at] == GIF_PICTURE
        end = at + 11 + _colours(data[at + 9]) if picture else at + 2
        while end < len(data) and data[end]:
            end += 1 + data[end]
        if end >= len(data):
            return
        end += 1
        yield GIF_PICTURE if picture else data[at + 1], at, end
        at = end


def webp_chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Give each chunk of a WebP file as type, start and end (padding included).

    Raises ``BadImage`` when the file is cut off.
    """
    (size,) = struct.unpack_from("<I", data, 4)
    if size + 8 > len(data):
        raise BadImage(CUT_SHORT)
    at = 12
    while at + 8 <= size + 8:
        kind, length = struct.unpack_from("<4sI", data, at)
        end = at + 8 + length + (length & 1)
        yield kind, at, end
        at = end


def _webp(data: bytes) -> Header:
    chunks: dict[bytes, bytes] = {}
    for kind, start, end in webp_chunks(data):
        chunks.setdefault(kind, data[start + 8 : min(end, start + 8 + 4096)])
    lossy = b"VP8 " in chunks
    if extended := chunks.get(b"VP8X"):
        width = int.from_bytes(extended[4:7], "little") + 1
        height = int.from_bytes(extended[7:10], "little") + 1
        animated, alpha = bool(extended[0] & 0x02), bool(extended[0] & 0x10)
        orientation = 1 if animated else _tiff_orientation(chunks.get(b"EXIF", b"").removeprefix(b"Exif\0\0"))
        return Header("webp", width, height, orientation, animated, alpha, lossy)
    if lossy:
        width, height = struct.unpack_from("<HH", chunks[b"VP8 "], 6)
        return Header("webp", width & 0x3FFF, height & 0x3FFF, lossy=True)
    if b"VP8L" not in chunks:
        raise BadImage(CUT_SHORT)
    (bits,) = struct.unpack_from("<I", chunks[b"VP8L"], 1)
    return Header("webp", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1, alpha=bool(bits >> 28 & 1))


def _boxes(data: bytes, at: int, stop: int) -> Iterator[tuple[bytes, int, int]]:
    while at + 8 <= stop:
        length, kind = struct.unpack_from(">I4s", data, at)
        body = at + 8
        if length == 1:
            (length,) = struct.unpack_from(">Q", data, body)
            body += 8
        end = at + length if length else stop
        if not body <= end <= stop:
            raise BadImage(CUT_SHORT)
        yield kind, body, end
        at = end


def _avif(data: bytes) -> Header:
    meta = next(((body, end) for kind, body, end in _boxes(data, 0, len(data)) if kind == b"meta"), None)
    if meta is None or not any(kind == b"mdat" for kind, _, _ in _boxes(data, 0, len(data))):
        raise BadImage(CUT_SHORT)
    properties = [
        (kind, data[body:end])
        for outer, start, stop in _boxes(data, meta[0] + 4, meta[1])
        if outer == b"iprp"
        for inner, first, last in _boxes(data, start, stop)
        if inner == b"ipco"
        for kind, body, end in _boxes(data, first, last)
    ]
    sizes = (struct.unpack_from(">II", value, 4) for kind, value in properties if kind == b"ispe")
    width, height = max(sizes, default=(0, 0))
    turn = next((value[0] & 3 for kind, value in properties if kind == b"irot"), 0)
    mirror = next((value[0] & 1 for kind, value in properties if kind == b"imir"), None)
    alpha = any(kind == b"auxC" and (b"auxid:1" in value or b":alpha" in value) for kind, value in properties)
    animated = data[8:12] == b"avis"
    return Header("avif", width, height, _AVIF_ORIENTATION[turn, mirror], animated, alpha, lossy=True)


def _tiff_orientation(tiff: bytes) -> int:
    """Read the orientation in an EXIF block (TIFF 6.0, section 2); a senseless block means upright."""
    order = {b"II*\0": "<", b"MM\0*": ">"}.get(tiff[:4])
    if order is None:
        return 1
    try:
        (directory,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, directory)
        for entry in range(directory + 2, directory + 2 + 12 * count, 12):
            tag, kind, _, value = struct.unpack_from(order + "HHIH", tiff, entry)
            if (tag, kind) == _ORIENTATION_TAG:
                return value if value in _ORIENTATIONS else 1
    except struct.error:
        pass
    return 1


_PNG_ASKED = (b"acTL", b"eXIf", b"tRNS")

# AVIF turns anticlockwise by quarter circles, then mirrors (axis 0: top and bottom change places); EXIF
# numbers the eight results.
_AVIF_ORIENTATION = {
    (0, None): 1, (0, 0): 4, (0, 1): 2,
    (1, None): 8, (1, 0): 5, (1, 1): 7,
    (2, None): 3, (2, 0): 2, (2, 1): 4,
    (3, None): 6, (3, 0): 7, (3, 1): 5,
}  # fmt: skip

_PARSERS: tuple[tuple[bytes, int, Callable[[bytes], Header]], ...] = (
    (b"\xff\xd8\xff", 0, _jpeg),
    (b"\x89PNG\r\n\x1a\n", 0, _png),
    (b"GIF87a", 0, _gif),
    (b"GIF89a", 0, _gif),
    (b"WEBP", 8, _webp),
    (b"ftypavif", 4, _avif),
    (b"ftypavis", 4, _avif),
)

_WEB_PAGE = "is a web page, not an image: the address it came from probably answered with an error page"

# What people save under a picture's name, and what to do about it.
_STRANGERS: tuple[tuple[bytes, int, str], ...] = (
    (b"ftyphei", 4, "is a HEIC photograph, which browsers don't show: save it as JPEG"),
    (b"ftypmif1", 4, "is a HEIF photograph, which browsers don't show: save it as JPEG"),
    (b"ii*\0", 0, "is a TIFF picture, which browsers don't show: save it as PNG or JPEG"),
    (b"mm\0*", 0, "is a TIFF picture, which browsers don't show: save it as PNG or JPEG"),
    (b"bm", 0, "is a BMP picture: save it as PNG"),
    (b"8bps", 0, "is a Photoshop file: export it as PNG or JPEG"),
    (b"%pdf", 0, "is a PDF file, not an image: export the page as PNG or SVG"),
    (b"\x1f\x8b", 0, "is compressed (an .svgz file?): save it as plain SVG"),
    (b"<!doctype html", 0, _WEB_PAGE),
    (b"<html", 0, _WEB_PAGE),
    (b"version https://git-lfs", 0, 'is a Git LFS pointer, not the image itself: run "git lfs pull"'),
)
