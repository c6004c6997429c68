"""Certificates: what one says, how it is signed (Ed25519, RFC 8032), and how anybody can look whether it is
genuine.

A certificate is the last part of an address: what it says (JSON, base64url), a point, the signature
(base64url). Edition 0 stands for the creator, whose key never leaves the master key. Every other edition has
a key of its own, derived from the course's, which reaches buyers inside what is sealed: such a certificate
proves that it was made where that edition of the course lay open, and not who sat there.
"""

from __future__ import annotations

import base64
import binascii
import datetime
import json
import re
import unicodedata
from collections.abc import Mapping

from kpsite.model.uid import is_uid
from kpsite.sealing.keys import Master, derive
from kpsite.values import dataclass

CREATOR = 0
"""The edition that stands for the creator."""
NAME_LIMIT = 80
_DOMAIN = b"kpsite/certificate/v1\0"
_FORM = re.compile(r"([A-Za-z0-9_-]{20,1000})\.([A-Za-z0-9_-]{86})", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
# Signs that are not seen, or that turn the order of others round: a name with them could read as another.
_UNSEEN = re.compile("[\0-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]")
_LATEST_EDITION = (1 << 31) - 1


class Changed(Exception):
    """What is no certificate of this shop: cut short, changed, or never signed."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a certificate says: the course's uid, the edition whose key signs it, a name, and the day."""

    uid: str
    edition: int
    name: str
    day: str

    def __post_init__(self) -> None:
        """Refuse what no certificate may say. Raises ``Changed``."""
        good = is_uid(self.uid) and 0 <= self.edition <= _LATEST_EDITION and good_name(self.name)
        if not good or not _is_day(self.day):
            raise Changed

    def payload(self) -> bytes:
        """Give what is signed, and read again."""
        data = [self.uid, self.edition, self.name, self.day]
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode()


def good_name(name: str) -> bool:
    """Whether a name may stand on a certificate: one line, as it is read, neither empty nor long."""
    return 0 < len(name) <= NAME_LIMIT and name == name.strip() and not _UNSEEN.search(name) and _whole(name)


def _whole(name: str) -> bool:
    return name == unicodedata.normalize("NFC", name) and not re.search("[\ud800-\udfff]", name)


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text) and datetime.date.fromisoformat(text))
    except ValueError:
        return False


def edition_seed(course_key: bytes) -> bytes:
    """Give the seed by which devices that opened an edition of a course sign."""
    return derive(course_key, b"certificate")


def creator_seed(master: Master, uid: str) -> bytes:
    """Give the seed by which the creator signs, which is published nowhere."""
    return derive(master.secret, b"certificate\0" + uid.encode())


def public_keys(master: Master, uid: str, edition: int) -> dict[str, str]:
    """Give all keys by which certificates of a course can be told, by edition: those of earlier ones stay
    good.
    """
    seeds = {number: edition_seed(master.course_key(uid, number)) for number in range(1, edition + 1)}
    seeds[CREATOR] = creator_seed(master, uid)
    return {str(number): public_key(seeds[number]) for number in sorted(seeds)}


def public_key(seed: bytes) -> str:
    """Give the public key of a seed, as base64url."""
    # Start-up time: few stores give certificates.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return _text(Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw())


def sign(seed: bytes, certificate: Certificate) -> str:
    """Give a certificate as the last part of an address."""
    # Start-up time: few stores give certificates.
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    payload = certificate.payload()
    signature = Ed25519PrivateKey.from_private_bytes(seed).sign(_DOMAIN + payload)
    return f"{_text(payload)}.{_text(signature)}"


def verify(text: str, keys: Mapping[str, str]) -> Certificate:
    """Read the last part of an address; ``keys`` are those of its course by edition. Raises ``Changed``."""
    # Start-up time: few stores give certificates.
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    found = _FORM.fullmatch(text)
    try:
        if found is None:
            raise Changed
        payload = _bytes(found[1])
        uid, edition, name, day = json.loads(payload)
        if not isinstance(edition, int) or isinstance(edition, bool):
            raise Changed
        certificate = Certificate(str(uid), edition, str(name), str(day))
        key = Ed25519PublicKey.from_public_bytes(_bytes(keys[str(edition)]))
        key.verify(_bytes(found[2]), _DOMAIN + payload)
    except (ValueError, TypeError, KeyError, InvalidSignature, RecursionError, binascii.Error) as wrong:
        raise Changed from wrong
    if certificate.payload() != payload:
        raise Changed
    return certificate


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
