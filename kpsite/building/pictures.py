"""Making media files: pictures in their sizes, and everything else as it is."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

from kpsite.building.piece import Piece
from kpsite.load.media import MediaFile
from kpsite.problems import KpsiteError, Place, Problem, error, unreadable
from kpsite.render.image_headers import BadImage


def make_media(path: str, file: MediaFile, real: str, digest: str) -> Piece:
    """Make a picture, or copy a file, that lies at ``real`` and had this digest when the store was read; what
    is wrong with it comes back in the piece.
    """
    begun = time.perf_counter()
    try:
        return Piece(path, media_bytes(file, real, digest), b"", (), time.perf_counter() - begun)
    except KpsiteError as wrong:
        return Piece(path, b"", b"", wrong.problems)


def media_bytes(file: MediaFile, real: str, digest: str) -> bytes:
    """Give the bytes of a media file; raises ``KpsiteError`` when it cannot be used, or has changed."""
    if not file.path:
        return file.drawn
    try:
        data = Path(real).read_bytes()
    except OSError as wrong:
        raise KpsiteError([unreadable(file.path, wrong)]) from wrong
    # The address holds the digest, and browsers keep what they get there for ever.
    if hashlib.blake2b(data, digest_size=16).hexdigest() != digest:
        message = "found a file that changed while the store was being built"
        raise KpsiteError([error(Place(file.path), "changed-meanwhile", message, "run again")])
    if file.variant is None:
        return data
    # Start-up time: Pillow is wanted only where a picture is made.
    from kpsite.render.images import encode

    try:
        return encode(data, file.variant)
    except BadImage as bad:
        raise KpsiteError([bad_image(file.path, bad)]) from bad


def bad_image(path: str, bad: BadImage) -> Problem:
    """Make the problem of a file that is no image, or none that can be used."""
    message = f"found an image that cannot be used: it {bad}"
    return error(Place(path), "bad-image", message, "export it again as PNG or JPEG")
