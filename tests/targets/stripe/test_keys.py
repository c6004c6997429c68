"""Keys come from the environment alone, and leave no trace."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from kpsite.practice.faults import Fault, at
from kpsite.practice.server import StandIn, practice_server
from kpsite.targets.lock import locked as held
from kpsite.targets.stripe import account
from tests.practice.rig import LIVE_KEY, RESTRICTED_KEY, TEST_KEY
from tests.sites import kpsite
from tests.targets.stripe.rig import LINKS, NOW, environment, everything, no_secret_in, planned, shop, verb

NEEDED = frozenset(
    f"rak_{name}_write" for name in ("product", "plan", "coupon", "promotion_code", "payment_links")
)
# The command line waits half a minute for an answer.
SOON = [fault for fault in Fault if fault not in (Fault.HANG_BEFORE, Fault.HANG_AFTER)]
PROMOS = "- code: GIFT\n  percent_off: 100\n  batch: 1\n"


@pytest.mark.parametrize("words", [("plan",), ("apply", "--yes"), ("drift",), ("plan", "--json")])
def test_without_a_key_one_is_asked_for(words: tuple[str, ...], tmp_path: Path) -> None:
    """No key is no traceback: the message says where to get one, and how to do without."""
    root = shop(tmp_path / "store")
    with environment():
        said = kpsite(root, *words, "--store", str(root))
    assert said.code == 1
    assert "--practice" in said.err + said.out


@pytest.mark.parametrize("key", ["pk_" + "test_abcdefgh", "swordfish", "sk_" + "test_a b"])
def test_a_key_of_the_wrong_kind_is_refused_unseen(key: str, tmp_path: Path, stand_in: StandIn) -> None:
    """A key that cannot do the work is refused before any request, and is not repeated."""
    said = verb(shop(tmp_path / "store"), stand_in, "plan", key=key)
    assert said.code == 1
    assert key not in said.out + said.err
    assert stand_in.served == []


def test_a_key_is_not_sent_just_anywhere(tmp_path: Path) -> None:
    """Another address of the API is on https, or on this machine."""
    root = shop(tmp_path / "store")
    with environment(STRIPE_API_KEY=TEST_KEY, STRIPE_API_BASE="http://api.example.org"):
        said = kpsite(root, "plan", "--store", str(root))
    assert said.code == 1
    assert "STRIPE_API_BASE" in said.err


@pytest.mark.parametrize("fault", SOON, ids=lambda fault: fault.name.lower())
def test_no_key_in_anything_that_is_said_or_written(
    fault: Fault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong, neither the key nor a single-use code is in the output or the lock, and the key is
    in no file.
    """
    monkeypatch.setattr(account, "TRIES", 1)
    root = shop(tmp_path / "store", promos=PROMOS)
    with practice_server(
        tmp_path / "account", clock=lambda: NOW, links=LINKS, faults=at(12, fault)
    ) as stand_in:
        told = [verb(root, stand_in, "apply", "--yes") for _ in range(2)]
        (code,) = (one["code"] for one in everything(stand_in)["code"])
    said = "".join(one.out + one.err for one in told)
    assert "Traceback" not in said
    for secret in (TEST_KEY, code):
        assert secret not in said
        assert secret not in (root / "kpsite.lock").read_text("utf-8")
    no_secret_in(root, TEST_KEY)
    assert code in (root / ".kpsite/codes/test-GIFT.csv").read_text("utf-8")


def test_a_restricted_key_is_enough(tmp_path: Path) -> None:
    """With the permissions that the documentation names everything can be applied."""
    root = shop(tmp_path / "store", promos=PROMOS)
    with practice_server(tmp_path / "account", clock=lambda: NOW, links=LINKS, granted=NEEDED) as stand_in:
        said = verb(root, stand_in, "apply", "--yes", key=RESTRICTED_KEY)
        assert said.code == 0, said.err
        assert planned(root, stand_in)["changes"] == []


def test_a_missing_permission_is_named(tmp_path: Path) -> None:
    """A key that may not do something is told what it lacks, and the run can go on with a better one."""
    root = shop(tmp_path / "store")
    lacking = NEEDED - {"rak_payment_links_write"} | {"rak_payment_links_read"}
    with practice_server(tmp_path / "account", clock=lambda: NOW, links=LINKS, granted=lacking) as stand_in:
        said = verb(root, stand_in, "apply", "--yes", key=RESTRICTED_KEY)
        assert said.code == 1
        assert "rak_payment_links_write" in said.err
        assert verb(root, stand_in, "apply", "--yes").code == 0
        assert len(everything(stand_in)["product"]) == 1


def test_a_live_key_plans_without_a_word(tmp_path: Path, stand_in: StandIn) -> None:
    """Reading is harmless: plan says which mode it looked at."""
    said = verb(shop(tmp_path / "store"), stand_in, "plan", key=LIVE_KEY)
    assert said.code == 0
    assert "live mode" in said.out


def test_two_applies_at_once(tmp_path: Path, stand_in: StandIn) -> None:
    """While one run is at work on the account another says so and does nothing."""
    root = shop(tmp_path / "store")
    (root / ".kpsite").mkdir(exist_ok=True)
    with held(str(root / ".kpsite/apply.lock"), "kpsite.lock"):
        said = verb(root, stand_in, "apply", "--yes")
    assert said.code == 1
    assert "at work on the account" in said.err
    assert everything(stand_in)["product"] == []


def test_the_question_is_answered_with_no_by_default(
    tmp_path: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a terminal the plan is shown and asked about, and only a yes carries it out."""
    root = shop(tmp_path / "store")

    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    for answer, made in (("\n", 0), ("y\n", 1)):
        monkeypatch.setattr("sys.stdin", Terminal(answer))
        assert verb(root, stand_in, "apply").code == 0
        assert len(everything(stand_in)["link"]) == made
