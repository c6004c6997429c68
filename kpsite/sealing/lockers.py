"""Lockers, format ``KPL1``: for each buyer, the keys of what they bought, wrapped under their claim.

A claim is what the buyer holds and nobody can guess: the id of a paid Checkout Session, or that of a grant.
"""

from __future__ import annotations

import hmac
import re
import struct
from collections.abc import Iterable, Sequence
from dataclasses import field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from kpsite.sealing.keys import SIZE, Master, course_tag, derive
from kpsite.sealing.sealed import Damaged
from kpsite.values import dataclass

MAGIC = b"KPL1"
VERSION = 1
LEAST_ENTRIES = 64
ONE_FILE = 256
"""Up to this many buyers a course has one locker file, beyond it one for each first byte of the tag."""
FOLDER = "_kp/l/"
_TAG, _IV, _SEAL = 16, 12, 16
_SALT = b"kpsite/v1/claim"
_HEAD = struct.Struct(">4sHI")
_PAYLOAD = struct.Struct(">BBIIH")
_MOST_KEYS = 1000
# 128 bits at least: 22 letters and digits of base 62, or the 26 characters of a grant.
_CLAIM = re.compile(r"cs_(?:live|test)_[A-Za-z0-9]{22,250}|kpg1_[0-9A-HJKMNP-TV-Z]{26}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Access:
    """What a locker holds: an edition, when it ends (seconds since 1970, 0 for never), and keys by unit."""

    edition: int
    keys: tuple[tuple[int, bytes], ...] = field(repr=False)
    not_after: int = 0


def is_claim(text: str) -> bool:
    """Whether a text has the form of a claim that cannot be guessed."""
    return _CLAIM.fullmatch(text) is not None


def tag_of(claim: str, uid: str) -> bytes:
    """Give the 16 bytes under which a claim's locker is found."""
    return _derived(claim, b"tag\0", uid, _TAG)


def entry(claim: str, uid: str, access: Access) -> bytes:
    """Give the locker of one claim; raises ``ValueError`` for a claim that could be guessed."""
    if not is_claim(claim):
        raise ValueError("this is no claim")
    payload = _PAYLOAD.pack(VERSION, 0, access.edition, access.not_after, len(access.keys))
    payload += b"".join(struct.pack(">I", unit) + key for unit, key in access.keys)
    iv = hmac.digest(_derived(claim, b"iv\0", uid, SIZE), payload, "sha256")[:_IV]
    cipher = AESGCM(_derived(claim, b"kek\0", uid, SIZE))
    return tag_of(claim, uid) + iv + cipher.encrypt(iv, payload, MAGIC + course_tag(uid))


def read_entry(claim: str, uid: str, data: bytes) -> Access:
    """Open a locker; raises ``Damaged``."""
    iv, sealed = data[_TAG : _TAG + _IV], data[_TAG + _IV :]
    if len(sealed) < _PAYLOAD.size + _SEAL or data[:_TAG] != tag_of(claim, uid):
        raise Damaged("this locker belongs to another claim")
    try:
        payload = AESGCM(_derived(claim, b"kek\0", uid, SIZE)).decrypt(iv, sealed, MAGIC + course_tag(uid))
    except InvalidTag as wrong:
        raise Damaged("the locker is not what was made") from wrong
    version, flags, edition, not_after, count = _PAYLOAD.unpack_from(payload)
    width = 4 + SIZE
    if version != VERSION or flags or not count or len(payload) != _PAYLOAD.size + count * width:
        raise Damaged("this is no locker of a known kind")
    rows = (payload[at : at + width] for at in range(_PAYLOAD.size, len(payload), width))
    return Access(edition, tuple((int.from_bytes(row[:4]), row[4:]) for row in rows), not_after)


def entry_size(keys: int) -> int:
    """Give the bytes of a locker with this many keys."""
    return _TAG + _IV + _PAYLOAD.size + keys * (4 + SIZE) + _SEAL


def locker_files(master: Master, uid: str, entries: Sequence[bytes]) -> dict[str, bytes]:
    """Give the locker files of a course by their paths: entries of one size, padded to hide how many."""
    if len(entries) <= ONE_FILE:
        return {f"{FOLDER}{uid}.kpl": _file(master, uid, b"", entries)}
    buckets: dict[int, list[bytes]] = {number: [] for number in range(256)}
    for one in entries:
        buckets[one[0]].append(one)
    return {
        f"{FOLDER}{uid}/{number:02x}.kpl": _file(master, uid, bytes([number]), some)
        for number, some in buckets.items()
    }


def locker_paths(claim: str, uid: str) -> tuple[str, str]:
    """Give where a claim's locker may be: in the one file of a course, or in that of its tag's first byte."""
    return f"{FOLDER}{uid}.kpl", f"{FOLDER}{uid}/{tag_of(claim, uid)[0]:02x}.kpl"


def _file(master: Master, uid: str, first: bytes, entries: Sequence[bytes]) -> bytes:
    size = len(entries[0]) if entries else entry_size(1)
    if any(len(one) != size for one in entries):
        raise ValueError("the lockers of a course must be of one size")
    count = LEAST_ENTRIES
    while count < len(entries):
        count *= 2
    dummies = (
        first + master.padding(b"locker\0" + uid.encode() + b"\0" + first + struct.pack(">I", number), size)
        for number in range(count - len(entries))
    )
    rows = sorted([*entries, *(dummy[:size] for dummy in dummies)])
    return _HEAD.pack(MAGIC, size, count) + b"".join(rows)


def find_entry(data: bytes, claim: str, uid: str) -> Access | None:
    """Give what a locker file holds for a claim, None when it holds nothing; raises ``Damaged``."""
    if len(data) < _HEAD.size:
        raise Damaged("the file is too short")
    magic, size, count = _HEAD.unpack_from(data)
    if magic != MAGIC or not entry_size(1) <= size <= entry_size(_MOST_KEYS):
        raise Damaged("this is no locker file of a known kind")
    if len(data) != _HEAD.size + size * count:
        raise Damaged("the file is not as long as it says")
    tag = tag_of(claim, uid)
    rows = (data[at : at + size] for at in range(_HEAD.size, len(data), size))
    found = next((row for row in rows if row[:_TAG] == tag), None)
    return None if found is None else read_entry(claim, uid, found)


def same_size(accesses: Iterable[Access]) -> list[Access]:
    """Give accesses with equally many keys each: the last one of a shorter list is repeated."""
    known = list(accesses)
    most = max((len(one.keys) for one in known), default=1)
    return [
        Access(one.edition, one.keys + one.keys[-1:] * (most - len(one.keys)), one.not_after) for one in known
    ]


def _derived(claim: str, what: bytes, uid: str, size: int) -> bytes:
    return derive(claim.encode(), what + uid.encode(), size, _SALT)
