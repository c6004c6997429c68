"""The whole loop in practice mode: recommended, bought, read, watched, finished, certified, given back."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from kpsite.practice.account import Setup, Storage
from kpsite.practice.server import practice_server
from kpsite.reading.lock import PRACTICE_HOME
from kpsite.sealing.certificates import Certificate, public_keys, verify
from kpsite.sealing.decodings import forms
from kpsite.sealing.leaks import words
from kpsite.sealing.links import write_link
from tests.browser.film import SECONDS, film
from tests.browser.rig import NOWHERE_ELSE, Eyes, Visitors
from tests.browser.sealed import SEALED_ORIGIN, UID, Shop
from tests.browser.server import HOSTING_FILES, serving
from tests.browser.test_fulfil import refund, state, verb
from tests.browser.test_reader_media import PLAYS, WOUND
from tests.building import write
from tests.practice.buyer import EMAIL
from tests.serve import test_serve
from tests.serve.test_practice import pay_link
from tests.sites import MASTER, contents, store

pytestmark = pytest.mark.browser
DESK, PHONE = Eyes(still=True), Eyes(360, still=True)
COURSE = "/courses/abc/"
NAME = "Zoë O'Brien"
PAID = "Only those who paid may ever read of the heron in the reeds."
TOLD = "It stands still for hours, and then it strikes all at once."
BEFORE = "/courses/abc/r/anna/"
DAY = 86_400
LATER = 40
FILES = {
    "content/site.yaml": (
        f"name: Test shop\nurl: {SEALED_ORIGIN}/\nemail: shop@example.org\n"
        "referral: {reward: 20%, hold_days: 14}\n"
    ),
    "content/ambassadors.yaml": "- {code: anna, name: Anna Ward, public: true, commission: 50%}\n",
    "content/courses/abc/course.md": (
        "---\ntitle: The alphabet\ndescription: Letters in their order.\nid: c_abc\nprice: 49 USD\n"
        "preview: [first]\nquiz: 100%\ncertificate: true\n---\n\nAll letters.\n"
    ),
    "content/courses/abc/01-first.md": "---\ntitle: First\n---\n\nThe letter A.\n",
    "content/courses/abc/02-second.md": f"""---
title: Second
---

{PAID}

::: quiz
Which bird stands in the reeds?

- [x] The grey heron
  > {TOLD}
- [ ] The blackbird
:::
""",
}
FILM = "---\ntitle: The film\nvideo: film.webm\n---\n\nLook.\n"


@contextmanager
def hosted(launch: Callable[..., Browser], shop: Shop) -> Iterator[tuple[Visitors, int]]:
    """Put what is published on a static host; gives its visitors, and the port."""
    served: list[tuple[str, int]] = []
    with serving(shop.dist, "/", served) as port:
        browser = launch(f"--host-resolver-rules=MAP shop.localhost:80 127.0.0.1:{port}, {NOWHERE_ELSE}")
        arriving = Visitors(browser, SEALED_ORIGIN)
        arriving.served = served
        yield arriving, port
        assert arriving.leave() == []
        browser.close()


def bought(launch: Callable[..., Browser], shop: Shop) -> tuple[str, bytes]:
    """Come by a recommendation, and buy and read in the preview; gives the session, and a film."""
    with test_serve.serving(shop.root) as preview:
        with ThreadPoolExecutor(1) as other:  # the browser's loop runs on this thread
            other.submit(pay_link, preview, COURSE).result()
        browser = launch(f"--host-resolver-rules={NOWHERE_ELSE}")
        friends = Visitors(browser, f"http://127.0.0.1:{preview.port}")
        page = friends.arrive(PHONE, "/r/anna/")
        expect(page.get_by_text("Anna Ward gets a reward")).to_be_visible()
        page.locator(f"main a[href*='{BEFORE}']").first.click()
        page.locator("a[data-buy]:visible").first.click()
        page.wait_for_url("**/checkout/cs_test_*")
        session = urlsplit(page.url).path.rpartition("/")[2]
        page.get_by_label("Email").fill(EMAIL)
        page.get_by_role("button", name=re.compile("^Pay")).click()
        state(page, "open")
        page.goto(f"{friends.origin}{COURSE}second/")
        expect(page.locator("[data-open]")).to_contain_text(PAID)
        recording = film(page)
        assert friends.leave() == []
        browser.close()
    return session, recording


def reads_nothing(shop: Shop, port: int, recording: bytes) -> None:
    """A visitor asks for every file there is, and reads it in all ways in which text can be written."""
    closed = [b" ".join(words(text.encode())) for text in (PAID, TOLD)]
    scenes = [recording[at : at + 64] for at in range(1 << 20, len(recording), 1 << 20)]
    assert len(scenes) > 15
    seen = 0
    for name in contents(shop.dist).keys() - HOSTING_FILES:
        try:
            with urlopen(f"http://127.0.0.1:{port}/{quote(name)}") as answer:
                data = answer.read()
        except HTTPError:  # the page for what is not there says so
            assert name == "404.html"
            continue
        seen += 1
        assert not any(scene in data for scene in scenes), name
        for form in forms(data):
            text = b" ".join(words(form))
            assert not any(each in text for each in closed), name
    assert seen > 30


def finishes(page: Page, shop: Shop, buyers: Visitors) -> str:
    """Read, watch, answer and mark each lesson as done; gives the reader's own code for friends."""
    page.goto(shop.at("/thanks/abc/"))
    page.locator("[data-refer] button").first.click()
    code = page.locator("#refer-code").input_value()
    for name in ("first", "second", "film"):
        page.goto(shop.at(f"{COURSE}{name}/"))
        page.locator("[data-mark]").click()
        expect(page.locator("[data-mark]")).to_have_attribute("aria-pressed", "true")
    page.wait_for_function("() => document.querySelector('[data-open] video')?.readyState >= 2")
    assert buyers.sealed_bytes() < 8 << 20
    brightness = page.evaluate(WOUND, SECONDS - 10)[3]
    assert brightness == pytest.approx((SECONDS - 10) / SECONDS, abs=0.08)
    page.evaluate(PLAYS)
    page.get_by_role("link", name="Your certificate").click()
    expect(page.locator("[data-state=unfinished]")).to_be_visible()
    page.goto(shop.at(f"{COURSE}second/"))
    page.get_by_label("The grey heron").check()
    page.get_by_role("button", name="Check the answer").click()
    expect(page.get_by_text(TOLD).first).to_be_visible()
    return code


def shares(page: Page, address: str, code: str, fragment: str = "") -> None:
    """All buttons lead to an address with the reader's own code."""
    own = f"{address}?ref={code}"
    links = page.locator(".share:visible li:not([hidden]) a")
    expect(page.locator(f".share:visible a[href*='{quote(own, safe='')}']")).to_have_count(links.count())
    assert links.count() > 3
    for link in links.all():
        assert quote(fragment, safe="") in (link.get_attribute("href") or "")
    expect(page.locator(".share:visible [data-copy]")).to_have_attribute("data-copy", own + fragment)


def certified(page: Page, shop: Shop, code: str) -> str:
    """Go from the last lesson to the certificate; gives its address."""
    expect(page.locator("[data-completed]")).to_be_visible()
    shares(page, shop.at(COURSE), code)
    page.get_by_role("link", name="Your certificate").click()
    page.get_by_label("Your name").fill(NAME)
    page.get_by_role("button", name="Make it").click()
    expect(page.locator(".sheet-name")).to_have_text(NAME)
    found = urlsplit(page.url).fragment
    today = page.evaluate("new Date().toLocaleDateString('sv')")
    assert verify(found, public_keys(MASTER, UID, 1)) == Certificate(UID, 1, NAME, today)
    shares(page, shop.at("/certificate/"), code, f"#{found}")
    return page.url


def owed(shop: Shop, day: datetime.date) -> list[tuple[str, str, str]]:
    told = json.loads(verb(shop, "report", "--practice", "--json", "--today", day.isoformat()))
    return [(one["code"], one["kind"], one["amount"]) for one in told["lines"]]


def publish(shop: Shop, *further: str) -> None:
    verb(shop, "fulfil", "--practice", *further)
    shop.build()


def test_the_whole_loop(launch: Callable[..., Browser], tmp_path: Path) -> None:
    """From a friend's link to a certificate that anybody can look at, and back again after a refund."""
    shop = Shop(write(store(tmp_path / "store"), FILES), SEALED_ORIGIN)
    session, recording = bought(launch, shop)
    with Storage(shop.root / PRACTICE_HOME).account(False, 0, Setup("")) as account:
        order = account.at("checkout.session", session)
    assert order["client_reference_id"] == "kp1_anna_x_en"
    later = datetime.datetime.fromtimestamp(order["created"], datetime.UTC).date() + datetime.timedelta(
        LATER + 1
    )
    write(shop.root, {"content/courses/abc/03-film.md": FILM})
    (shop.root / "content/courses/abc/film.webm").write_bytes(recording)
    publish(shop)
    path = write_link(f"{SEALED_ORIGIN}/", UID, session).removeprefix(SEALED_ORIGIN)
    with hosted(launch, shop) as (buyers, port):
        reads_nothing(shop, port, recording)
        buyers.served.clear()
        page, second = buyers.arrive(DESK, path), buyers.arrive(PHONE, path)
        for device in (page, second):
            state(device, "open")
        address = certified(page, shop, finishes(page, shop, buyers))
        looking = buyers.arrive(PHONE, address.removeprefix(SEALED_ORIGIN))
        expect(looking.locator("[data-state=valid]")).to_be_visible()
        expect(looking.locator("[data-tools]")).to_be_hidden()
        second.goto(shop.at(f"{COURSE}second/"))
        expect(second.locator("[data-open]")).to_contain_text(PAID)
        assert owed(shop, later) == [("anna", "sale", "24.50")]
        with practice_server(shop.root / PRACTICE_HOME, clock=lambda: order["created"] + LATER * DAY) as till:
            refund(till, session)
        publish(shop, "--rotate")
        state(buyers.arrive(DESK, path), "not-yet")
        second.reload()
        expect(second.locator("[data-reader-state=revoked]")).to_be_visible()
        assert owed(shop, later) == [("anna", "sale", "24.50"), ("anna", "refund", "-24.50")]
