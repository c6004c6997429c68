"""Taking everything but the picture out of a file, its pixels untouched.

For animations, and for files that are small already.
"""

from __future__ import annotations

import struct

from kpsite.render.image_headers import (
    GIF_CONTROL,
    GIF_PICTURE,
    gif_blocks,
    gif_head,
    png_chunks,
    webp_chunks,
)

# Chunks that decide how a PNG looks or moves (PNG specification, 3rd edition, section 11).
_PNG_KEPT = frozenset(b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD acTL fcTL fdAT".split())
_WEBP_KEPT = frozenset((b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_GIF_APPLICATION = 0xFF
_GIF_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def strip_metadata(data: bytes, image_format: str) -> bytes:
    """Give the same ``png``, ``gif`` or ``webp`` file without EXIF, XMP, comments and what follows its end.

    Raises ``BadImage`` when the file is cut short.
    """
    return {"png": _png, "gif": _gif, "webp": _webp}[image_format](data)


def _png(data: bytes) -> bytes:
    return data[:8] + b"".join(data[start:end] for kind, start, end in png_chunks(data) if kind in _PNG_KEPT)


def _gif(data: bytes) -> bytes:
    head = gif_head(data)
    kept = [data[start:end] for kind, start, end in gif_blocks(data, head) if _gif_keeps(data, kind, start)]
    return b"".join((data[:head], *kept, b";"))


def _gif_keeps(data: bytes, kind: int, start: int) -> bool:
    if kind == _GIF_APPLICATION:
        return data[start + 3 : start + 14] in _GIF_LOOPS
    return kind in (GIF_PICTURE, GIF_CONTROL)


def _webp(data: bytes) -> bytes:
    body = b""
    for kind, start, end in webp_chunks(data):
        if kind == b"VP8X":
            # Bits 2 and 3 announce XMP and EXIF (WebP container specification, "Extended File Format").
            body += data[start : start + 8] + bytes((data[start + 8] & ~0x0C,)) + data[start + 9 : end]
        elif kind in _WEBP_KEPT:
            body += data[start:end]
    return b"RIFF" + struct.pack("<I", len(body) + 4) + b"WEBP" + body
