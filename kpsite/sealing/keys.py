"""The master key of a store, and all keys that are derived from it (HKDF-SHA256, RFC 5869)."""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from dataclasses import field

from kpsite.values import dataclass

SIZE = 32
PREFIX = "kpm1_"
WHOLE_COURSE = 0xFFFFFFFF
"""The unit of a locker that stands for the course key itself, which opens every unit."""

_SALT = b"kpsite/v1"
_FORM = re.compile(r"kpm1_([A-Za-z0-9_-]{43})([A-Za-z0-9_-]{4})", re.ASCII)
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GRANT_CHARACTERS = 26


class BadKey(Exception):
    """A text that is no master key; the words say why, and never hold the text."""


def derive(secret: bytes, info: bytes, size: int = SIZE, salt: bytes = _SALT) -> bytes:
    """Give ``size`` bytes derived from a secret."""
    # Start-up time: a store that seals nothing derives nothing.
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), size, salt, info).derive(secret)


@dataclass(frozen=True, slots=True)
class Master:
    """The one secret of a store, 32 random bytes. Everything else can be made again from it."""

    secret: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse a secret of another length."""
        if len(self.secret) != SIZE:
            raise BadKey(f"it has {len(self.secret)} bytes in place of {SIZE}")

    @classmethod
    def read(cls, text: str) -> Master:
        """Read the text form: ``kpm1_``, 43 characters of base64url, and 4 of a checksum.

        Raises ``BadKey``.
        """
        found = _FORM.fullmatch(text.strip())
        if found is None:
            raise BadKey("it does not have the form of one: kpm1_ and 47 letters, digits, - and _")
        if found[2] != _checksum(found[1]):
            raise BadKey("its checksum is wrong: a character was lost or changed")
        secret = base64.urlsafe_b64decode(found[1] + "=")
        if _text(secret) != found[1]:
            raise BadKey("its last character was changed")
        return cls(secret)

    def write(self) -> str:
        """Give the text form, for a file or a secret of a build server."""
        body = _text(self.secret)
        return PREFIX + body + _checksum(body)

    def course_key(self, uid: str, edition: int) -> bytes:
        """Give the key of an edition of a course (CEK)."""
        return derive(self.secret, b"cek\0" + uid.encode() + b"\0" + struct.pack(">I", edition))

    def claim(self, serial: int) -> str:
        """Give the claim of a grant by its serial number: 130 bits in Crockford's base 32."""
        number = int.from_bytes(derive(self.secret, b"grant\0" + struct.pack(">I", serial), 17)) >> 6
        digits = [(number >> (5 * place)) & 31 for place in reversed(range(_GRANT_CHARACTERS))]
        return "kpg1_" + "".join(_CROCKFORD[digit] for digit in digits)

    def ticket_key(self) -> bytes:
        """Give the key of the tickets that a function at the host hands out to devices in place of claims."""
        return derive(self.secret, b"ticket")

    def padding(self, info: bytes, size: int) -> bytes:
        """Give bytes that look random and are the same each time, for what only has to fill a place."""
        return derive(self.secret, b"padding\0" + info, size)

    @property
    def fingerprint(self) -> str:
        """Give 16 hex digits by which the key can be told from others, and nothing be derived."""
        return derive(self.secret, b"fingerprint", 8).hex()


@dataclass(frozen=True, slots=True)
class UnitKeys:
    """What opens one unit of one edition of a course: unit 0 is the whole course, others open later."""

    uid: str
    edition: int
    unit: int
    key: bytes = field(repr=False)

    @classmethod
    def of(cls, course_key: bytes, uid: str, edition: int, unit: int) -> UnitKeys:
        """Derive the keys of a unit from those of its course."""
        return cls(uid, edition, unit, unit_key(course_key, unit))

    @property
    def fingerprint(self) -> str:
        """Give 16 hex digits by which the keys can be told from others, and nothing be derived."""
        return derive(self.key, b"fingerprint", 8).hex()

    def siv(self) -> bytes:
        """Give the key that turns a plaintext into its salt."""
        return derive(self.key, b"siv")

    def name(self) -> bytes:
        """Give the key that turns a header into a file name."""
        return derive(self.key, b"name")

    def file(self, salt: bytes) -> bytes:
        """Give the key of a single file."""
        return derive(self.key, b"kps1/file", salt=salt)


def unit_key(course_key: bytes, unit: int) -> bytes:
    """Give the key of a unit (UK)."""
    return derive(course_key, b"unit\0" + struct.pack(">I", unit))


def course_tag(uid: str) -> bytes:
    """Give the 8 bytes that stand for a course in files."""
    return hashlib.sha256(b"kpsite/course\0" + uid.encode()).digest()[:8]


def _text(secret: bytes) -> str:
    return base64.urlsafe_b64encode(secret).decode().rstrip("=")


def _checksum(body: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256((PREFIX + body).encode()).digest()[:3]).decode()
