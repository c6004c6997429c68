"""Sealed files, format ``KPS1``: chunks of AES-256-GCM under a key of each file's own.

The salt is a keyed digest of place, path and content, so the same file gives the same bytes, and no key is
used for two different ones. A header and each chunk bind course, edition, unit, length and path.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
import unicodedata
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kpsite.sealing.keys import UnitKeys, course_tag
from kpsite.values import dataclass

MAGIC = b"KPS1"
SUITE = 1
LOG2_CHUNK = 16
LEAST_LOG2, MOST_LOG2 = 14, 22
HEADER = 64
TAG = 16
PART = 1 << 22
"""Bytes of plaintext in one part of a large file: below every host's limit for a file."""
FOLDER = "_kp/b/"
_NAME = 40
_FIXED = struct.Struct(">4sBBBBIIQ8s")
_LIMIT = 1 << 48


class Damaged(Exception):
    """A sealed file that is not what it should be: cut, changed, swapped, or of another place."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """One file on its way to being sealed: its keys, its logical path, size and SHA-256 of the plaintext.

    Only the digest is needed to know the file's name, so that a large file is not read twice at once.
    """

    keys: UnitKeys
    path: str
    size: int
    digest: bytes
    log2: int = LOG2_CHUNK

    def header(self) -> bytes:
        """Give the 64 bytes of the header."""
        fixed = _FIXED.pack(
            MAGIC, SUITE, self.log2, 0, 0, self.keys.edition, self.keys.unit, self.size,
            course_tag(self.keys.uid),
        )  # fmt: skip
        return fixed + hmac.digest(self.keys.siv(), fixed + _bound(self.path) + self.digest, "sha256")

    def name(self) -> str:
        """Give the 40 hex digits that name the file."""
        return hmac.digest(self.keys.name(), self.header(), "sha256").hex()[:_NAME]

    def files(self) -> list[str]:
        """Give the paths of the file in the output folder: one, or one for each part of a large file."""
        name = self.name()
        if self.size <= PART:
            return [f"{FOLDER}{name}.kps"]
        return [f"{FOLDER}{name}.{number:03}.kps" for number in range(-(-self.size // PART))]

    def part(self, number: int, plaintext: bytes) -> bytes:
        """Seal the plaintext of a part (from ``number * PART`` on); part 0 begins with the header."""
        header = self.header()
        chunk = 1 << self.log2
        first, last = number * PART // chunk, max(0, -(-self.size // chunk) - 1)
        cipher, bound = AESGCM(self.keys.file(header[32:])), header + _bound(self.path)
        sealed = [header] if number == 0 else []
        for place, start in enumerate(range(0, max(len(plaintext), 1), chunk), first):
            sealed.append(
                cipher.encrypt(_nonce(place, place == last), plaintext[start : start + chunk], bound)
            )
        return b"".join(sealed)

    def opened(self, number: int, data: bytes) -> bytes:
        """Give the plaintext of a sealed part; raises ``Damaged``."""
        header = self.header()
        chunk, start = 1 << self.log2, HEADER if number == 0 else 0
        first, last = number * PART // chunk, max(0, -(-self.size // chunk) - 1)
        if data[:start] != header[:start]:
            raise Damaged("the header does not belong to the content")
        cipher, bound = AESGCM(self.keys.file(header[32:])), header + _bound(self.path)
        pieces = enumerate(range(start, len(data), chunk + TAG), first)
        try:
            return b"".join(
                cipher.decrypt(_nonce(place, place == last), data[at : at + chunk + TAG], bound)
                for place, at in pieces
            )
        except InvalidTag as wrong:
            raise Damaged("the content is not what was sealed") from wrong


def sealing(keys: UnitKeys, path: str, plaintext: bytes, log2: int = LOG2_CHUNK) -> Sealing:
    """Give the sealing of a plaintext that is at hand."""
    return Sealing(keys, path, len(plaintext), hashlib.sha256(plaintext).digest(), log2)


def seal(keys: UnitKeys, path: str, plaintext: bytes, log2: int = LOG2_CHUNK) -> bytes:
    """Seal a plaintext of any length as one file."""
    one = sealing(keys, path, plaintext, log2)
    starts = range(0, max(len(plaintext), 1), PART)
    return b"".join(one.part(number, plaintext[start : start + PART]) for number, start in enumerate(starts))


def unseal(keys: UnitKeys, path: str, data: bytes) -> bytes:
    """Give the plaintext of a sealed file (its parts joined); raises ``Damaged``, and gives no part of it."""
    log2, size = _checked(keys, data)
    cipher, bound = AESGCM(keys.file(data[32:HEADER])), data[:HEADER] + _bound(path)
    try:
        plain = b"".join(
            cipher.decrypt(_nonce(place, last), data[start:end], bound)
            for place, start, end, last in _chunks(log2, size)
        )
    except InvalidTag as wrong:
        raise Damaged("the content is not what was sealed, or belongs elsewhere") from wrong
    if sealing(keys, path, plain, log2).header() != data[:HEADER]:
        raise Damaged("the header does not belong to the content")
    return plain


def _checked(keys: UnitKeys, data: bytes) -> tuple[int, int]:
    if len(data) < HEADER + TAG:
        raise Damaged("the file is too short")
    magic, suite, log2, flags, reserved, edition, unit, size, tag = _FIXED.unpack(data[:32])
    if magic != MAGIC or suite != SUITE or flags or reserved or not LEAST_LOG2 <= log2 <= MOST_LOG2:
        raise Damaged("this is no sealed file of a known kind")
    if (edition, unit, tag) != (keys.edition, keys.unit, course_tag(keys.uid)):
        raise Damaged("the file belongs to another course, edition or unit")
    if size >= _LIMIT or len(data) != sealed_size(size, log2):
        raise Damaged("the file is not as long as it says")
    return log2, size


def sealed_size(size: int, log2: int = LOG2_CHUNK) -> int:
    """Give the bytes of a sealed file for those of its plaintext."""
    return HEADER + size + TAG * max(1, -(-size // (1 << log2)))


def _chunks(log2: int, size: int) -> Iterator[tuple[int, int, int, bool]]:
    chunk = 1 << log2
    count = max(1, -(-size // chunk))
    for place in range(count):
        start = HEADER + place * (chunk + TAG)
        yield place, start, HEADER + min((place + 1) * chunk, size) + (place + 1) * TAG, place == count - 1


def _nonce(place: int, last: bool) -> bytes:
    return bytes(7) + struct.pack(">IB", place, last)


def _bound(path: str) -> bytes:
    data = unicodedata.normalize("NFC", path).encode()
    return struct.pack(">H", len(data)) + data
