"""Faults on purpose: each does what it says, and whether it happened can be seen in the account."""

from __future__ import annotations

import multiprocessing
import signal
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import pytest
import stripe

from kpsite.practice.account import Setup, Storage
from kpsite.practice.faults import Fault, Matching, at
from kpsite.practice.server import StandIn, practice_server
from tests.practice.rig import RESTRICTED_KEY, client, product, refusal

IMPATIENT = 0.5
EXPECTED: dict[Fault, tuple[type[stripe.StripeError], bool]] = {
    Fault.DROP_BEFORE: (stripe.APIConnectionError, False),
    Fault.DROP_AFTER: (stripe.APIConnectionError, True),
    Fault.HANG_BEFORE: (stripe.APIConnectionError, False),
    Fault.HANG_AFTER: (stripe.APIConnectionError, True),
    Fault.RATE_LIMIT: (stripe.RateLimitError, False),
    Fault.CONFLICT: (stripe.APIError, False),
    Fault.SERVER_ERROR: (stripe.APIError, False),
    Fault.SERVER_ERROR_AFTER: (stripe.APIError, True),
    Fault.SERVER_ERROR_KEPT: (stripe.APIError, False),
}


@pytest.mark.parametrize("fault", Fault)
def test_each_fault_does_what_it_says(fault: Fault, stand_in: StandIn) -> None:
    """The client sees the fault as it would see Stripe's; the next request goes well, in the same account."""
    wanted, happened = EXPECTED[fault]
    shop = client(stand_in.base_url, timeout=IMPATIENT)
    stand_in.faults = at(1, fault)
    wrong = refusal(lambda: product(shop))
    assert type(wrong) is wanted
    assert [each.id for each in client(stand_in.base_url).v1.products.list().data] == ["kp-birds"] * happened


def test_a_kept_error_comes_again(stand_in: StandIn, shop: stripe.StripeClient) -> None:
    """A server that failed while it worked says the same to the same key, and works for another."""
    stand_in.faults = Matching("POST", "/v1/products", Fault.SERVER_ERROR_KEPT)
    once: Any = {"idempotency_key": "key-1"}
    for _ in range(2):
        assert refusal(lambda: shop.v1.products.create({"name": "A"}, once)).http_status == 500
    assert shop.v1.products.create({"name": "A"}).active
    assert len(stand_in.served) == 3


def test_faults_match_a_method_and_a_path_as_often_as_wanted(
    stand_in: StandIn, shop: stripe.StripeClient
) -> None:
    """Other requests go on as if nothing were."""
    stand_in.faults = Matching("POST", "/v1/products", Fault.RATE_LIMIT, times=2)
    assert shop.v1.products.list().data == []
    for _ in range(2):
        assert isinstance(refusal(lambda: product(shop)), stripe.RateLimitError)
    assert product(shop).active
    assert [served.writes for served in stand_in.served] == [False, True, True, True]


@pytest.mark.parametrize(
    ("granted", "reads", "writes"),
    [
        (frozenset({"rak_product_write"}), True, True),
        (frozenset({"rak_product_read"}), True, False),
        (frozenset({"rak_plan_write"}), False, False),
    ],
)
def test_restricted_keys(granted: frozenset[str], reads: bool, writes: bool, tmp_path: Path) -> None:
    """A restricted key does what it was given, and the refusal names what it lacks."""
    with practice_server(tmp_path, granted=granted) as stand_in:
        shop = client(stand_in.base_url, RESTRICTED_KEY)
        if reads:
            assert shop.v1.products.list().data == []
        if writes:
            assert product(shop).active
        else:
            wrong = refusal(lambda: product(shop))
            assert isinstance(wrong, stripe.PermissionError)
            assert "rak_product_write" in str(wrong)
            assert RESTRICTED_KEY not in str(wrong)


def test_the_account_outlives_its_server(tmp_path: Path) -> None:
    """Another program finds the same account, with its id; another folder holds another account."""
    with practice_server(tmp_path / "a") as stand_in:
        shop = client(stand_in.base_url)
        product(shop)
        name = shop.v1.accounts.retrieve_current().id
    with practice_server(tmp_path / "a") as one, practice_server(tmp_path / "b") as other:
        assert client(one.base_url).v1.products.retrieve("kp-birds").active
        assert client(one.base_url).v1.accounts.retrieve_current().id == name
        assert client(other.base_url).v1.accounts.retrieve_current().id != name


def _write_and_wait(folder: Path, wrote: Event) -> None:
    with Storage(folder).account(False, 0, Setup("")) as account:
        account.put({"id": "kp-half", "object": "product"})
        wrote.set()
        signal.pause()


def test_half_a_request_leaves_nothing(tmp_path: Path) -> None:
    """A program that is killed while it writes leaves the account as it was before, for all others."""
    context = multiprocessing.get_context("spawn")
    wrote = context.Event()
    writer = context.Process(target=_write_and_wait, args=(tmp_path, wrote))
    writer.start()
    wrote.wait(60)
    writer.kill()
    writer.join()
    with practice_server(tmp_path) as stand_in:
        shop = client(stand_in.base_url)
        assert shop.v1.products.list().data == []
        assert product(shop).active


def test_two_servers_share_an_account(tmp_path: Path) -> None:
    """A preview and an apply at the same time see what the other did, and neither loses anything."""
    with practice_server(tmp_path) as one, practice_server(tmp_path) as other:
        here, there = client(one.base_url), client(other.base_url)
        for number in range(10):
            product(here if number % 2 else there, f"p{number}")
        assert len(here.v1.products.list().data) == len(there.v1.products.list().data) == 10
