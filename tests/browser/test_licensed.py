"""A licensed course in a browser: open at once after paying, with what is published as the second way."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import stripe
from playwright.sync_api import Browser, Page, expect

from kpsite.model.lock import Held, Lock, Section
from kpsite.practice.server import practice_server
from kpsite.sealing.links import write_link
from tests.browser.rig import NOWHERE_ELSE, Eyes, Visitors
from tests.browser.sealed import FILES, LESSON, PAID, SEALED_ORIGIN, UID, Shop
from tests.browser.server import serving
from tests.building import write
from tests.hosts.rig import Function, exported, give_back, hosted
from tests.practice.buyer import EMAIL, REDIRECT, Buyer
from tests.practice.rig import client, link, price, product
from tests.render.pictures import quarters, saved
from tests.sites import store

pytestmark = pytest.mark.browser
DAY = 86_400
NOON = 1_795_000_000.0
ADDRESS = f"{SEALED_ORIGIN}/_kp/claim"
SITE = f"name: Test shop\nurl: {SEALED_ORIGIN}/\nemail: shop@example.org\ndelivery: licensed\n"


@dataclass(slots=True)
class Licensed:
    """A licensed shop whose function can be ``away``; ``asked`` are the bodies that it was sent."""

    shop: Shop
    stripe: stripe.StripeClient
    pay: str
    visitors: Visitors
    function: Function
    asked: list[dict[str, str]]
    away: bool = False

    def bought(self) -> str:
        """Buy the course; gives the session."""
        buyer = Buyer(self.pay)
        buyer.press("pay", email=EMAIL)
        return buyer.session

    def arrive(self, claim: str) -> Page:
        """Open the link that a buyer is led to."""
        path = write_link(f"{SEALED_ORIGIN}/", UID, claim).removeprefix(SEALED_ORIGIN)
        return self.visitors.arrive(Eyes(still=True), path)


def made(folder: Path, pay: str) -> Shop:
    root = write(store(folder), FILES | {"content/site.yaml": SITE})
    course = root / "content/courses/abc"
    (course / "plan.png").write_bytes(saved(quarters().resize((900, 600)), "PNG"))
    (course / "figures.csv").write_text("heron,17\n", "utf-8")
    held = {f"link {UID}.course": Held(pay)}
    (root / "kpsite.lock").write_text(Lock("shop", {"test": Section("acct_1", held)}).text(), "utf-8")
    shop = Shop(root, SEALED_ORIGIN)
    shop.access()
    shop.build()
    return shop


@pytest.fixture
def licensed(launch: Callable[..., Browser], tmp_path: Path) -> Iterator[Licensed]:
    with practice_server(tmp_path / "account", clock=lambda: NOON) as stand_in:
        account = client(stand_in.base_url)
        product(account)
        pay = link(account, price(account).id, after_completion=REDIRECT)
        shop = made(tmp_path / "store", pay.id)
        keys = exported(shop.root)
        with hosted(shop.dist / "_worker.js", stand_in.base_url, keys) as function:
            function.now = NOON
            asked: list[dict[str, str]] = []

            def post(path: str, body: bytes, origin: str) -> tuple[int, bytes, Mapping[str, str]]:
                asked.append(json.loads(body))
                if world.away:
                    return 503, b"", {}
                told = function.ask(body.decode(), origin=origin, path=path)
                return told.status, told.body, told.headers

            with serving(shop.dist, post=post) as port:
                browser = launch(
                    f"--host-resolver-rules=MAP shop.localhost:80 127.0.0.1:{port}, {NOWHERE_ELSE}"
                )
                world = Licensed(shop, account, pay.url, Visitors(browser, SEALED_ORIGIN), function, asked)
                yield world
                assert world.visitors.leave() == []
                browser.close()


def test_a_course_is_open_a_moment_after_paying(licensed: Licensed) -> None:
    """No build, no locker: the function says yes, and the lesson can be read; the address is clean."""
    claim = licensed.bought()
    page = licensed.arrive(claim)
    expect(page.locator("[data-state=open]")).to_be_visible()
    assert claim not in page.url
    assert licensed.asked == [{"course": UID, "claim": claim}]
    page.goto(licensed.shop.at(LESSON))
    expect(page.get_by_text(PAID)).to_be_visible()


def test_a_device_keeps_no_claim(licensed: Licensed) -> None:
    """What a script could read out of the browser opens nothing: a ticket, and keys without bytes."""
    claim = licensed.bought()
    page = licensed.arrive(claim)
    expect(page.locator("[data-state=open]")).to_be_visible()
    kept = page.evaluate(
        """async (uid) => JSON.stringify([await shelf.get("access", uid), await shelf.names("keys"),
          await shelf.get("keys", `claim:${uid}`), {...localStorage}, document.cookie])""",
        UID,
    )
    assert "ticket" in kept
    assert claim not in kept
    assert page.evaluate("async (uid) => (await shelf.get('keys', `claim:${uid}`)).extractable", UID) is False


def test_what_opens_later_opens_by_itself(licensed: Licensed) -> None:
    """After its days have gone by, a lesson opens without the buyer's link, by the ticket."""
    page = licensed.arrive(licensed.bought())
    expect(page.locator("[data-state=open]")).to_be_visible()
    licensed.function.now = NOON + 31 * DAY
    page.goto(licensed.shop.at("/courses/abc/later/"))
    expect(page.get_by_text("Much later.")).to_be_visible()
    assert set(licensed.asked[-1]) == {"course", "ticket"}


def test_grants_open_without_the_function(licensed: Licensed) -> None:
    """A gift is no order: its locker is published, and the function is not even asked."""
    page = licensed.arrive(licensed.shop.claim)
    expect(page.locator("[data-state=open]")).to_be_visible()
    assert licensed.asked == []


def test_money_that_went_back_opens_nothing_new(licensed: Licensed) -> None:
    """A new device waits in vain for a session that was refunded."""
    claim = licensed.bought()
    give_back(licensed.stripe, claim)
    page = licensed.visitors.arrive(Eyes(still=True), "/unlock/")
    licensed.visitors.forgive(ADDRESS)
    page.get_by_label("Open a link").fill(write_link(f"{SEALED_ORIGIN}/", UID, claim))
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("[data-state=not-yet]")).to_be_visible()


def test_while_the_function_is_away_the_page_keeps_looking(licensed: Licensed) -> None:
    """A host that is out of order turns nobody away: it opens when the function is back."""
    licensed.away = True
    page = licensed.visitors.arrive(Eyes(still=True), "/unlock/")
    licensed.visitors.forgive(ADDRESS)
    page.get_by_label("Open a link").fill(write_link(f"{SEALED_ORIGIN}/", UID, licensed.bought()))
    page.get_by_role("button", name="Open", exact=True).click()
    expect(page.locator("[data-state=not-yet]")).to_be_visible()
    licensed.away = False
    expect(page.locator("[data-state=open]")).to_be_visible(timeout=30_000)
