"""What a function at the host refuses before and after it has asked, and what is published of it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kpsite.cli import main
from kpsite.practice.faults import Fault
from kpsite.practice.server import StandIn, practice_server
from kpsite.sealing.buyers import Sale
from kpsite.sealing.lockers import entry, read_entry
from kpsite.sealing.terms import Terms, access
from tests.building import write
from tests.hosts.rig import FILES, TODAY, UID, WHERE, Function, built, exported, hosted, licensed, lock_of
from tests.practice.buyer import EMAIL, REDIRECT, Buyer
from tests.practice.rig import NOON, client, link, price, product
from tests.sites import MASTER, kpsite

DAY = 86_400
COURSE = "content/courses/abc/course.md"

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


def test_what_never_ends_is_not_waited_for(asked: tuple[Function, StandIn]) -> None:
    """Nobody fills the function's memory: it reads no more than a question can have."""
    assert asked[0].ask("", **{"Test-Endless": "1"}).status == 400


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
        given = access(MASTER, UID, Sale(buyer.session, TODAY), Terms(1, (0, 3, 20), 30, today))
        assert (told.status == 200) is (given is not None) is (gone <= 30)
        assert told.body == (entry(buyer.session, UID, given) if given else b"")


def test_production_knows_no_test_orders(tmp_path: Path) -> None:
    """A build for buyers makes a function that asks Stripe of live sessions alone."""
    root = licensed(tmp_path / "store")
    write(root, {COURSE: (root / COURSE).read_text("utf-8").replace("/test_abc", "/abc")})
    said = main(["build", "--store", str(root), "--today", str(TODAY), "--workers", "1"])
    assert said == 0
    with hosted(root / "dist" / WHERE[0], "http://127.0.0.1:1", exported(root)) as function:
        assert function.claim(GOOD).status == 404
        assert function.log == ""
        assert function.claim(GOOD.replace("test", "live")).status == 503
        assert "not of live mode" in function.log


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


def test_a_membership_has_no_days_to_count(tmp_path: Path) -> None:
    """As long as it is paid, it is open, whatever single purchases are told of an end."""
    with practice_server(tmp_path / "account", clock=lambda: NOON) as stand_in:
        shop = client(stand_in.base_url)
        product(shop)
        cost = price(shop, amount=900, recurring={"interval": "month"}).id
        made = link(shop, cost, after_completion=REDIRECT)
        root = licensed(tmp_path / "store", {"kpsite.lock": lock_of(link=made.id)})
        write(root, {COURSE: (root / COURSE).read_text("utf-8").replace("price:", "access_days: 30\nprice:")})
        buyer = Buyer(made.url)
        buyer.press("pay", email=EMAIL)
        with hosted(built(root, TODAY) / WHERE[0], stand_in.base_url, exported(root)) as function:
            function.now = NOON + 300 * DAY
            told = function.claim(buyer.session)
        assert read_entry(buyer.session, UID, told.body).not_after == 0
