"""The function that lets buyers in at once: what opens a course, what never does, and to the very byte how."""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import stripe

from kpsite.cli import main
from kpsite.model.lock import Held, Lock, Section
from kpsite.practice.faults import Fault
from kpsite.practice.server import StandIn, practice_server
from kpsite.sealing.lockers import entry, read_entry
from kpsite.sealing.terms import Terms, access
from tests.building import write
from tests.hosts.rig import FILES, UID, Function, Told, built, exported, hosted, licensed
from tests.practice.buyer import EMAIL, REDIRECT, Buyer, session
from tests.practice.rig import NOON, change, client, code, coupon, dispute, link, price, product
from tests.sites import MASTER, kpsite

DAY = 86_400
TODAY = datetime.datetime.fromtimestamp(NOON, datetime.UTC).date()
COURSE = "content/courses/abc/course.md"
WHERE = ["_worker.js", "_kp/functions/claim.mjs"]


@dataclass(frozen=True, slots=True)
class World:
    """A licensed store, its account, and its function on a host."""

    root: Path
    account: Path
    stand_in: StandIn
    shop: stripe.StripeClient
    pay: str
    function: Function

    def buyer(self, query: str = "") -> Buyer:
        """Give somebody who has opened the store's payment link."""
        return Buyer(self.pay, query)

    def paid(self) -> Buyer:
        """Give somebody who has paid."""
        buyer = self.buyer()
        buyer.press("pay", email=EMAIL)
        return buyer

    def change(self, buyer: Buyer, **fields: object) -> None:
        """Change a buyer's session as no request can."""
        change(self.account, "checkout.session", buyer.session, **fields)


def lock_of(**ids: str) -> str:
    objects = {f"{kind} {UID}.course": Held(key) for kind, key in ids.items()}
    return Lock("shop", {"test": Section("acct_1", objects)}).text()


@pytest.fixture(params=WHERE)
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    with practice_server(tmp_path / "account", clock=lambda: NOON) as stand_in:
        shop = client(stand_in.base_url)
        product(shop, allowed := "kp-birds")
        cost = price(shop, allowed).id
        made = link(shop, cost, after_completion=REDIRECT, allow_promotion_codes=True)
        root = licensed(tmp_path / "store", {"kpsite.lock": lock_of(link=made.id, price=cost)})
        dist = built(root, TODAY)
        with hosted(dist / request.param, stand_in.base_url, exported(root)) as function:
            yield World(root, tmp_path / "account", stand_in, shop, made.url, function)


def opens(told: Told, claim: str) -> bool:
    """Tell whether an answer is the locker of a claim; every other answer is one and the same."""
    if told.status == 200:
        return read_entry(claim, UID, told.body).keys == ((0xFFFFFFFF, MASTER.course_key(UID, 1)),)
    assert (told.status, told.body) == (404, b"")
    return False


def test_who_has_paid_gets_what_a_build_would_have_published(world: World) -> None:
    """The locker is that of Python to the byte; nobody else's claim opens anything."""
    claim = world.paid().session
    told = world.function.claim(claim)
    terms = Terms(1, (0,), 0, TODAY)
    given = access(MASTER, UID, TODAY, terms)
    assert given is not None
    assert told.body == entry(claim, UID, given)
    assert told.headers["cache-control"] == "no-store"
    assert told.headers["access-control-allow-origin"] == "https://shop.example.org"
    assert not opens(world.function.claim("cs_test_" + "a" * 60), claim)
    assert not opens(world.function.claim(claim, "c_other"), claim)


def test_the_ticket_stands_for_the_claim(world: World) -> None:
    """A device that keeps the ticket alone is let in again, until the money goes back; others' are no use."""
    buyer = world.paid()
    first = world.function.claim(buyer.session)
    ticket = first.headers["kpsite-ticket"]
    assert buyer.session not in ticket
    assert world.function.ask({"course": UID, "ticket": ticket}).body == first.body
    for wrong in (ticket[:-2] + "AA", "A" * 60):
        assert world.function.ask({"course": UID, "ticket": wrong}).status == 404
    world.shop.v1.refunds.create({"payment_intent": session(world.shop, buyer)["payment_intent"]["id"]})
    assert world.function.ask({"course": UID, "ticket": ticket}).status == 404


def unpaid(world: World) -> str:
    buyer = world.paid()
    world.change(buyer, payment_status="unpaid")
    return buyer.session


def still_open(world: World) -> str:
    return world.buyer().session


def expired(world: World) -> str:
    buyer = world.paid()
    world.change(buyer, status="expired")
    return buyer.session


def of_another_link(world: World) -> str:
    product(world.shop, "kp-cats")
    other = link(world.shop, price(world.shop, "kp-cats").id, after_completion=REDIRECT)
    buyer = Buyer(other.url)
    buyer.press("pay", email=EMAIL)
    return buyer.session


def of_no_link(world: World) -> str:
    buyer = world.paid()
    world.change(buyer, payment_link=None, metadata={"kp_site": "shop", "kp_courses": UID})
    return buyer.session


def marked_by_another_shop(world: World) -> str:
    claim = of_another_link(world)
    marks = {"kp_site": "other", "kp_courses": UID}
    change(world.account, "checkout.session", claim, metadata=marks)
    return claim


def of_the_other_mode(world: World) -> str:
    buyer = world.paid()
    world.change(buyer, livemode=True)
    return buyer.session


def refunded(world: World) -> str:
    buyer = world.paid()
    world.shop.v1.refunds.create({"payment_intent": session(world.shop, buyer)["payment_intent"]["id"]})
    return buyer.session


def refunded_in_part(world: World) -> str:
    buyer = world.paid()
    intent = session(world.shop, buyer)["payment_intent"]["id"]
    world.shop.v1.refunds.create({"payment_intent": intent, "amount": 900})
    return buyer.session


def disputed(world: World, status: str = "needs_response") -> str:
    buyer = world.paid()
    key = dispute(world.account, session(world.shop, buyer)["payment_intent"]["latest_charge"]["id"])
    change(world.account, "dispute", key, status=status)
    return buyer.session


def free(world: World) -> str:
    coupon(world.shop, "free", percent_off=100)
    code(world.shop, "FREE", "free")
    buyer = world.buyer("prefilled_promo_code=FREE")
    buyer.press("pay", email=EMAIL, code="FREE")
    return buyer.session


def of_an_earlier_link(world: World) -> str:
    marks = {"kp_site": "shop", "kp_courses": f"c_more {UID}"}
    cost = price(world.shop, amount=3900).id
    buyer = Buyer(link(world.shop, cost, after_completion=REDIRECT, metadata=marks).url)
    buyer.press("pay", email=EMAIL)
    return buyer.session


def added_at_the_checkout(world: World) -> str:
    claim = of_another_link(world)
    own = world.shop.v1.prices.list({"product": "kp-birds"}).data[0].id
    with_it = session(world.shop, Claimed(claim))["line_items"]["data"]
    items = [{**one, "price": own} for one in with_it]
    change(world.account, "checkout.session", claim, line_items=items)
    return claim


@dataclass(frozen=True, slots=True)
class Claimed:
    """A session by its id alone."""

    session: str


def subscribed(world: World, status: str = "active") -> str:
    marks = {"kp_site": "shop", "kp_courses": UID}
    cost = price(world.shop, amount=900, recurring={"interval": "month"}).id
    buyer = Buyer(link(world.shop, cost, after_completion=REDIRECT, metadata=marks).url)
    buyer.press("pay", email=EMAIL)
    change(world.account, "subscription", session(world.shop, buyer)["subscription"], status=status)
    return buyer.session


CLOSED: dict[str, Callable[[World], str]] = {
    "complete, and not paid yet": unpaid,
    "not complete": still_open,
    "expired": expired,
    "a link of something else": of_another_link,
    "no link at all": of_no_link,
    "the mark of another shop": marked_by_another_shop,
    "a session of the other mode": of_the_other_mode,
    "refunded": refunded,
    "disputed": disputed,
    "a dispute that was lost": lambda world: disputed(world, "lost"),
    "a subscription past due": lambda world: subscribed(world, "past_due"),
    "a subscription that ended": lambda world: subscribed(world, "canceled"),
    "a subscription never begun": lambda world: subscribed(world, "incomplete_expired"),
    "a subscription that pauses": lambda world: subscribed(world, "paused"),
}
OPEN: dict[str, Callable[[World], str]] = {
    "paid": lambda world: world.paid().session,
    "nothing to pay": free,
    "refunded in part": refunded_in_part,
    "a dispute that was won": lambda world: disputed(world, "won"),
    "a link of an earlier price": of_an_earlier_link,
    "added at the checkout of something else": added_at_the_checkout,
    "a subscription": subscribed,
    "a subscription on trial": lambda world: subscribed(world, "trialing"),
}


@pytest.mark.parametrize("world", WHERE[:1], indirect=True)
@pytest.mark.parametrize("why", CLOSED)
def test_what_stays_closed(why: str, world: World) -> None:
    """Whatever is missing, the answer is the same, and nothing of it stands in the log."""
    claim = CLOSED[why](world)
    assert not opens(world.function.claim(claim), claim)
    assert world.function.log == ""


@pytest.mark.parametrize("world", WHERE[:1], indirect=True)
@pytest.mark.parametrize("why", OPEN)
def test_what_opens(why: str, world: World) -> None:
    """Everybody who has paid and kept what was paid for."""
    claim = OPEN[why](world)
    assert opens(world.function.claim(claim), claim)


GOOD = "cs_test_" + "a" * 60
BAD: dict[str, object] = {
    "nothing": "",
    "no JSON": "{",
    "a list": [],
    "null": "null",
    "no claim": {"course": UID},
    "no course": {"claim": GOOD},
    "a grant": {"course": UID, "claim": MASTER.claim(1)},
    "a short claim": {"course": UID, "claim": "cs_test_abc"},
    "a claim and a path": {"course": UID, "claim": f"{GOOD}/expire"},
    "a claim with a query": {"course": UID, "claim": f"{GOOD}?expand[]=customer"},
    "a claim on two lines": {"course": UID, "claim": f"{GOOD}\n"},
    "several claims": {"course": UID, "claim": [GOOD]},
    "an object of another kind": {"course": UID, "claim": "pi_" + "a" * 60},
    "a course that is none": {"course": "../x", "claim": GOOD},
    "several courses": {"course": [UID], "claim": GOOD},
    "a ticket that is none": {"course": UID, "ticket": "a b"},
    "a ticket beside a claim": {"course": UID, "claim": 1, "ticket": "A" * 60},
    "very much": "x" * 100_000,
}


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Function, StandIn]]:
    """Give a function for what never comes as far as an order."""
    folder = tmp_path_factory.mktemp("asked")
    with practice_server(folder / "account", clock=lambda: NOON) as stand_in:
        root = licensed(folder / "store", {"kpsite.lock": lock_of(link="plink_none", price="price_none")})
        dist = built(root, TODAY)
        with hosted(dist / WHERE[0], stand_in.base_url, exported(root)) as function:
            yield function, stand_in


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_question_goes_no_further(what: str, asked: tuple[Function, StandIn]) -> None:
    """Stripe hears of nothing but whole claims."""
    function, stand_in = asked
    told = function.ask(BAD[what])
    assert (told.status, told.body) == (400, b"")
    assert stand_in.served == []


@pytest.mark.parametrize("name", ["__proto__", "constructor", "_", "c_other"])
def test_a_course_that_is_not_licensed_has_no_locker(name: str, asked: tuple[Function, StandIn]) -> None:
    """Names that every object has open nothing, and neither does the key of tickets."""
    function, stand_in = asked
    assert function.claim(GOOD, name).status in (400, 404)
    assert stand_in.served == []


def test_only_the_shops_own_pages_may_ask(asked: tuple[Function, StandIn]) -> None:
    """Another site's page is told nothing, and no browser is allowed to ask for it."""
    function, _ = asked
    question = {"course": UID, "claim": GOOD}
    assert function.ask(question, origin="https://evil.example").status == 403
    assert function.ask(question, "OPTIONS", "https://evil.example").status == 403
    assert "access-control-allow-origin" not in function.ask(question, origin="null").headers
    allowed = function.ask("", "OPTIONS")
    assert (allowed.status, allowed.headers["access-control-allow-methods"]) == (204, "POST")
    assert allowed.headers["access-control-allow-origin"] == "https://shop.example.org"
    assert function.ask(question, "GET").headers["allow"] == "POST"
    assert function.ask(question, "GET").status == 405


def test_one_claim_cannot_be_asked_for_all_day(asked: tuple[Function, StandIn]) -> None:
    """Stripe is asked thirty times a minute at most, and other claims are let through."""
    function, stand_in = asked
    claim = "cs_test_" + "b" * 60
    before = len(stand_in.served)
    answers = [function.claim(claim).status for _ in range(32)]
    assert (set(answers[:30]), answers[30:]) == ({404}, [429, 429])
    assert len(stand_in.served) - before == 30
    function.now += 61
    assert function.claim(claim).status == 404
    del stand_in.served[:]


FAULTS = [Fault.RATE_LIMIT, Fault.SERVER_ERROR, Fault.CONFLICT, Fault.DROP_BEFORE, Fault.DROP_AFTER]


@pytest.mark.parametrize("fault", FAULTS)
def test_while_stripe_cannot_say_nobody_is_let_in_or_turned_away(fault: Fault, tmp_path: Path) -> None:
    """The page is asked to come again; the host's log says why, and names nobody."""
    with practice_server(tmp_path / "account", clock=lambda: NOON, faults=lambda _: fault) as stand_in:
        root = licensed(tmp_path / "store")
        with hosted(built(root, TODAY) / WHERE[0], stand_in.base_url, exported(root)) as function:
            told = function.claim(GOOD)
            assert (told.status, told.body, told.headers["retry-after"]) == (503, b"", "30")
            assert function.log.startswith("kpsite: ")
            assert GOOD not in function.log


WRONG_KEYS = {
    "none": ("", "restricted"),
    "one that may do anything": ("sk_" + "test_kpsite", "restricted"),
    "one of the other mode": ("rk_" + "live_kpsite", "test mode"),
}


@pytest.mark.parametrize("what", WRONG_KEYS)
def test_a_wrong_key_of_stripes_opens_nothing(what: str, tmp_path: Path) -> None:
    """The log says what is wrong with it, without the key."""
    key, said = WRONG_KEYS[what]
    root = licensed(tmp_path / "store")
    with hosted(built(root, TODAY) / WHERE[0], "http://127.0.0.1:1", exported(root), key) as function:
        assert function.claim(GOOD).status == 503
        assert said in function.log
        assert not key or key not in function.log


def test_a_key_that_may_not_read_opens_nothing(tmp_path: Path) -> None:
    """A permission that is missing is the shop's to mend: nobody is turned away."""
    with practice_server(tmp_path / "account", clock=lambda: NOON, granted=frozenset()) as stand_in:
        root = licensed(tmp_path / "store")
        with hosted(built(root, TODAY) / WHERE[0], stand_in.base_url, exported(root)) as function:
            assert function.claim(GOOD).status == 503
            assert "Stripe answered 403" in function.log


@pytest.mark.parametrize("what", ["missing", "cut", "of an earlier edition"])
def test_wrong_secrets_open_nothing(what: str, tmp_path: Path) -> None:
    """Missing, cut short, or of the edition before the last rotation."""
    root = licensed(tmp_path / "store")
    keys = exported(root)
    if what == "of an earlier edition":
        said = kpsite(root, "keys", "rotate", "abc", "--store", str(root))
        assert "KPSITE_FUNCTION" in said.out
    wrong = {"missing": "", "cut": keys[:-3]}.get(what, keys)
    with hosted(built(root, TODAY) / WHERE[0], "http://127.0.0.1:1", wrong) as function:
        assert function.claim(GOOD).status == 503
        assert "KPSITE_FUNCTION" in function.log
        assert keys[8:30] not in function.log


LATER = {days: f"---\ntitle: Day {days}\nrelease: +{days}d\n---\n\nLater.\n" for days in (3, 20)}


@pytest.mark.parametrize("gone", [0, 2, 3, 25, 30, 31])
def test_lessons_open_as_in_a_locker(gone: int, tmp_path: Path) -> None:
    """What is released and until when is that of the published lockers, byte for byte, on each day."""
    with practice_server(tmp_path / "account", clock=lambda: NOON) as stand_in:
        shop = client(stand_in.base_url)
        product(shop)
        made = link(shop, price(shop).id, after_completion=REDIRECT)
        root = licensed(tmp_path / "store", {"kpsite.lock": lock_of(link=made.id)})
        course = (root / COURSE).read_text("utf-8").replace("price:", "access_days: 30\nprice:")
        later = {f"content/courses/abc/{days:02}-later-{days}.md": text for days, text in LATER.items()}
        write(root, {COURSE: course} | later)
        buyer = Buyer(made.url)
        buyer.press("pay", email=EMAIL)
        with hosted(built(root, TODAY) / WHERE[0], stand_in.base_url, exported(root)) as function:
            function.now = NOON + gone * DAY
            told = function.claim(buyer.session)
        today = TODAY + datetime.timedelta(days=gone)
        given = access(MASTER, UID, TODAY, Terms(1, (0, 3, 20), 30, today))
        assert (told.status == 200) is (given is not None) is (gone <= 30)
        assert told.body == (entry(buyer.session, UID, given) if given else b"")


def test_production_knows_no_test_orders(tmp_path: Path) -> None:
    """A build for buyers makes a function that asks Stripe of live sessions alone."""
    root = licensed(tmp_path / "store")
    write(root, {COURSE: (root / COURSE).read_text("utf-8").replace("/test_abc", "/abc")})
    said = main(["build", "--store", str(root), "--today", str(TODAY), "--workers", "1"])
    assert said == 0
    with practice_server(tmp_path / "account", clock=lambda: NOON) as stand_in:
        with hosted(root / "dist" / WHERE[0], stand_in.base_url, exported(root)) as function:
            assert function.claim(GOOD).status == 404
            assert stand_in.served == []
            assert function.claim(GOOD.replace("test", "live")).status == 503  # the key is of test mode


def test_what_is_published_holds_no_secret(tmp_path: Path) -> None:
    """The keys of today's editions stand in what was exported, and nowhere in the output folder."""
    root = licensed(tmp_path / "store", {"kpsite.lock": lock_of(link="plink_1", price="price_1")})
    rows = [row.split(".") for row in exported(root).split()]
    keys = {name: key for name, _, key in rows}
    assert [row[:2] for row in rows] == [[UID, "1"], ["_", "0"]]
    dist = built(root, TODAY)
    assert json.loads((dist / "_routes.json").read_text("utf-8"))["include"] == ["/_kp/claim"]
    assert json.loads((dist / f"_kp/c/{UID}.json").read_text("utf-8"))["claim"] == "/_kp/claim"
    for path in filter(Path.is_file, dist.rglob("*")):
        data = path.read_bytes()
        assert not any(key.encode() in data for key in (*keys.values(), MASTER.write())), path


def test_a_store_that_is_not_licensed_has_no_function(tmp_path: Path) -> None:
    """Neither file nor address, and no keys to export for it; a preview has none either."""
    site = "name: Test shop\nurl: https://shop.example.org/\ntheme: plain\n"
    root = licensed(tmp_path / "store", {"content/site.yaml": site})
    dist = built(root, TODAY)
    assert not [name for name in ("_worker.js", "_routes.json", "_kp/functions") if (dist / name).exists()]
    assert "claim" not in json.loads((dist / f"_kp/c/{UID}.json").read_text("utf-8"))
    said = kpsite(root, "keys", "export", "--for", "function", "--store", str(root))
    assert (said.code, said.out) == (1, "")
    assert "delivery: licensed" in said.err


def test_a_function_elsewhere_is_allowed_for(tmp_path: Path) -> None:
    """The security policy names its origin, and the store's readers its address."""
    site = FILES["content/site.yaml"] + "claim_url: https://claims.example.org/x/\n"
    root = licensed(tmp_path / "store", {"content/site.yaml": site})
    dist = built(root, TODAY)
    assert "connect-src 'self' https://claims.example.org;" in (dist / "_headers").read_text("utf-8")
    manifest = json.loads((dist / f"_kp/c/{UID}.json").read_text("utf-8"))
    assert manifest["claim"] == "https://claims.example.org/x/_kp/claim"
