"""From a payment to an open course, and back: what ``fulfil`` and the next build make of an account."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest

from kpsite.practice.account import Setup, Storage
from kpsite.reading.stamp import BUYERS_FILE
from kpsite.sealing.links import read_link
from tests.fulfil.rig import Shop, copies
from tests.practice.buyer import EMAIL, Buyer
from tests.sites import MASTER
from tests.targets.stripe.rig import NOW

DAY = datetime.datetime.fromtimestamp(NOW, datetime.UTC).date()
LEDGER = Path(BUYERS_FILE)


def test_who_has_paid_is_let_in_by_the_next_build(shop: Shop) -> None:
    """A course opens itself alone, a bundle all of its own; who only looked at the checkout gets nothing."""
    one, both, looked = shop.buy("fold.course"), shop.buy("both.course"), Buyer(shop.link("fold.course"))
    told = shop.fulfil()
    assert [new["offer"] for new in told["new"]] == ["both.course", "fold.course"]
    assert told["buyers"] == {"fold": 2, "ink": 1}
    shop.build()
    assert (shop.opens(one, "fold"), shop.opens(one, "ink")) == (True, False)
    assert (shop.opens(both, "fold"), shop.opens(both, "ink")) == (True, True)
    assert not shop.opens(looked.session)


def test_a_second_run_changes_nothing(shop: Shop) -> None:
    """Neither the file nor the pages, until there is somebody new; then nothing but the locker changes."""
    shop.buy()
    shop.let_in()
    before = (shop.root / LEDGER).read_bytes()
    assert shop.fulfil()["new"] == []
    assert (shop.root / LEDGER).read_bytes() == before
    assert json.loads(shop.build("--json").out)["changes"] == []
    claim = shop.buy()
    shop.fulfil()
    changes = json.loads(shop.build("--json").out)["changes"]
    assert [change["path"] for change in changes] == ["_kp/l/fold.kpl"]
    assert shop.opens(claim)


def test_what_is_kept_gives_nobody_away(shop: Shop) -> None:
    """The file that is committed holds no claim and no address, is of one size for few and many, and opens
    with the store's own key alone.
    """
    shop.fulfil()
    assert not (shop.root / LEDGER).exists()
    claim = shop.buy()
    shop.let_in(claim)
    one = (shop.root / LEDGER).read_bytes()
    shop.buy()
    shop.fulfil()
    many = (shop.root / LEDGER).read_bytes()
    assert len(many) == len(one)
    assert (shop.root / LEDGER).stat().st_mode & 0o777 == 0o600
    for path in (path for path in shop.root.rglob("*") if path.is_file()):
        assert claim.encode() not in path.read_bytes(), path
        assert EMAIL.encode() not in path.read_bytes(), path
    other = MASTER.write()[:5] + "A" * 43
    said = shop.verb("build", code=1, KPSITE_MASTER=other)
    assert other not in said.err
    (shop.root / LEDGER).write_bytes(one[:-40])
    said = shop.verb("build", "--json", code=1)
    assert "bad-buyers" in said.out


def test_a_refund_takes_the_locker_and_rotation_the_rest(shop: Shop) -> None:
    """The locker goes with the next build, the others stay; the report says what a device may still hold, and
    ``--rotate`` renews the course once.
    """
    gone, stays = shop.buy(), shop.buy()
    shop.let_in(gone, stays)
    shop.refund(gone)
    said = shop.verb("fulfil").out
    assert "the money was given back" in said
    assert "cannot be taken back" in said
    assert "--rotate" in said
    shop.build()
    assert (shop.opens(gone), shop.opens(stays)) == (False, True)
    told = shop.fulfil("--rotate")
    assert (told["gone"], told["rotated"]) == ([], ["fold"])
    assert shop.fulfil("--rotate")["rotated"] == []
    shop.build()
    assert (shop.opens(gone), shop.opens(stays)) == (False, True)
    assert json.loads((shop.root / "kpsite.access").read_text("utf-8"))["editions"] == {"fold": 2}


def test_who_was_never_let_in_calls_for_no_rotation(shop: Shop) -> None:
    """A refund before the first run leaves nothing to close."""
    claim = shop.buy()
    shop.refund(claim)
    told = shop.fulfil()
    assert (told["new"], told["gone"], told["rotate"]) == ([], [], [])


def test_a_part_of_the_money_is_no_refund(shop: Shop) -> None:
    """Access stays, and is told of; the rest of the money ends it."""
    claim = shop.buy()
    shop.refund(claim, 900)
    told = shop.fulfil()
    assert [len(told[name]) for name in ("new", "partly_refunded")] == [1, 1]
    shop.let_in(claim)
    shop.refund(claim)
    assert len(shop.fulfil()["gone"]) == 1


@pytest.mark.parametrize(
    ("status", "in_", "rotate"),
    [
        ("needs_response", False, []),
        ("under_review", False, []),
        ("lost", False, ["fold"]),
        ("won", True, []),
        ("warning_needs_response", True, []),
        ("warning_closed", True, []),
    ],
)
def test_disputes(shop: Shop, status: str, in_: bool, rotate: list[str]) -> None:
    """While the bank decides there is no locker, as the money is gone; what is won opens again, what is lost
    calls for rotation; a mere inquiry changes nothing.
    """
    claim = shop.buy()
    shop.let_in(claim)
    shop.dispute(claim, status)
    told = shop.fulfil()
    shop.build()
    assert shop.opens(claim) is in_
    assert told["rotate"] == rotate
    if status == "under_review":
        shop.dispute(claim, "won")
        assert len(shop.fulfil()["new"]) == 1


def test_money_that_is_on_its_way(shop: Shop) -> None:
    """A delayed way of paying is complete first and paid later; nobody is let in before."""
    claim = shop.buy()
    shop.change("checkout.session", claim, payment_status="unpaid")
    told = shop.fulfil()
    assert (told["new"], [one["state"] for one in told["waiting"]]) == ([], ["waiting"])
    shop.build()
    assert not shop.opens(claim)
    shop.change("checkout.session", claim, payment_status="paid")
    shop.let_in(claim)


def test_a_free_order_opens_as_well(shop: Shop) -> None:
    """At nothing to pay there is no payment to look at."""
    claim = shop.buy()
    shop.change("checkout.session", claim, payment_status="no_payment_required", payment_intent=None)
    shop.let_in(claim)


def test_access_for_some_days(shop: Shop) -> None:
    """It is counted from the purchase."""
    shop.edit("fold", "price: 49 USD", "access_days: 30\nprice: 49 USD")
    claim = shop.buy()
    shop.let_in(claim)
    shop.verb("build", "--today", (DAY + datetime.timedelta(days=31)).isoformat())
    assert not shop.opens(claim)


def test_more_than_a_page_of_buyers(shop: Shop) -> None:
    """All pages are read, and the lockers are spread over several files."""
    claim = shop.buy()
    copies(shop, claim, 320)
    assert shop.fulfil()["buyers"]["fold"] == 321
    assert (
        sum(
            "/v1/checkout/sessions" in one.request.path and one.request.method == "GET"
            for one in shop.stand_in.served
        )
        >= 4
    )
    shop.build()
    assert shop.opens(claim)
    assert (shop.root / "dist/_kp/l/fold").is_dir()


def test_test_mode_stays_out_of_what_is_published(shop: Shop) -> None:
    """A rehearsal opens nothing without ``--allow-test``, and a session of the other mode is no sale at all,
    wherever it turns up.
    """
    live = shop.buy()
    shop.live = False
    shop.apply()
    tried = shop.buy()
    shop.fulfil()
    shop.live = True
    with Storage(shop.account).account(True, int(NOW), Setup("")) as account:
        sold = account.at("checkout.session", live)
        account.put(sold | {"id": tried.replace("cs_test_", "cs_test_x")})
        account.put(sold | {"id": live[:-4] + "0000", "livemode": False})
    told = shop.fulfil()
    assert told["buyers"]["fold"] == 1
    shop.build()
    assert (shop.opens(live), shop.opens(tried)) == (True, False)
    shop.build("--allow-test")
    assert (shop.opens(live), shop.opens(tried)) == (True, True)


def test_what_another_store_of_the_account_sells(shop: Shop) -> None:
    """It opens nothing here, though its course has the same id."""
    claim = shop.buy()
    order = shop.order(claim)
    shop.change("checkout.session", claim, metadata=order["metadata"] | {"kp_site": "elsewhere"})
    assert shop.fulfil()["buyers"] == {"fold": 0, "ink": 0}


def test_a_buyers_link_again(shop: Shop) -> None:
    """By the address, however it is spelt; with all courses, and with the state of what was given back."""
    kept = shop.buy("both.course", email="ada@example.org")
    shop.refund(shop.buy("fold.course", email="ada@example.org"))
    said = shop.verb("fulfil", "--find", "Ada@example.org").out
    again = next(line for line in said.splitlines() if line.startswith("https://shop.example.org/unlock/"))
    assert read_link(again) == (("fold", "ink"), kept)
    assert "the money was given back" in said
    assert "It opens once you have run" in said
    shop.verb("fulfil", "--find", "nobody@example.org", code=1)
    refused = shop.verb("fulfil", "--find", "ada@example.org", code=1, CI="true")
    assert kept not in refused.out + refused.err


def test_orders_one_a_line(shop: Shop) -> None:
    """Who is not let in yet, whose money went back; never a claim, and no whole address."""
    old = shop.buy()
    shop.let_in(old)
    shop.refund(old)
    new = shop.buy()
    said = shop.verb("orders").out
    assert "2 orders" in said
    assert "a…@example.org" in said
    assert old not in said
    assert EMAIL not in said
    (undelivered,) = json.loads(shop.verb("orders", "--undelivered", "--json").out)["orders"]
    assert (undelivered["state"], undelivered["delivered"]) == ("paid", False)
    (refunded,) = json.loads(shop.verb("orders", "--refunded", "--json").out)["orders"]
    assert refunded["state"] == "refunded"
    shop.let_in(new)
    assert json.loads(shop.verb("orders", "--undelivered", "--json").out)["orders"] == []
