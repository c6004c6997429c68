"""The formats are what they are said to be: known answers, and refusals of everything else."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsite.sealing.keys import BadKey, Master, UnitKeys
from kpsite.sealing.links import BadLink, read_link, write_link
from kpsite.sealing.lockers import (
    Access,
    entry,
    find_entry,
    is_claim,
    locker_files,
    read_entry,
    same_size,
)
from kpsite.sealing.sealed import PART, Damaged, Sealing, seal, sealing, unseal

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[1] / "data" / "sealing" / "vectors.json").read_text("utf-8")
)
MASTER = Master(bytes.fromhex(VECTORS["master"]))
UID = VECTORS["uid"]
CLAIM = VECTORS["locker"]["claim"]


def keys(edition: int = 1, unit: int = 0, uid: str = UID) -> UnitKeys:
    return UnitKeys.of(MASTER.course_key(uid, edition), uid, edition, unit)


def test_keys_are_derived_as_written_down() -> None:
    """The key of a course and of its first unit."""
    assert MASTER.course_key(UID, 1).hex() == VECTORS["cek"]
    assert keys().key.hex() == VECTORS["uk"]


@pytest.mark.parametrize("vector", VECTORS["sealed"], ids=lambda vector: str(vector["path"]))
def test_files_are_sealed_as_written_down(vector: dict[str, str]) -> None:
    """Bytes and name, and the way back."""
    plain = vector["plaintext"].encode()
    made = seal(keys(), vector["path"], plain)
    assert made.hex() == vector["bytes"]
    assert unseal(keys(), vector["path"], made) == plain
    if "name" in vector:
        assert sealing(keys(), vector["path"], plain).name() == vector["name"]


def test_a_file_of_several_chunks() -> None:
    """70,000 bytes in chunks of 64 KiB."""
    big = VECTORS["big"]
    plain = bytes(index % big["modulus"] for index in range(big["size"]))
    made = seal(keys(), big["path"], plain)
    assert (len(made), hashlib.sha256(made).hexdigest()) == (big["sealed_size"], big["sha256"])
    assert unseal(keys(), big["path"], made) == plain


def test_parts_of_a_large_file_are_the_file_cut_in_pieces() -> None:
    """What is sealed part by part, without ever holding the whole, is what is sealed at once."""
    plain = bytes(PART) + b"end"
    one = Sealing(keys(), "film.mp4", len(plain), hashlib.sha256(plain).digest())
    assert len(one.files()) == 2
    parts = [one.part(number, plain[number * PART : (number + 1) * PART]) for number in range(2)]
    assert b"".join(parts) == seal(keys(), "film.mp4", plain)
    assert unseal(keys(), "film.mp4", b"".join(parts)) == plain


def test_lockers_are_made_as_written_down() -> None:
    """The known locker, found in a file that does not tell how many there are."""
    access = Access(1, ((VECTORS["locker"]["unit"], bytes.fromhex(VECTORS["cek"])),))
    made = entry(CLAIM, UID, access)
    assert made.hex() == VECTORS["locker"]["bytes"]
    assert read_entry(CLAIM, UID, made) == access
    ((path, file),) = locker_files(MASTER, UID, [made]).items()
    assert path.endswith(".kpl")
    assert len(file) == 10 + 64 * 92
    assert find_entry(file, CLAIM, UID) == access
    assert find_entry(file, MASTER.claim(7), UID) is None
    assert locker_files(MASTER, UID, [made]) == locker_files(MASTER, UID, [made])


def test_many_buyers_are_spread_over_many_files() -> None:
    """From 257 buyers on each looks into a small file, and finds their own."""
    access = Access(1, ((0, bytes(32)),))
    claims = [MASTER.claim(serial) for serial in range(300)]
    files = locker_files(MASTER, UID, [entry(claim, UID, access) for claim in claims])
    assert len(files) == 256
    assert len({len(file) for file in files.values()}) == 1
    for claim in claims[::37]:
        found = [one for file in files.values() if (one := find_entry(file, claim, UID))]
        assert found == [access]


def test_lockers_of_a_course_are_of_one_size() -> None:
    """Who has bought more keys than others cannot be told from the outside."""
    one, other = same_size([Access(1, ((0, bytes(32)),)), Access(1, ((0, bytes(32)), (7, bytes(32))))])
    assert len(entry(CLAIM, UID, one)) == len(entry(CLAIM, UID, other))


PLACES = st.tuples(st.integers(1, 3), st.sampled_from([0, 7]), st.sampled_from(["a", "b/c.html", "é.png"]))


@given(st.binary(max_size=70_000), PLACES, PLACES, st.integers(14, 17))
def test_what_is_sealed_opens_in_its_own_place_alone(
    plain: bytes, place: tuple[int, int, str], other: tuple[int, int, str], log2: int
) -> None:
    """There and back; elsewhere nothing; and the same again gives the same bytes."""
    edition, unit, path = place
    made = seal(keys(edition, unit), path, plain, log2)
    assert made == seal(keys(edition, unit), path, plain, log2)
    assert unseal(keys(edition, unit), path, made) == plain
    if other != place:
        with pytest.raises(Damaged):
            unseal(keys(*other[:2]), other[2], made)


@given(st.binary(max_size=40), st.data())
def test_every_changed_bit_is_noticed(plain: bytes, data: st.DataObject) -> None:
    """One bit anywhere, header included, and nothing comes out."""
    made = bytearray(seal(keys(), "a", plain))
    bit = data.draw(st.integers(0, len(made) * 8 - 1))
    made[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Damaged):
        unseal(keys(), "a", bytes(made))


@given(st.binary(max_size=400))
def test_anything_else_is_refused_by_name(data: bytes) -> None:
    """Whatever the bytes, a reader raises the one error that is meant for it."""
    for given_data in (data, b"KPS1" + data, seal(keys(), "a", b"x")[:64] + data):
        with pytest.raises(Damaged):
            unseal(keys(), "a", given_data)
    for given_data in (data, b"KPL1" + data):
        with pytest.raises(Damaged):
            find_entry(given_data, CLAIM, UID)


def test_chunks_cannot_be_cut_off_or_swapped() -> None:
    """A file without its end, or with two chunks in another order, is damaged."""
    made = seal(keys(), "a", bytes(1 << 14) + b"\1" * (1 << 14) + b"end", 14)
    size = (1 << 14) + 16
    swapped = made[:64] + made[64 + size : 64 + 2 * size] + made[64 : 64 + size] + made[64 + 2 * size :]
    for wrong in (made[:-1], made[: 64 + size], swapped, made + b"x"):
        with pytest.raises(Damaged):
            unseal(keys(), "a", wrong)


def test_a_master_key_is_told_from_a_mistyped_one() -> None:
    """The text form comes back, and any slip in it is noticed without the key being repeated."""
    text = MASTER.write()
    assert Master.read(f" {text}\n") == MASTER
    assert MASTER.secret.hex() not in repr(MASTER)
    for wrong in (text[:-1], text + "A", text.replace("E", "F", 1), "kpm1_", "", text.upper()):
        with pytest.raises(BadKey) as refused:
            Master.read(wrong)
        assert len(wrong) < 9 or wrong not in str(refused.value)


def test_no_claim_can_be_guessed() -> None:
    """Claims of under 128 bits are none."""
    assert is_claim(MASTER.claim(1))
    assert MASTER.claim(1) != MASTER.claim(2)
    for wrong in ("cs_live_short", "kpg1_ABC", "", "mail@example.org", "kpg1_" + "I" * 26):
        assert not is_claim(wrong)
        with pytest.raises(ValueError, match="no claim"):
            entry(wrong, UID, Access(1, ((0, bytes(32)),)))


LINK = write_link("https://shop.example.org/sub/", UID, CLAIM)
MANGLED = (
    LINK,
    LINK.replace("#", "%23"),
    LINK.replace("#", "%2523"),
    LINK.replace("&", "&amp;"),
    LINK.replace("&", "%26"),
    LINK.replace("=", "%3D"),
    LINK + ".",
    LINK + ")",
    f"<{LINK}>",
    f'"{LINK}"',
    LINK + "\u200b",
    LINK[:60] + "\u00ad" + LINK[60:],
    LINK[:70] + "\r\n" + LINK[70:],
    LINK + "&utm_source=mail",
    LINK.replace("#", "?utm_source=stripe#"),
    LINK.replace("#c=", "#utm_medium=x&c="),
    f"#s={CLAIM}&c={UID}",
)
ADDED = f"https://shop.example.org/unlock/#c={UID}&o=added&o=../x&s={CLAIM}"
BUNDLE = f"https://shop.example.org/unlock/#c=first&c=second&c=first&s={CLAIM}"
HOSTILE = (
    f"#c={UID}&c=../x&s={CLAIM}",
    "", "#", "https://shop.example.org/unlock/", f"#c={UID}", f"#s={CLAIM}", f"#c=../x&s={CLAIM}",
    f"#c=ABC&s={CLAIM}", f"#c={UID}&s=cs_live_x", f"#c={UID}&s=<script>", "#" * 10_000, f"c={UID} s={CLAIM}",
)  # fmt: skip


@pytest.mark.parametrize("text", MANGLED)
def test_links_survive_mail_and_chat(text: str) -> None:
    """What mail programs and chats make of a link still opens."""
    assert read_link(text) == ((UID,), CLAIM)


def test_a_link_may_open_several_courses() -> None:
    """That of a bundle names each; each counts once, and one that is none spoils the link."""
    assert read_link(BUNDLE) == (("first", "second"), CLAIM)
    assert read_link(ADDED) == ((UID,), CLAIM)


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_link_is_refused(text: str) -> None:
    """Half a link, another address, and worse."""
    with pytest.raises(BadLink):
        read_link(text)


def test_a_link_that_was_not_filled_in_says_so() -> None:
    """A payment link that was set up wrongly is told from a mistyped one."""
    with pytest.raises(BadLink) as refused:
        read_link(f"#c={UID}&s={{CHECKOUT_SESSION_ID}}")
    assert refused.value.reason == "placeholder"


@given(st.text(max_size=200))
def test_any_text_is_a_link_or_a_bad_link(text: str) -> None:
    """Nothing that is pasted gives another error."""
    try:
        uid, claim = read_link(text)
    except BadLink:
        return
    assert is_claim(claim), uid
