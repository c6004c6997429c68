"""Certificates in a real browser: made by who has finished a course, looked at by all, forged by none."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from kpsite.sealing.certificates import Certificate, creator_seed, edition_seed, public_keys, sign, verify
from tests.browser.rig import ALL_EYES, NOWHERE_ELSE, Eyes, Visitors, sideways, unfit
from tests.browser.sealed import SEALED_ORIGIN, UID, Shop, make_shop, unlocked
from tests.browser.server import serving
from tests.building import write
from tests.sites import MASTER, kpsite

pytestmark = pytest.mark.browser
COURSE = """---
title: 'The <i>alphabet</i> & more'
description: Letters in their order.
id: c_abc
price: 49 USD
payment_link: https://buy.stripe.com/test_abc
preview: [first]
certificate:
  text: Twenty-six letters, one after the other.
---

All letters.
"""
NAME = "Zoë O'Brien"
DAY = "2026-11-20"
MARK = """async ([uid, paths, day]) => {
  const done = Object.fromEntries(paths.map((path) => [path, day]));
  await shelf.put('progress', uid, {done, last: ''});
}"""


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    """Give a store with a sealed course that gives certificates."""
    made = make_shop(tmp_path / "store", SEALED_ORIGIN)
    write(made.root, {"content/courses/abc/course.md": COURSE})
    (made.root / "content/courses/abc/04-later.md").unlink()
    made.build()
    return made


@pytest.fixture
def buyers(launch: Callable[..., Browser], shop: Shop) -> Iterator[Visitors]:
    """Give buyers of it; whatever they do, nothing goes wrong in the console or on the wire."""
    with serving(shop.dist, "/") as port:
        browser = launch(f"--host-resolver-rules=MAP shop.localhost:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        arriving = Visitors(browser, SEALED_ORIGIN)
        yield arriving
        assert arriving.leave() == []
        browser.close()


def issued(name: str = NAME, edition: int = 1, uid: str = UID, day: str = DAY) -> str:
    """Give a certificate as a device makes it, or as the creator does (edition 0)."""
    seed = edition_seed(MASTER.course_key(uid, edition)) if edition else creator_seed(MASTER, uid)
    return sign(seed, Certificate(uid, edition, name, day))


def state(page: Page) -> str:
    page.locator("[data-certify][data-shown]").wait_for()
    return page.locator("[data-certify]").get_attribute("data-shown") or ""


def looked(buyers: Visitors, text: str, eyes: Eyes | None = None) -> Page:
    return buyers.arrive(eyes or Eyes(still=True), f"/certificate/#{text}")


def finished(buyers: Visitors, shop: Shop) -> Page:
    """Give a buyer who has done every lesson."""
    page = unlocked(buyers, shop)
    paths = [f"courses/abc/{name}/index.html" for name in ("first", "second", "third", "extra")]
    page.evaluate(MARK, [UID, paths, DAY])
    return page


def made(buyers: Visitors, shop: Shop, name: str = NAME) -> Page:
    page = finished(buyers, shop)
    page.goto(shop.at(f"/certificate/#make={UID}"))
    page.get_by_label("Your name").fill(name)
    page.get_by_role("button", name="Make it").click()
    expect(page.locator("[data-sheet]")).to_be_visible()
    return page


def test_who_has_finished_makes_one_that_python_verifies(buyers: Visitors, shop: Shop) -> None:
    """The name is as it was typed, the day is that of the last lesson, and the key is the published one."""
    page = made(buyers, shop)
    keys = json.loads((shop.dist / f"_kp/c/{UID}.json").read_text("utf-8"))["certificates"]
    assert keys == public_keys(MASTER, UID, 1)
    text = urlsplit(page.url).fragment
    assert verify(text, keys) == Certificate(UID, 1, NAME, DAY)
    assert text == issued()  # Ed25519 gives one signature for one text
    expect(page.locator(".sheet-name")).to_have_text(NAME)
    expect(page.locator(".sheet-course")).to_have_text("The <i>alphabet</i> & more")
    expect(page.locator(".sheet-text")).to_have_text("Twenty-six letters, one after the other.")
    expect(page.locator("[data-says=day]")).to_have_text("November 20, 2026")
    expect(page.locator("[data-kind=device]")).to_be_visible()


def test_the_last_lesson_leads_to_it(buyers: Visitors, shop: Shop) -> None:
    """Once all are done, the lesson says where; then the page lists it too."""
    page = finished(buyers, shop)
    page.goto(shop.at("/courses/abc/second/"))
    page.get_by_role("link", name="Your certificate").click()
    expect(page.get_by_label("Your name")).to_be_focused()
    page.goto(shop.at("/certificate/"))
    page.get_by_role("link", name="The <i>alphabet</i> & more").click()
    expect(page.get_by_label("Your name")).to_be_visible()


def test_it_is_passed_on_by_whose_it_is(buyers: Visitors, shop: Shop) -> None:
    """The QR code, the share links and the one to LinkedIn lead to the certificate itself."""
    page = made(buyers, shop)
    box = page.locator("[data-code]")
    box.scroll_into_view_if_needed()
    picture = shop.root / "code.png"
    box.screenshot(path=picture)
    with Image.open(picture) as image:
        (code,) = zxingcpp.read_barcodes(image.resize((image.width * 4, image.height * 4)))
    assert code.text == page.url
    link = page.get_by_role("link", name="Add to your LinkedIn profile").get_attribute("href") or ""
    told = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    assert told["certUrl"] == page.url
    assert told["name"] == "The <i>alphabet</i> & more"
    assert (told["organizationName"], told["issueYear"], told["issueMonth"]) == ("Test shop", "2026", "11")
    assert told["certId"] == page.locator("[data-says=number]").text_content()
    mail = page.locator(".share a[href^=mailto]").get_attribute("href") or ""
    words = parse_qs(mail.partition("?")[2])
    assert words["subject"] == ["I have completed The <i>alphabet</i> & more"]
    address = urlsplit(words["body"][0].split()[-1])
    assert address._replace(query="").geturl() == page.url
    assert state(looked(buyers, address.fragment)) == "valid"


def test_anybody_can_look_and_only_the_owner_is_told_how_to_pass_it_on(buyers: Visitors) -> None:
    """A visitor sees the same sheet, on a page that keeps nothing."""
    page = looked(buyers, issued())
    assert state(page) == "valid"
    expect(page.locator(".sheet-name")).to_have_text(NAME)
    expect(page.locator("[data-tools]")).to_be_hidden()


def test_the_creator_issues_one_at_the_command_line(buyers: Visitors, shop: Shop) -> None:
    """Signed by a key that no buyer has; the page says so."""
    (shop.root / ".kpsite").mkdir(mode=0o700, exist_ok=True)
    words = ["certificate", "abc", "--name", "王小明", "--date", DAY, "--json", "--store", str(shop.root)]
    said = kpsite(shop.root, *words)
    assert said.code == 0, said.err
    link = json.loads(said.out)["link"]
    page = buyers.arrive(Eyes(still=True), link.removeprefix(shop.origin))
    assert state(page) == "valid"
    expect(page.locator(".sheet-name")).to_have_text("王小明")
    expect(page.locator("[data-kind=creator]")).to_be_visible()
    expect(page.locator("[data-kind=device]")).to_be_hidden()


def forged() -> dict[str, str]:
    """Give what is no genuine certificate, by what is wrong with it."""
    good = issued()
    head, _, tail = good.partition(".")
    other = issued("Mallory").partition(".")

    def payload(*data: object) -> str:
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=False)
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    return {
        "another name with this signature": f"{other[0]}.{tail}",
        "one bit of the signature": f"{head}.{'B' if tail[0] == 'A' else 'A'}{tail[1:]}",
        "cut short": good[:-1],
        "only the name": head,
        "signed by the device as the creator": sign(
            edition_seed(MASTER.course_key(UID, 1)), Certificate(UID, 0, NAME, DAY)
        ),
        "an edition that never was": issued(edition=7),
        "a key of another course": sign(
            edition_seed(MASTER.course_key("c_xyz", 1)), Certificate(UID, 1, NAME, DAY)
        ),
        "no list": f"{payload({})}.{tail}",
        "a day that is none": f"{payload(UID, 1, NAME, '2026-02-31')}.{tail}",
        "__proto__": f"{payload(UID, 1, NAME, DAY, '__proto__')}.{tail}",
        "10 kB": "A" * 10_000 + "." + tail,
        "markup": quote("<img src=x onerror=alert(1)>"),
        "no base64": f"{'-' * 21}.{tail}",
    }


@pytest.mark.parametrize("what", forged())
def test_a_forged_one_never_shows_as_genuine(what: str, buyers: Visitors) -> None:
    """Nothing of what it says is shown."""
    page = looked(buyers, forged()[what])
    assert state(page) == "changed"
    expect(page.locator("[data-sheet]")).to_be_hidden()
    assert page.locator("[data-says=name]").text_content() == ""


@pytest.mark.parametrize("ending", [".", ")", "”", "\u200b", "%20"])
def test_addresses_survive_mail_and_chat(ending: str, buyers: Visitors) -> None:
    """What is stuck to the end of a link takes nothing from it."""
    assert state(looked(buyers, issued() + ending)) == "valid"


@pytest.mark.parametrize(
    "name",
    ["<img src=x onerror=alert(1)>", "'; DROP TABLE", "&amp;", "عبد الرحمن بن خلدون", "👩‍🔬 Ada", "n" * 80],
)
def test_a_hostile_name_is_text(name: str, buyers: Visitors) -> None:
    """Whatever somebody calls himself, the page shows it letter by letter, and nothing scrolls sideways."""
    page = looked(buyers, issued(name), Eyes(360, still=True))
    assert state(page) == "valid"
    assert page.locator(".sheet-name").text_content() == name
    assert sideways(page) == []


def test_names_are_made_plain_before_they_are_signed(buyers: Visitors, shop: Shop) -> None:
    """Signs that turn others round, or that nobody sees, are left out."""
    page = made(buyers, shop, "  Ada\u202e Love\u2066lace ")
    expect(page.locator(".sheet-name")).to_have_text("Ada Lovelace")


def test_a_course_of_another_shop_is_unknown(buyers: Visitors) -> None:
    """The page says that it can say nothing."""
    assert state(looked(buyers, issued(uid="c_other"))) == "unknown"


def test_certificates_outlive_a_new_edition(buyers: Visitors, shop: Shop) -> None:
    """After the course's keys were renewed earlier ones are genuine, and new ones have the new key."""
    old = issued()
    shop.access(edition=2)
    shop.build()
    assert state(looked(buyers, old)) == "valid"
    page = made(buyers, shop)
    keys = public_keys(MASTER, UID, 2)
    assert verify(urlsplit(page.url).fragment, keys).edition == 2


def test_nobody_makes_one_without_the_course(buyers: Visitors, shop: Shop) -> None:
    """Neither a visitor, nor a buyer before the last lesson is done."""
    assert state(looked(buyers, f"make={UID}")) == "locked"
    assert state(looked(buyers, "make=c_other")) == "unknown"
    page = unlocked(buyers, shop)
    page.goto(shop.at(f"/certificate/#make={UID}"))
    assert state(page) == "unfinished"


def test_a_browser_without_the_signature_says_so(buyers: Visitors) -> None:
    """In plain words, and without calling the certificate wrong."""
    page = buyers.arrive(Eyes(still=True), "/certificate/")
    page.add_init_script(
        """const known = SubtleCrypto.prototype.importKey;
        SubtleCrypto.prototype.importKey = function (form, key, kind, ...rest) {
          if (kind === "Ed25519") return Promise.reject(new DOMException("no", "NotSupportedError"));
          return known.call(this, form, key, kind, ...rest);
        };"""
    )
    page.goto(f"{SEALED_ORIGIN}/certificate/?2#{issued()}")
    assert state(page) == "unable"


def test_without_scripts_the_page_says_what_it_takes(buyers: Visitors) -> None:
    """No empty page for those who have switched them off."""
    page = looked(buyers, issued(), Eyes(scripts=False))
    expect(page.locator("noscript")).to_be_visible()
    expect(page.locator("[data-sheet]")).to_be_hidden()


def test_a_certificate_is_fit_for_everybody(buyers: Visitors) -> None:
    """axe-core finds nothing, and nothing scrolls sideways, whether it is genuine or made or not."""
    for text in (issued(), "x", f"make={UID}", ""):
        page = looked(buyers, text, ALL_EYES[0])
        state(page)
        assert unfit(page) == []


def test_on_paper_it_is_one_sheet(buyers: Visitors, shop: Shop) -> None:
    """One page across, with the name on it and nothing of the shop's pages around it."""
    page = made(buyers, shop)
    data = page.pdf(prefer_css_page_size=True)
    assert data.count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    expect(page.locator("[data-tools]")).to_be_hidden()
    expect(page.locator(".sheet-name")).to_be_visible()
