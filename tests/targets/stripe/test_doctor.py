"""The doctor looks at everything that selling takes, and says what to do about each."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from kpsite.commands.key_file import make_key
from kpsite.practice.server import StandIn, practice_server
from tests.building import write
from tests.practice.rig import RESTRICTED_KEY
from tests.sites import kpsite
from tests.targets.stripe.rig import LINKS, NOW, environment, shop, verb

HTTPS = "https://shop.example.org/"


def states(out: str) -> dict[str, str]:
    return {found["what"]: found["state"] for found in json.loads(out)["findings"]}


def test_a_healthy_shop(tmp_path: Path, stand_in: StandIn) -> None:
    """Key, account, mode, address, host and git are looked at; nothing is wrong, and no key is shown."""
    root = shop(tmp_path / "store", url=HTTPS)
    write(root, {".gitignore": ".kpsite/\n", "netlify.toml": ""})
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    said = verb(root, stand_in, "doctor", "--json", key=RESTRICTED_KEY)
    assert said.code == 0, said.out
    assert RESTRICTED_KEY not in said.out
    found = states(said.out)
    assert found["STRIPE_API_KEY is a restricted key of test mode"] == "good"
    assert any("Practice account" in what and "test mode" in what for what in found)
    assert found[".kpsite is not committed"] == "good"
    assert found["Set up for Netlify"] == "good"
    assert "wrong" not in found.values()


def test_what_is_wrong_is_said(tmp_path: Path) -> None:
    """An address without https, secrets under version control, a key that may not read, an account that
    cannot take payments: each is found, and the exit code says so.
    """
    root = shop(tmp_path / "store", url="http://shop.example.org/")
    make_key(root)
    subprocess.run(["git", "init", "-q", str(root)], check=True)
    subprocess.run(["git", "-C", str(root), "add", "-f", ".kpsite"], check=True)
    some = frozenset({"rak_product_read", "rak_account_read"})
    with practice_server(
        tmp_path / "account", clock=lambda: NOW, links=LINKS, granted=some, lacking=frozenset({"charges"})
    ) as stand_in:
        said = verb(root, stand_in, "doctor", key=RESTRICTED_KEY)
    assert said.code == 1
    for wrong in (
        "The store's address is http://shop.example.org/",
        ".kpsite is committed",
        "rak_payment_links_read",
        "The account cannot take payments yet",
    ):
        assert f"✗ {wrong}" in said.out or wrong in said.out


def test_settings_that_only_the_dashboard_has(tmp_path: Path, stand_in: StandIn) -> None:
    """What a plan would need and no key can look at is named beforehand."""
    tax = "price: 49 USD\ntax: stripe_tax\ntax_included: true\ncheckout: {terms: true}"
    said = verb(shop(tmp_path / "store", tax, url=HTTPS), stand_in, "doctor")
    assert "set up Stripe Tax" in said.out
    assert "name your terms" in said.out


def test_without_a_key_and_with_practice(tmp_path: Path) -> None:
    """A shop that uses links made by hand needs no key, and that is nothing wrong."""
    root = shop(tmp_path / "store", "price: 49 USD\npayment_link: https://buy.stripe.com/abc", url=HTTPS)
    with environment():
        assert kpsite(root, "doctor", "--store", str(root)).code == 0
        said = kpsite(root, "doctor", "--practice", "--store", str(root))
    assert said.code == 0
    assert "practice mode" in said.out


def test_links_by_hand_are_told_where_they_lead(tmp_path: Path) -> None:
    """Where lessons open in the shop, the Dashboard has to send buyers to the page that opens them."""
    by_hand = "price: 49 USD\nid: c_fold\npayment_link: https://buy.stripe.com/made-by-hand"
    root = shop(tmp_path / "store", by_hand, url=HTTPS)
    way = f"{HTTPS}unlock/#c=c_fold&s={{CHECKOUT_SESSION_ID}}"
    assert (
        f"The link by hand of c_fold.course has to lead on to {way}"
        in kpsite(root, "doctor", "--store", str(root)).out
    )
