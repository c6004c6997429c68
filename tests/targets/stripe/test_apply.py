"""From an edit in Markdown to the account: seen before it happens, and then exactly so."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest

from kpsite.practice.faults import Fault, Matching, no_faults
from kpsite.practice.server import StandIn
from kpsite.problems import KpsiteError
from tests.building import write
from tests.practice.rig import LIVE_KEY, client
from tests.targets.stripe.rig import Works, changes, course, everything, locked, planned, shop, verb

COURSE = "content/courses/fold/course.md"


def reprice(root: Path, offers: str) -> None:
    write(root, {COURSE: course("Paper folding", offers)})


def test_the_first_apply_makes_what_the_plan_says(tmp_path: Path, stand_in: StandIn) -> None:
    """Product, price and link come into being, the lock knows the link, and nothing is left to do."""
    root = shop(tmp_path / "store")
    told = planned(root, stand_in, "--exit-code")
    assert changes(told) == ["create link fold.course", "create price fold.course", "create product fold"]
    assert {"/", "/courses/fold/", "/buy/fold/"} <= set(told["pages"])
    said = verb(root, stand_in, "apply", "--plan", told["digest"])
    assert said.code == 0, said.err
    (link,) = everything(stand_in)["link"]
    assert locked(root)["link fold.course"]["url"] == link["url"]
    assert verb(root, stand_in, "plan", "--exit-code").code == 0


def test_plan_changes_nothing_and_tells_scripts(tmp_path: Path, stand_in: StandIn) -> None:
    """Planning only reads, writes no lock, and exits with 3 where changes are pending, if asked to."""
    root = shop(tmp_path / "store")
    assert verb(root, stand_in, "plan").code == 0
    assert verb(root, stand_in, "plan", "--exit-code").code == 3
    assert {served.request.method for served in stand_in.served} == {"GET"}
    assert not (root / "kpsite.lock").exists()


def test_buyers_come_back_with_the_id_of_their_session(tmp_path: Path, stand_in: StandIn) -> None:
    """The way back names the course, and has Stripe's placeholder as it must be written."""
    root = shop(tmp_path / "store")
    assert verb(root, stand_in, "apply", "--yes").code == 0
    (link,) = everything(stand_in)["link"]
    wanted = "http://localhost:9/unlock/#c=fold&s={CHECKOUT_SESSION_ID}"
    assert link["after_completion"]["redirect"]["url"] == wanted


def test_a_new_price_is_a_new_link_and_the_old_one_lives_on(tmp_path: Path, stand_in: StandIn) -> None:
    """The plan shows both amounts and the address that will stop; the apply stops nothing by itself."""
    root = shop(tmp_path / "store")
    verb(root, stand_in, "apply", "--yes")
    old = locked(root)["link fold.course"]["url"]
    reprice(root, "price: 59 USD")
    shown = verb(root, stand_in, "plan").out
    assert "49.00 USD → 59.00 USD" in shown
    assert old in shown
    verb(root, stand_in, "apply", "--yes")
    links = {link["url"]: link["active"] for link in everything(stand_in)["link"]}
    new = locked(root)["link fold.course"]["url"]
    assert links == {old: True, new: True}
    assert new != old


def test_retiring_ends_the_old_link_and_then_its_price(tmp_path: Path, stand_in: StandIn) -> None:
    """With --retire the old link and the old price are switched off, and the plan is empty after it."""
    root = shop(tmp_path / "store")
    verb(root, stand_in, "apply", "--yes")
    reprice(root, "price: 59 USD")
    verb(root, stand_in, "apply", "--yes")
    said = verb(root, stand_in, "apply", "--yes", "--retire")
    assert said.code == 0, said.err
    there = everything(stand_in)
    assert sorted((price["unit_amount"], price["active"]) for price in there["price"]) == [
        (4900, False), (5900, True),
    ]  # fmt: skip
    assert sorted(link["active"] for link in there["link"]) == [False, True]
    assert planned(root, stand_in)["changes"] == []


def test_the_old_price_comes_back_with_its_old_link(tmp_path: Path, stand_in: StandIn) -> None:
    """From 49 to 59 and back to 49 takes two prices and two links, not three, and copies work again."""
    root = shop(tmp_path / "store")
    for offers in ("price: 49 USD", "price: 59 USD", "price: 49 USD"):
        reprice(root, offers)
        verb(root, stand_in, "apply", "--yes")
        verb(root, stand_in, "apply", "--yes", "--retire")
    there = everything(stand_in)
    assert (len(there["price"]), len(there["link"])) == (2, 2)
    (active,) = (link for link in there["link"] if link["active"])
    assert locked(root)["link fold.course"]["url"] == active["url"]
    assert planned(root, stand_in)["changes"] == []


def test_an_interrupted_way_back_leaves_the_pages_selling(tmp_path: Path, stand_in: StandIn) -> None:
    """While the old link is not on again yet, the lock goes on naming the one that sells."""
    root = shop(tmp_path / "store")
    verb(root, stand_in, "apply", "--yes")
    reprice(root, "price: 59 USD")
    verb(root, stand_in, "apply", "--yes")
    verb(root, stand_in, "apply", "--yes", "--retire")
    selling = locked(root)["link fold.course"]["url"]
    reprice(root, "price: 49 USD")
    stand_in.faults = Matching("POST", "/v1/payment_links", Fault.SERVER_ERROR, 100)
    works = Works(root, stand_in)
    with pytest.raises(KpsiteError):
        works.apply("--yes")
    assert locked(root)["link fold.course"]["url"] == selling
    links = {link["url"]: link["active"] for link in everything(stand_in)["link"]}
    assert links[selling] is True
    stand_in.faults = no_faults
    works.until_clean()
    assert locked(root)["link fold.course"]["url"] != selling


def test_words_change_on_the_link_that_is_there(tmp_path: Path, stand_in: StandIn) -> None:
    """What Stripe can change in place keeps its address; what leaves the store leaves the account."""
    root = shop(tmp_path / "store", "price: 49 USD\ncheckout: {text: Hello, phone: true, quantity: 5}")
    verb(root, stand_in, "apply", "--yes")
    url = locked(root)["link fold.course"]["url"]
    reprice(root, "price: 49 USD\ncheckout: {after_text: Bye}")
    assert changes(planned(root, stand_in)) == ["update link fold.course"]
    verb(root, stand_in, "apply", "--yes")
    (link,) = everything(stand_in)["link"]
    assert link["url"] == url
    assert link["custom_text"]["submit"] is None
    assert link["custom_text"]["after_submit"]["message"] == "Bye"
    assert link["phone_number_collection"]["enabled"] is False
    assert planned(root, stand_in)["changes"] == []


def test_other_currencies_come_and_go(tmp_path: Path, stand_in: StandIn) -> None:
    """Amounts in other currencies change on the price that is there, and the link stays."""
    root = shop(tmp_path / "store", OFFER.format(more="currencies: [45 EUR, 40 GBP]"))
    verb(root, stand_in, "apply", "--yes")
    reprice(root, OFFER.format(more="currencies: [44 EUR]"))
    verb(root, stand_in, "apply", "--yes")
    (price,) = everything(stand_in)["price"]
    asked = {currency: option["unit_amount"] for currency, option in price["currency_options"].items()}
    assert asked.get("eur") == 4400
    assert "gbp" not in asked
    assert planned(root, stand_in)["changes"] == []


OFFER = "offers:\n  - id: course\n    price: 49 USD\n    {more}"


def test_a_plan_that_is_out_of_date_is_refused(tmp_path: Path, stand_in: StandIn) -> None:
    """What was reviewed is what happens: a change of the store or of the account makes apply refuse."""
    root = shop(tmp_path / "store")
    digest = planned(root, stand_in)["digest"]
    reprice(root, "price: 59 USD")
    said = verb(root, stand_in, "apply", "--plan", digest)
    assert (said.code, everything(stand_in)["product"]) == (1, [])
    assert "moved since" in said.err
    digest = planned(root, stand_in)["digest"]
    client(stand_in.base_url).v1.products.create({"id": "kp-localhost-9-fold", "name": "Mine"})
    assert verb(root, stand_in, "apply", "--plan", digest).code == 1
    assert everything(stand_in)["price"] == []


def test_nobody_is_asked_behind_a_pipe(
    tmp_path: Path, stand_in: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal apply wants --yes or the plan's digest, and does nothing otherwise."""
    root = shop(tmp_path / "store")
    monkeypatch.setattr("sys.stdin", StringIO())
    said = verb(root, stand_in, "apply")
    assert said.code == 1
    assert "--yes" in said.err
    assert everything(stand_in)["product"] == []


def test_live_mode_has_to_be_said(tmp_path: Path, stand_in: StandIn) -> None:
    """A live key alone moves nothing; with --live the lock gets a section of its own."""
    root = shop(tmp_path / "store", url="https://shop.example.org/")
    verb(root, stand_in, "apply", "--yes")
    said = verb(root, stand_in, "apply", "--yes", key=LIVE_KEY)
    assert said.code == 1
    assert "--live" in said.err
    assert verb(root, stand_in, "apply", "--yes", "--live", key=LIVE_KEY).code == 0
    text = (root / "kpsite.lock").read_text("utf-8")
    assert '"live"' in text
    assert '"test"' in text


def test_a_course_that_is_gone_is_switched_off_and_never_deleted(tmp_path: Path, stand_in: StandIn) -> None:
    """A course taken out of the store stays in the account, switched off, after its pages are gone."""
    root = shop(tmp_path / "store")
    more = {"content/courses/tip/course.md": course("A tip", "price: 5 USD")}
    write(root, more | {"content/courses/tip/01-one.md": "---\ntitle: One\n---\nx\n"})
    verb(root, stand_in, "apply", "--yes")
    for path in (root / "content/courses/tip").iterdir():
        path.unlink()
    verb(root, stand_in, "apply", "--yes", "--retire")
    there = everything(stand_in)
    on = {kind: sum(one["active"] for one in there[kind]) for kind in ("product", "price", "link")}
    assert on == {"product": 1, "price": 1, "link": 1}
    assert len(there["product"]) == 2
    assert "link tip.course" not in locked(root)
    assert planned(root, stand_in)["changes"] == []
