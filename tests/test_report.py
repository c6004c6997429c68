"""``kpsite report`` over HTTP: real orders in the strict stand-in, and what is owed for them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import stripe

from kpsite.practice.server import StandIn, practice_server
from tests.practice.buyer import Buyer, session
from tests.practice.rig import (
    TEST_KEY,
    Clock,
    change,
    client,
    code,
    coupon,
    dispute,
    link,
    price,
    product,
)
from tests.sites import Said, kpsite, store

NAMES = """- {code: anna, name: "=Anna", commission: 50%, email: anna.ward@gmail.com}
- {code: bob, name: Bob}
- {code: gone, name: Gone, active: false}
"""
DAYS = 24.0
JANUARY, FEBRUARY, MARCH = "2027-01", "2027-02", "2027-03"  # the stand-in's clock begins on 2027-01-15
LATER = "2027-04-30"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def practice(tmp_path: Path) -> Path:
    return tmp_path / "practice"


@pytest.fixture
def stand_in(practice: Path, clock: Clock) -> Iterator[StandIn]:
    with practice_server(practice, clock=clock) as running:
        yield running


@pytest.fixture
def shop(stand_in: StandIn) -> stripe.StripeClient:
    return client(stand_in.base_url)


@pytest.fixture
def root(tmp_path: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STRIPE_API_KEY", TEST_KEY)
    monkeypatch.setenv("STRIPE_API_BASE", stand_in.base_url)
    made = store(tmp_path / "store")
    with (made / "content" / "site.yaml").open("a", encoding="utf-8") as site:
        site.write("\nreferral: {reward: 10%, hold_days: 14}\n")
    (made / "content" / "ambassadors.yaml").write_text(NAMES, "utf-8")
    return made


def report(root: Path, *words: str) -> Said:
    said = kpsite(root, "report", "--store", str(root), "--today", LATER, *words)
    assert (said.code, said.err) == (0, ""), said
    return said


def values(root: Path, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(report(root, "--json", *words).out)
    return found


def owed(root: Path, *words: str) -> list[tuple[str, str, str]]:
    return [(one["code"], one["kind"], one["amount"]) for one in values(root, *words)["lines"]]


def offer(shop: stripe.StripeClient, amount: int = 4900, currency: str = "usd", **more: object) -> str:
    """Give the address of a payment link for the course ``abc``."""
    own = {"metadata": {"kp_key": "c_abc.course"}, "allow_promotion_codes": True} | more
    if "kp-abc" not in [one.id for one in shop.v1.products.list().data]:
        product(shop, "kp-abc")
    return link(shop, price(shop, "kp-abc", amount, currency=currency).id, **own).url


def buy(url: str, ref: str, email: str, query: str = "", **fields: str) -> Buyer:
    buyer = Buyer(url, f"client_reference_id=kp1_{ref}_x_en{query}")
    buyer.press("pay", email=email, **fields)
    return buyer


def charge(shop: stripe.StripeClient, buyer: Buyer) -> str:
    return str(session(shop, buyer)["payment_intent"]["latest_charge"]["id"])


def test_what_is_owed(root: Path, shop: stripe.StripeClient) -> None:
    """A share of what was paid, after discounts; an ambassador's own share comes before the store's."""
    url = offer(shop)
    coupon(shop)
    code(shop, "QUARTER")
    buy(url, "anna", "ada@example.org", code="QUARTER")
    buy(url, "bob", "bea@example.org")
    assert owed(root) == [("anna", "sale", "18.38"), ("bob", "sale", "4.90")]
    assert values(root)["totals"] == [
        {"code": "anna", "currency": "USD", "amount": "18.38"},
        {"code": "bob", "currency": "USD", "amount": "4.90"},
    ]
    assert owed(root, "--code", "Bob") == [("bob", "sale", "4.90")]
    assert "Bob (bob): 4.90 USD" in report(root).out
    assert "cs_test_" not in report(root).out + report(root, "--json").out + report(root, "--csv").out


def test_tax_is_nobodys(root: Path, shop: stripe.StripeClient, practice: Path) -> None:
    """What the tax office gets is in no base; a currency without decimals is rounded to whole units."""
    buyer = buy(offer(shop), "bob", "ada@example.org")
    change(practice, "checkout.session", buyer.session, total_details={
        "amount_discount": 0, "amount_shipping": 0, "amount_tax": 900,
    })  # fmt: skip
    buy(offer(shop, 5805, "jpy"), "bob", "bea@example.org")
    assert sorted(owed(root)) == [("bob", "sale", "4.00"), ("bob", "sale", "581")]


def test_only_once_it_is_due(root: Path, shop: stripe.StripeClient, clock: Clock) -> None:
    """Before the days are over nothing is owed; each month has what became due in it, nothing twice."""
    url = offer(shop)
    buy(url, "bob", "ada@example.org")
    clock.pass_(hours=10 * DAYS)
    buy(url, "bob", "bea@example.org")
    assert values(root, "--month", JANUARY)["left_out"][0]["reason"] == "held"
    assert [owed(root, "--month", month) for month in (JANUARY, FEBRUARY, MARCH)] == [
        [("bob", "sale", "4.90")], [("bob", "sale", "4.90")], [],
    ]  # fmt: skip


def test_money_that_went_back(root: Path, shop: stripe.StripeClient, practice: Path, clock: Clock) -> None:
    """Before it is due there is no line; afterwards a negative one, for a part, for all, and for disputes."""
    url = offer(shop)
    early, part, all_, bank = (buy(url, "bob", f"{n}@example.org") for n in ("ea", "pa", "al", "ba"))
    clock.pass_(hours=DAYS)
    shop.v1.refunds.create({"charge": charge(shop, early)})
    clock.pass_(hours=30 * DAYS)
    shop.v1.refunds.create({"charge": charge(shop, part), "amount": 2450})
    shop.v1.refunds.create({"charge": charge(shop, all_)})
    dispute(practice, charge(shop, bank))
    change(practice, "dispute", charge(shop, bank).replace("ch_", "dp_"), created=int(clock.now))
    assert [one["reason"] for one in values(root)["left_out"]] == ["refunded"]
    assert owed(root, "--month", JANUARY) == [("bob", "sale", "4.90")] * 3
    assert sorted(owed(root, "--month", FEBRUARY)) == [
        ("bob", "dispute", "-4.90"), ("bob", "refund", "-2.45"), ("bob", "refund", "-4.90"),
    ]  # fmt: skip
    assert values(root)["totals"] == [{"code": "bob", "currency": "USD", "amount": "2.45"}]


@pytest.mark.parametrize("email", ["anna.ward@gmail.com", "AnnaWard+x@googlemail.com", "annaward@gmail.com"])
def test_nobody_earns_by_buying(email: str, root: Path, shop: stripe.StripeClient, practice: Path) -> None:
    """An ambassador's own order brings them nothing, however the address is written, nor does their card."""
    url = offer(shop)
    own = buy(url, "anna", email)
    other = buy(url, "anna", "someone@example.org")
    paid = session(shop, own)["payment_intent"]["latest_charge"]["payment_method_details"]
    change(practice, "charge", charge(shop, other), payment_method_details=paid)
    assert owed(root) == []
    assert sorted(one["reason"] for one in values(root)["left_out"]) == ["same-card", "self"]


def test_who_is_not_known(root: Path, shop: stripe.StripeClient) -> None:
    """Codes that nobody has are told with what they brought, those who left get nothing, other tools'
    references are nobody's business, and what was not paid does not count.
    """
    url = offer(shop)
    buy(url, "newcomer", "ada@example.org")
    buy(url, "gone", "bea@example.org")
    Buyer(url, "client_reference_id=kp1_bob_x_en")
    Buyer(url, "client_reference_id=9b1deb4d-3b7d").press("pay", email="cy@example.org")
    found = values(root)
    assert found["lines"] == []
    assert found["unknown"] == [{"code": "newcomer", "orders": 1, "bases": {"USD": "49.00"}}]
    assert [one["reason"] for one in found["left_out"]] == ["inactive"]


def test_what_to_look_at(root: Path, shop: stripe.StripeClient) -> None:
    """Many orders on one day, one card for several, and much that went back are told; they are still owed."""
    url = offer(shop)
    buyers = [buy(url, "bob", f"b{number % 4}@example.org") for number in range(6)]
    for buyer in buyers[:2]:
        shop.v1.refunds.create({"charge": charge(shop, buyer)})
    found = values(root)
    assert [one["kind"] for one in found["flags"]] == ["burst", "refunds", "one-card", "one-card"]
    assert len(found["lines"]) == 4
    assert "Look at these before you pay" in report(root).out


def test_a_spreadsheet_runs_nothing(root: Path, shop: stripe.StripeClient) -> None:
    """Names and titles that look like formulas are text; amounts are numbers."""
    file = root / "content" / "courses" / "abc" / "course.md"
    file.write_text(file.read_text("utf-8").replace("The alphabet", '"@SUM(A1)"'), "utf-8")
    buy(offer(shop), "anna", "ada@example.org")
    rows = list(csv.DictReader(io.StringIO(report(root, "--csv").out)))
    assert [(one["name"], one["amount"]) for one in rows] == [("'=Anna", "24.50")]
    assert rows[0]["course"] == "'@SUM(A1)"


def test_a_store_that_is_not_recommended(tmp_path: Path) -> None:
    """There is nothing to report, and the message says what to write."""
    root = store(tmp_path / "plain")
    said = kpsite(root, "report", "--store", str(root))
    assert said.code == 1
    assert "found no referral" in said.err
