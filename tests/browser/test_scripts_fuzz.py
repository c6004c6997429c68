"""Python and the browser agree on input that is spoilt at random: files, lockers and links."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from kpsite.sealing.keys import Master, UnitKeys
from kpsite.sealing.links import BadLink, read_link, write_link
from kpsite.sealing.lockers import Access, entry, find_entry, locker_files
from kpsite.sealing.sealed import Damaged, seal, unseal
from tests.browser.rig import NOWHERE_ELSE
from tests.browser.server import serving
from tests.sealing.test_vectors import CLAIM

pytestmark = pytest.mark.browser
SCRIPT = Path(__file__).parents[2] / "themes/storefront/assets/kps.js"
MASTER = Master(bytes(range(32)))
UID = "c_7f3a"
HARNESS = """
const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
const text = (data) => btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));
const told = (wrong) => { if (wrong instanceof kps.Damaged) return "damaged"; throw wrong; };
const opened = async ({ key, uid, edition, unit, path, data }) => {
  const unitKey = await kps.secret(bytes(key), ["deriveKey"]);
  return kps.open(unitKey, { uid, edition, unit }, path, bytes(data)).then(text, told);
};
const found = async ({ claim, uid, data }) => {
  const access = await kps.locker(await kps.claimKey(claim), uid, bytes(data)).catch(told);
  if (access === null || access === "damaged") return access;
  return [access.edition, access.notAfter, access.keys.map(([unit, key]) => [unit, text(key)])];
};
const linked = (link) => {
  try { const { uids, claim } = kps.readLink(link); return [uids, claim]; }
  catch (wrong) { if (!["form", "placeholder"].includes(wrong.message)) throw wrong; return wrong.message; }
};
"""
FEW = settings(
    max_examples=12, deadline=None, derandomize=True, phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
BATCH = 40


@pytest.fixture(scope="module")
def page(launch: Callable[..., Browser], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Give a page that has nothing but the script that opens what is sealed."""
    folder = tmp_path_factory.mktemp("formats")
    (folder / "kps.js").write_bytes(SCRIPT.read_bytes())
    (folder / "harness.js").write_text(HARNESS, "utf-8")
    scripts = '<script src="kps.js"></script><script src="harness.js"></script>'
    (folder / "index.html").write_text(f"<!doctype html><title>x</title>{scripts}", "utf-8")
    with serving(folder) as port:
        browser = launch(f"--host-resolver-rules=MAP shop.localhost:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        page = browser.new_page()
        page.goto("http://shop.localhost/")
        yield page
        browser.close()


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def said(page: Page, deed: str, cases: list[Any]) -> list[Any]:
    """Give what the browser makes of many cases."""
    found: list[Any] = page.evaluate(f"(cases) => Promise.all(cases.map((one) => {deed}(one)))", cases)
    return found


def keys(edition: int, unit: int) -> UnitKeys:
    return UnitKeys.of(MASTER.course_key(UID, edition), UID, edition, unit)


def python_opens(place: UnitKeys, path: str, data: bytes) -> str:
    try:
        return b64(unseal(place, path, data))
    except Damaged:
        return "damaged"


def spoilt(data: bytes, chance: random.Random) -> bytes:
    """Give a file as it might come out of a bad disk, a bad host or bad hands."""
    at = chance.randrange(len(data) + 1)
    match chance.randrange(7):
        case 0:
            return data
        case 1:
            return data[:at]
        case 2:
            return data + chance.randbytes(chance.choice((1, 16, 80)))
        case 3 if data:
            place = min(at, len(data) - 1)
            return data[:place] + bytes([data[place] ^ 1 << chance.randrange(8)]) + data[place + 1 :]
        case 4:
            head = min(64, len(data))
            place = chance.randrange(head)
            return data[:place] + chance.choice((b"\0", b"\xff")) + data[place + 1 :]
        case 5:
            return data[at:] + data[:at]
        case _:
            return chance.randbytes(chance.randrange(200))


PATHS = ["a", "courses/py/02/index.html", "e\u0301.png", "\u00e9.png", "第一课.html", "x" * 300]


@FEW
@given(st.integers(0, 2**32))
def test_both_open_the_same_files(page: Page, seed: int) -> None:
    """Whole, cut, changed, of another place: one opens what the other opens, and refuses what it refuses."""
    chance = random.Random(seed)  # noqa: S311 - the same cases at each run
    cases, wanted = [], []
    for _ in range(BATCH):
        place, path = keys(chance.choice((1, 2)), chance.choice((0, 7))), chance.choice(PATHS)
        size = chance.choice((0, 1, 15, 16, 17, 1000, (1 << 14) - 1, 1 << 14, (1 << 14) + 1, 40_000))
        data = spoilt(seal(place, path, chance.randbytes(size), chance.choice((14, 16))), chance)
        if chance.random() < 0.2:
            place, path = keys(chance.choice((1, 2)), chance.choice((0, 7))), chance.choice(PATHS)
        told = {"key": b64(place.key), "uid": UID, "edition": place.edition, "unit": place.unit}
        cases.append(told | {"path": path, "data": b64(data)})
        wanted.append(python_opens(place, path, data))
    assert said(page, "opened", cases) == wanted


def python_finds(claim: str, data: bytes) -> Any:  # noqa: ANN401 - as JSON has it
    try:
        access = find_entry(data, claim, UID)
    except Damaged:
        return "damaged"
    return access and [access.edition, access.not_after, [[unit, b64(key)] for unit, key in access.keys]]


@FEW
@given(st.integers(0, 2**32))
def test_both_find_the_same_lockers(page: Page, seed: int) -> None:
    """Keys, edition and end are read alike; a file that is not what it was is damaged to both."""
    chance = random.Random(seed)  # noqa: S311 - the same cases at each run
    claims = [MASTER.claim(serial) for serial in range(4)]
    count = chance.choice((1, 2, 5))
    units = [(chance.choice((0, 7, 0xFFFFFFFF)), chance.randbytes(32)) for _ in range(count)]
    access = Access(chance.choice((1, 2**31)), tuple(units), chance.choice((0, 2**32 - 1)))
    (file,) = locker_files(MASTER, UID, [entry(claim, UID, access) for claim in claims[:3]]).values()
    files = [file, *(spoilt(file, chance) for _ in range(BATCH)), b"KPL1", b"KPL1" + bytes(6)]
    pairs = [(chance.choice(claims), data) for data in files]
    cases = [{"claim": claim, "uid": UID, "data": b64(data)} for claim, data in pairs]
    assert said(page, "found", cases) == [python_finds(claim, data) for claim, data in pairs]


def python_reads(link: str) -> Any:  # noqa: ANN401 - as JSON has it
    try:
        uids, claim = read_link(link)
    except BadLink as wrong:
        return wrong.reason
    return [list(uids), claim]


PIECES = [
    "#",
    "&",
    "?",
    "c=",
    "s=",
    "c",
    "=",
    UID,
    "c_x",
    CLAIM,
    CLAIM[:30],
    "kpg1_",
    MASTER.claim(1),
    MASTER.claim(1).lower(),
    "%23",
    "%2523",
    "&amp;",
    "&#38;",
    "%26",
    "%3D",
    "\u200b",
    "\u00ad",
    "\r\n",
    " ",
    ".",
    ")",
    "”",
    "»",
    "<",
    ">",
    "utm_source=x",
    "https://shop.example.org/unlock/",
    "{CHECKOUT_SESSION_ID}",
    "%7BCHECKOUT_SESSION_ID%7D",
    "é",
    "%",
    "%zz",
    "%E4",
    "\U0001f600",
    "cs_live_",
    "_",
    "*",
    "'",
]


@FEW
@given(st.integers(0, 2**32))
def test_both_read_the_same_links(page: Page, seed: int) -> None:
    """Whatever mail and chat make of a link, and whatever else is pasted."""
    chance = random.Random(seed)  # noqa: S311 - the same cases at each run
    links = ["".join(chance.choices(PIECES, k=chance.randrange(1, 9))) for _ in range(BATCH)]
    for _ in range(BATCH):
        whole = write_link("https://shop.example.org/sub/", UID, chance.choice((CLAIM, MASTER.claim(2))))
        at = chance.randrange(len(whole))
        whole += chance.choice(("", "", "", "x" * 4000))
        links.append(whole[:at] + chance.choice(PIECES) + whole[at + chance.choice((0, 0, 1)) :])
    assert said(page, "linked", links) == [python_reads(link) for link in links]
