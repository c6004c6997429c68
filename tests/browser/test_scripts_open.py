"""JavaScript opens what Python seals, and refuses what Python refuses."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from kpsite.sealing.keys import WHOLE_COURSE, Master, UnitKeys
from kpsite.sealing.links import BadLink, read_link
from kpsite.sealing.lockers import Access, entry, locker_files
from kpsite.sealing.sealed import Damaged, seal, unseal
from tests.browser.rig import NOWHERE_ELSE
from tests.browser.sealed import make_shop
from tests.browser.server import serving
from tests.sealing.test_vectors import ADDED, BUNDLE, CLAIM, HOSTILE, MANGLED, VECTORS
from tests.sealing.test_wycheproof import AES_GCM, HKDF
from tests.sites import MASTER

pytestmark = pytest.mark.browser
ORIGIN = "http://shop.localhost"
OPEN = """async ({ key, place, path, data }) => {
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const unit = await kps.secret(bytes(key), ["deriveKey"]);
  try {
    const plain = await kps.open(unit, place, path, bytes(data));
    return btoa(Array.from(plain, (one) => String.fromCharCode(one)).join(""));
  } catch (wrong) { return wrong instanceof kps.Damaged ? null : `other: ${wrong}`; }
}"""
LOCKER = """async ({ claim, uid, data }) => {
  const file = Uint8Array.from(atob(data), (one) => one.charCodeAt(0));
  try {
    const found = await kps.locker(await kps.claimKey(claim), uid, file);
    return found && { ...found, keys: found.keys.map(([unit, key]) => [unit, Array.from(key)]) };
  } catch (wrong) { return wrong instanceof kps.Damaged ? "damaged" : `other: ${wrong}`; }
}"""
LINKS = """(texts) => texts.map((text) => {
  try { const { uids, claim } = kps.readLink(text); return [uids, claim]; }
  catch (wrong) { return wrong.message; }
})"""
REPEATED = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def page(launch: Callable[..., Browser], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Give a page that has the script."""
    shop = make_shop(tmp_path_factory.mktemp("opens") / "store", ORIGIN)
    with serving(shop.dist) as port:
        browser = launch(f"--host-resolver-rules=MAP shop.localhost:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        page = browser.new_page()
        page.goto(f"{ORIGIN}/unlock/")
        yield page
        browser.close()


def opened(page: Page, keys: UnitKeys, path: str, data: bytes) -> bytes | None:
    given_values = {
        "key": base64.b64encode(keys.key).decode(),
        "place": {"uid": keys.uid, "edition": keys.edition, "unit": keys.unit},
        "path": path,
        "data": base64.b64encode(data).decode(),
    }
    found = page.evaluate(OPEN, given_values)
    assert found is None or not found.startswith("other")
    return None if found is None else base64.b64decode(found)


def located(page: Page, claim: str, uid: str, data: bytes) -> Any:  # noqa: ANN401 - JSON of any shape
    return page.evaluate(LOCKER, {"claim": claim, "uid": uid, "data": base64.b64encode(data).decode()})


def test_the_known_answers(page: Page) -> None:
    """The vectors that Python is held to."""
    uid = VECTORS["uid"]
    keys = UnitKeys(uid, 1, 0, bytes.fromhex(VECTORS["uk"]))
    for vector in VECTORS["sealed"]:
        assert (
            opened(page, keys, vector["path"], bytes.fromhex(vector["bytes"])) == vector["plaintext"].encode()
        )
    big = VECTORS["big"]
    plain = bytes(index % big["modulus"] for index in range(big["size"]))
    sealed = seal(keys, big["path"], plain)
    assert hashlib.sha256(sealed).hexdigest() == big["sha256"]
    assert opened(page, keys, big["path"], sealed) == plain
    one = bytes.fromhex(VECTORS["locker"]["bytes"])
    file = b"KPL1" + len(one).to_bytes(2) + (1).to_bytes(4) + one
    found = located(page, CLAIM, uid, file)
    assert found["keys"] == [[WHOLE_COURSE, list(bytes.fromhex(VECTORS["cek"]))]]


NUMBERS = st.integers(0, 2**32 - 1)
PATHS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=30)


@REPEATED
@given(
    st.binary(max_size=50_000),
    PATHS,
    st.integers(1, 2**32 - 1),
    st.integers(0, 2**32 - 1),
    st.integers(14, 16),
)
def test_python_seals_and_javascript_opens(
    page: Page, plain: bytes, path: str, edition: int, unit: int, log2: int
) -> None:
    """Any content, path, edition, unit and chunk size."""
    keys = UnitKeys.of(MASTER.course_key("c", edition), "c", edition, unit)
    assert opened(page, keys, path, seal(keys, path, plain, log2)) == plain


@REPEATED
@given(st.binary(max_size=300), st.data())
def test_both_refuse_the_same(page: Page, plain: bytes, data: st.DataObject) -> None:
    """A changed, shortened or lengthened file is refused by both, and by the error that is meant for it."""
    keys = UnitKeys.of(MASTER.course_key("c", 1), "c", 1, 0)
    made = bytearray(seal(keys, "a", plain))
    place = data.draw(st.integers(0, len(made) - 1))
    wrong = data.draw(
        st.sampled_from(
            [
                bytes(made[:place]),
                bytes(made) + b"x",
                bytes(made[:place] + bytes([made[place] ^ 1]) + made[place + 1 :]),
                bytes(made[:32] + made[place:]),
            ]
        )
    )
    try:
        wanted: bytes | None = unseal(keys, "a", wrong)
    except Damaged:
        wanted = None
    assert opened(page, keys, "a", wrong) == wanted


@REPEATED
@given(st.integers(0, 2**32 - 1), st.integers(0, 2**31), st.integers(1, 4))
def test_lockers_open_for_their_claim_alone(page: Page, edition: int, until: int, count: int) -> None:
    """What Python puts in, JavaScript takes out; another claim finds nothing."""
    rows = tuple((number, bytes([number]) * 32) for number in range(count))
    made = entry(MASTER.claim(5), "c", Access(edition, rows, until))
    (file,) = locker_files(MASTER, "c", [made]).values()
    found = located(page, MASTER.claim(5), "c", file)
    assert found == {"edition": edition, "notAfter": until, "keys": [[unit, list(key)] for unit, key in rows]}
    assert located(page, MASTER.claim(6), "c", file) is None
    assert located(page, MASTER.claim(5), "c", file[:-1]) == "damaged"


def test_links_are_read_alike(page: Page) -> None:
    """What mail and chat do to a link matters to neither; what is no link is none for both."""
    texts = [*MANGLED, ADDED, BUNDLE, *HOSTILE, "#c=c_abc&s={CHECKOUT_SESSION_ID}"]
    wanted: list[Any] = []
    for text in texts:
        try:
            uids, claim = read_link(text)
            wanted.append([list(uids), claim])
        except BadLink as bad:
            wanted.append(bad.reason)
    assert page.evaluate(LINKS, texts) == wanted


def test_units_are_derived_alike(page: Page) -> None:
    """The key of a whole course gives each unit's own, as in Python."""
    course = Master(bytes(32)).course_key("c", 1)
    keys = UnitKeys.of(course, "c", 1, 7)
    script = """async ({ cek, data }) => {
      const units = await kps.unitKeys({ keys: [[0xffffffff, new Uint8Array(cek)]] }, [7]);
      const plain = await kps.open(units[7], { uid: "c", edition: 1, unit: 7 }, "a", new Uint8Array(data));
      return new TextDecoder().decode(plain);
    }"""
    data = list(seal(keys, "a", b"opened"))
    assert page.evaluate(script, {"cek": list(course), "data": data}) == "opened"


PRIMITIVES = """async ({ gcm, hkdf }) => {
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (two) => parseInt(two, 16));
  const two = (byte) => byte.toString(16).padStart(2, "0");
  const hex = (buffer) => [...new Uint8Array(buffer)].map(two).join("");
  const wrong = [];
  for (const [id, key, nonce, additional, plain, sealed, valid] of gcm) {
    const aes = await crypto.subtle.importKey("raw", bytes(key), "AES-GCM", false, ["decrypt"]);
    const how = { name: "AES-GCM", iv: bytes(nonce), additionalData: bytes(additional) };
    const found = await crypto.subtle.decrypt(how, aes, bytes(sealed)).then(hex, () => null);
    if (found !== (valid ? plain : null)) wrong.push(`AES-GCM ${id}`);
  }
  for (const [id, secret, salt, info, size, output, valid] of hkdf) {
    const key = await kps.secret(bytes(secret), ["deriveBits"]);
    const how = { name: "HKDF", hash: "SHA-256", salt: bytes(salt), info: bytes(info) };
    const found = await crypto.subtle.deriveBits(how, key, size * 8).then(hex, () => null);
    if (found !== (valid ? output : null)) wrong.push(`HKDF ${id}`);
  }
  return wrong;
}"""


def test_the_browsers_primitives(page: Page) -> None:
    """Those of the browser pass the tests of Project Wycheproof too."""
    assert page.evaluate(PRIMITIVES, {"gcm": AES_GCM, "hkdf": HKDF}) == []
