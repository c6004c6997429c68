"""What goes wrong between here and Stripe takes nobody's access away."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kpsite.commands.fulfil import fulfil
from kpsite.commands.fulfil_told import Fulfilled
from kpsite.commands.order_work import Work, known
from kpsite.commands.sealed_store import read_sealed_store
from kpsite.commands.stripe_work import Till
from kpsite.practice.faults import Fault, Matching, Served, no_faults
from kpsite.practice.server import practice_server
from kpsite.reading.stamp import VARIABLE
from kpsite.targets.stripe.account import Account
from kpsite.targets.stripe.keys import Key
from tests.fulfil.rig import KEY, Shop, copies
from tests.practice.rig import LIVE_KEY
from tests.sites import MASTER
from tests.targets.stripe.rig import LINKS, NOW

ROOT = Path(__file__).resolve().parents[2]
SESSIONS = "/v1/checkout/sessions"
ONCE = (Fault.RATE_LIMIT, Fault.SERVER_ERROR, Fault.DROP_BEFORE, Fault.DROP_AFTER)


class Later:
    """Gives a fault to all requests for sessions but the first ones."""

    def __init__(self, fault: Fault, after: int) -> None:
        self.fault, self.left = fault, after

    def __call__(self, served: Served) -> Fault | None:
        if not served.request.path.startswith(SESSIONS):
            return None
        self.left -= 1
        return self.fault if self.left < 0 else None


def impatient(shop: Shop) -> Fulfilled:
    """Fulfil without waiting between tries."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(VARIABLE, MASTER.write())
        store = read_sealed_store(shop.root)
    account = Account(KEY[True], shop.stand_in.base_url, sleep=lambda _: None, pause=0)
    till = Till(account, account.who(), "live", Key(KEY[True], "live", restricted=True))
    return fulfil(Work(store, till, known(store, till)))


@contextmanager
def faulty(shop: Shop, fault: Fault, after: int) -> Iterator[None]:
    shop.stand_in.faults = Later(fault, after)
    yield
    shop.stand_in.faults = no_faults


@pytest.mark.parametrize("fault", ONCE, ids=lambda fault: fault.name.lower())
def test_a_fault_that_passes_is_not_even_noticed(shop: Shop, fault: Fault) -> None:
    """It is tried again."""
    claim = shop.buy()
    shop.stand_in.faults = Matching("GET", SESSIONS, fault)
    assert impatient(shop).problems == ()
    shop.build()
    assert shop.opens(claim)


@pytest.mark.parametrize("fault", ONCE, ids=lambda fault: fault.name.lower())
def test_a_fault_that_stays_takes_nothing_away(shop: Shop, fault: Fault) -> None:
    """Who was let in stays in, who bought since and was read is let in, and the next run does the rest."""
    first = shop.buy()
    shop.fulfil()
    older = copies(shop, first, 150)
    newest = shop.buy()
    with faulty(shop, fault, after=1):
        done = impatient(shop)
    assert [problem.severity for problem in done.problems] == ["error"]
    assert not done.unseen
    shop.build()
    assert shop.opens(first)
    assert shop.opens(newest)
    assert not shop.opens(older[0])
    assert shop.fulfil()["buyers"]["fold"] == 152
    shop.build()
    assert shop.opens(older[0])


def test_a_purchase_that_is_no_longer_listed_stays(shop: Shop) -> None:
    """Whatever became of it in the account, its buyer has paid."""
    claim = shop.buy()
    shop.fulfil()
    shop.change("checkout.session", claim, status="expired")
    assert shop.fulfil()["unseen"] == 1
    shop.build()
    assert shop.opens(claim)


def test_a_key_that_may_not_read_disputes(shop: Shop) -> None:
    """What is disputed counts as undecided until it can be read; the run says which permission is missing."""
    claim, other = shop.buy(), shop.buy()
    shop.dispute(claim, "won")
    assert "rak_dispute_read" in narrow(shop, "dispute")
    shop.build()
    assert (shop.opens(claim), shop.opens(other)) == (False, True)
    shop.fulfil()
    shop.build()
    assert shop.opens(claim)


def test_a_killed_run_is_finished_by_the_next(shop: Shop) -> None:
    """What it had read is there, nothing is half written, and the next run reads the rest."""
    first = shop.buy()
    copies(shop, first, 150)
    silence = Silence()
    shop.stand_in.faults = silence
    line = [sys.executable, "-m", "kpsite", "fulfil", "--store", str(shop.root)]
    names = {
        "PYTHONPATH": str(ROOT), "STRIPE_API_KEY": KEY[True], "STRIPE_API_BASE": shop.stand_in.base_url,
        VARIABLE: MASTER.write(),
    }  # fmt: skip
    with subprocess.Popen(line, env=os.environ | names, stdout=subprocess.DEVNULL) as program:
        assert silence.reached.wait(60)
        program.kill()
    shop.stand_in.faults = no_faults
    shop.build()
    assert not shop.opens(first)
    told = shop.fulfil()
    assert (len(told["new"]), told["buyers"]["fold"]) == (51, 151)
    shop.build()
    assert shop.opens(first)


ROOMS = ("account", "charge", "checkout_session", "dispute", "payment_intent", "subscription")


def narrow(shop: Shop, lacking: str) -> str:
    """Fulfil with a key that lacks a permission, and give what is said of it."""
    some = frozenset(f"rak_{room}_read" for room in ROOMS if room != lacking)
    with practice_server(shop.account, clock=lambda: NOW, links=LINKS, granted=some) as strict:
        return shop.verb("fulfil", code=1, STRIPE_API_BASE=strict.base_url).err


@pytest.mark.parametrize("lacking", ["charge", "checkout_session", "payment_intent", "subscription"])
def test_a_key_that_may_not_read_enough(shop: Shop, lacking: str) -> None:
    """The run names the permission, and nobody loses anything."""
    claim = shop.buy()
    shop.fulfil()
    assert f"rak_{lacking}_read" in narrow(shop, lacking)
    shop.build()
    assert shop.opens(claim)


class Silence:
    """Leaves the second page of sessions without an answer for ever, and tells when it is asked for."""

    def __init__(self) -> None:
        self.reached = threading.Event()

    def __call__(self, served: Served) -> Fault | None:
        if "starting_after" in served.request.query:
            self.reached.set()
            return Fault.HANG_BEFORE
        return None


def test_the_key_of_another_account(shop: Shop) -> None:
    """It would take everybody's access away, so nothing is read with it."""
    lock = shop.root / "kpsite.lock"
    lock.write_text(lock.read_text("utf-8").replace('"acct_', '"acct_x'), "utf-8")
    assert "the lock is for the account acct_x" in shop.verb("fulfil", code=1).err


def test_a_key_that_may_do_anything_is_refused_on_a_build_server(shop: Shop) -> None:
    """Unless somebody insists; elsewhere it is used."""
    shop.buy()
    refused = shop.verb("fulfil", code=1, STRIPE_API_KEY=LIVE_KEY, CI="true")
    assert "a live secret key on a build server" in refused.err
    assert LIVE_KEY not in refused.out + refused.err
    shop.verb("fulfil", "--i-know", STRIPE_API_KEY=LIVE_KEY, CI="true")
    shop.verb("fulfil", STRIPE_API_KEY=LIVE_KEY)
    shop.verb("fulfil", CI="true")


def test_without_the_master_key_nothing_is_asked(shop: Shop) -> None:
    """Nothing could be kept."""
    seen = len(shop.stand_in.served)
    assert "no master key" in shop.verb("fulfil", code=1, KPSITE_MASTER="").err
    assert len(shop.stand_in.served) == seen
