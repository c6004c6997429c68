"""Readers of what comes from outside: whatever the bytes say of themselves, one named error, and no more
memory than the bytes take.
"""

from __future__ import annotations

import struct
import tracemalloc
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from kpsite.sealing.keys import UnitKeys, course_tag, derive
from kpsite.sealing.links import BadLink, read_link
from kpsite.sealing.lockers import Access, entry, find_entry, locker_files, read_entry, tag_of
from kpsite.sealing.sealed import Damaged, seal, unseal
from tests.sites import MASTER

UID = "c_abc"
CLAIM = MASTER.claim(1)
KEYS = UnitKeys.of(MASTER.course_key(UID, 1), UID, 1, 0)
SEALED = seal(KEYS, "a", bytes(40_000), 14)
(LOCKERS,) = locker_files(MASTER, UID, [entry(CLAIM, UID, Access(1, ((0, bytes(32)),)))]).values()
# Room for what any call takes, however small its input: exceptions, derived keys, what is imported late.
AROUND = 1 << 18

# Offset and struct format of every number in the headers.
SEALED_FIELDS = (
    (0, "4s"),
    (4, "B"),
    (5, "B"),
    (6, "B"),
    (7, "B"),
    (8, ">I"),
    (12, ">I"),
    (16, ">Q"),
    (24, "8s"),
)
LOCKER_FIELDS = ((0, "4s"), (4, ">H"), (6, ">I"))
EDGES = (
    0,
    1,
    2,
    13,
    14,
    22,
    23,
    31,
    63,
    64,
    91,
    92,
    255,
    256,
    65_535,
    2**31,
    2**32 - 1,
    2**48 - 1,
    2**48,
    2**64 - 1,
)


def within(limit: int, deed: Callable[[], object]) -> object:
    """Do something that may raise ``Damaged`` alone and take so much memory; give what it gives."""
    tracemalloc.start()
    try:
        return deed()
    except Damaged:
        return None
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < limit


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    """Import what is imported late, so that it is not counted."""
    unseal(KEYS, "a", SEALED)
    find_entry(LOCKERS, CLAIM, UID)


@given(st.sampled_from(SEALED_FIELDS), st.sampled_from(EDGES), st.integers(0, 200))
def test_headers_that_lie(field: tuple[int, str], number: int, cut: int) -> None:
    """Lengths are compared before anything is set aside for them; nothing but the truth opens."""
    at, form = field
    size = struct.calcsize(form)
    value = struct.pack(">Q", number)[-size:]
    data = SEALED[:at] + value + SEALED[at + size : len(SEALED) - cut]
    plain = within(6 * len(data) + AROUND, lambda: unseal(KEYS, "a", data))
    assert plain is None or data == SEALED


@given(st.sampled_from(LOCKER_FIELDS), st.sampled_from(EDGES), st.integers(0, 200))
def test_locker_files_that_lie(field: tuple[int, str], number: int, cut: int) -> None:
    """The same for lockers: numbers that promise more than is there are damage."""
    at, form = field
    size = struct.calcsize(form)
    data = LOCKERS[:at] + struct.pack(">Q", number)[-size:] + LOCKERS[at + size : len(LOCKERS) - cut]
    assert within(6 * len(data) + AROUND, lambda: find_entry(data, CLAIM, UID)) is None or data == LOCKERS


@given(st.binary(max_size=3000), st.integers(0, 3000))
def test_bytes_of_any_kind(noise: bytes, at: int) -> None:
    """Random bytes alone, and in the middle of what is whole."""
    for whole, read in (
        (SEALED, lambda data: unseal(KEYS, "a", data)),
        (LOCKERS, lambda data: find_entry(data, CLAIM, UID)),
    ):
        for data in (noise, whole[:at] + noise + whole[at:], whole[:at] + noise + whole[at + len(noise) :]):
            within(6 * len(data) + AROUND, lambda data=data, read=read: read(data))  # type: ignore[misc]


@given(st.binary(min_size=12, max_size=400), st.booleans())
def test_payloads_that_are_sealed_rightly_and_say_anything(payload: bytes, start: bool) -> None:
    """Even who holds a claim and seals a payload of their own gets the one error, or what stands in it."""
    payload = (b"\1\0" + payload[2:]) if start else payload
    key = derive(CLAIM.encode(), b"kek\0" + UID.encode(), 32, b"kpsite/v1/claim")
    sealed = AESGCM(key).encrypt(bytes(12), payload, b"KPL1" + course_tag(UID))
    try:
        found = read_entry(CLAIM, UID, tag_of(CLAIM, UID) + bytes(12) + sealed)
    except Damaged:
        return
    assert len(found.keys) == int.from_bytes(payload[10:12])
    assert len(payload) == 12 + 36 * len(found.keys)


LINK_PARTS = [
    "#",
    "&",
    "c=",
    "s=",
    "c_abc",
    CLAIM,
    "%23",
    "%2523",
    "&amp;",
    "\u200b",
    "{CHECKOUT_SESSION_ID}",
    "%",
]


@given(st.lists(st.one_of(st.sampled_from(LINK_PARTS), st.text(max_size=20)), max_size=30).map("".join))
def test_links_of_any_kind(text: str) -> None:
    """A link is read or refused, and one that is read again says the same."""
    try:
        uids, claim = read_link(text)
    except BadLink:
        return
    assert read_link("#" + "&".join(f"c={uid}" for uid in uids) + f"&s={claim}") == (uids, claim)
