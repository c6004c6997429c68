"""Certificates: what is signed is what is read, and nothing else is."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsite.sealing.certificates import (
    CREATOR,
    Certificate,
    Changed,
    creator_seed,
    edition_seed,
    good_name,
    public_key,
    public_keys,
    sign,
    verify,
)
from tests.building import built, write
from tests.sites import MASTER, kpsite, store

UID = "c_abc"
SEED = edition_seed(MASTER.course_key(UID, 1))
KEYS = public_keys(MASTER, UID, 1)
GOOD = Certificate(UID, 1, "Zoë O'Brien", "2026-11-20")
COURSE = "---\ntitle: The alphabet\nid: c_abc\nprice: 49 USD\npreview: [first]\n{}---\n\nAll letters.\n"


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a store with a course that gives certificates."""
    monkeypatch.setenv("KPSITE_MASTER", MASTER.write())
    made = store(tmp_path / "store")
    course = COURSE.format("payment_link: https://buy.stripe.com/test_abc\ncertificate: true\n")
    return write(made, {"content/courses/abc/course.md": course})


def test_keys_and_signatures_are_as_written_down() -> None:
    """Known answers: whoever has the master key gets the same certificates for ever."""
    assert SEED.hex() == "9cd5c1d7c9c074506d2e663ead8d751bbf98e03b7002879846ef4c307229fe5e"
    assert KEYS == {
        "0": "mkel_d0SKsEiJYor6lDoOIo9_YPcfgzOdvS-ckq9aV0",
        "1": "ImMb0ZbFGKy9AEP8AZJsGNaxLwvMmOn2Y3q8X0dixzQ",
    }
    assert sign(SEED, GOOD).partition(".")[0] == "WyJjX2FiYyIsMSwiWm_DqyBPJ0JyaWVuIiwiMjAyNi0xMS0yMCJd"
    assert sign(SEED, GOOD).endswith("5tL4424lDYXZgMKWYNHoPlDA")


def test_what_is_signed_is_read() -> None:
    """By the key of its edition, and for the creator by the creator's own."""
    assert verify(sign(SEED, GOOD), KEYS) == GOOD
    own = Certificate(UID, CREATOR, "王小明", "2026-11-20")
    assert verify(sign(creator_seed(MASTER, UID), own), KEYS) == own
    with pytest.raises(Changed):
        verify(sign(SEED, own), KEYS)


def test_a_new_edition_keeps_the_keys_of_earlier_ones() -> None:
    """Certificates stay good when a course's keys are renewed; each course has its own."""
    later = public_keys(MASTER, UID, 3)
    assert KEYS.items() <= later.items()
    assert len(set(later.values())) == 4
    assert not set(later.values()) & set(public_keys(MASTER, "c_xyz", 3).values())


@given(st.integers(0, 10_000), st.integers(1, 63))
def test_every_changed_sign_is_noticed(place: int, turn: int) -> None:
    """Whatever letter is another one, nothing is read."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    text = sign(SEED, GOOD)
    place %= len(text) - 1  # the last letter stands for four bits, the others of it for none
    other = letters[(letters.find(text[place]) + turn) % 64]
    if other != text[place]:
        with pytest.raises(Changed):
            verify(text[:place] + other + text[place + 1 :], KEYS)


@given(st.text(max_size=200))
def test_any_text_is_a_certificate_or_changed(text: str) -> None:
    """No other error comes of what is pasted."""
    head = base64.urlsafe_b64encode(text.encode("utf-8", "replace")).decode().rstrip("=")
    for given_text in (text, f"{head}.{'A' * 86}", f"{head}.{text}"):
        with pytest.raises(Changed):
            verify(given_text, KEYS)


@pytest.mark.parametrize(
    "name",
    ["", " ", "a\nb", "a\u202eb", "\u200f", "e\u0301", " a", "n" * 81, "\ud800", "\ufeffa", "a\u2066b"],
)
def test_names_that_read_as_others_are_refused(name: str) -> None:
    """Neither signed nor read."""
    assert not good_name(name)
    with pytest.raises(Changed):
        Certificate(UID, 1, name, "2026-11-20")


def test_only_buyers_get_the_seed(root: Path) -> None:
    """Public keys stand in the course's table; the seed lies in no file that can be read."""
    files = built(root)
    table = json.loads(files[f"_kp/c/{UID}.json"])
    assert table["certificates"] == KEYS
    assert public_key(SEED) == KEYS["1"]
    hidden = (SEED, creator_seed(MASTER, UID))
    forms = [form for seed in hidden for form in (seed, seed.hex().encode(), base64.b64encode(seed)[:40])]
    assert [path for path, data in files.items() if any(form in data for form in forms)] == []


def test_a_course_without_one_publishes_nothing_of_it(root: Path) -> None:
    """No page, no keys."""
    path = root / "content/courses/abc/course.md"
    path.write_text(path.read_text("utf-8").replace("certificate: true", "certificate: false"), "utf-8")
    files = built(root)
    assert "certificates" not in json.loads(files[f"_kp/c/{UID}.json"])
    assert not any(name.startswith("certificate") for name in files)


def test_the_creator_issues_one(root: Path) -> None:
    """The address carries a certificate of edition 0 for the day that was said."""
    words = ("certificate", "abc", "--name", "Ada Lovelace", "--store", str(root))
    said = kpsite(root, *words, "--date", "2026-05-01")
    found = re.search(r"https://shop\.example\.org/certificate/#(\S+)", said.out)
    assert said.code == 0
    assert found
    assert verify(found[1], KEYS) == Certificate(UID, CREATOR, "Ada Lovelace", "2026-05-01")
    assert MASTER.write() not in said.out


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["abc", "--name", "a\u202eb"], "found a name that cannot stand on it"),
        (["abc", "--name", ""], "found a name that cannot stand on it"),
        (["abd", "--name", "Ada"], 'found no sealed course "abd"'),
        (["abc", "--name", "Ada", "--lang", "fr"], 'found no page in the language "fr"'),
    ],
)
def test_what_cannot_be_issued_is_said(words: list[str], told: str, root: Path) -> None:
    """With what would be right."""
    said = kpsite(root, "certificate", *words, "--store", str(root))
    assert (said.code, told in said.err) == (1, True), said.err


def test_a_course_without_certificates_gets_none(root: Path) -> None:
    """Nobody could look at it: the page would not be there."""
    path = root / "content/courses/abc/course.md"
    path.write_text(path.read_text("utf-8").replace("certificate: true\n", ""), "utf-8")
    said = kpsite(root, "certificate", "abc", "--name", "Ada", "--store", str(root))
    assert (said.code, 'add "certificate: true"' in said.err) == (1, True)
