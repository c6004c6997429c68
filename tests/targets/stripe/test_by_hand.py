"""What people do in the Dashboard: shown, respected, put back or taken over, as the creator says."""

from __future__ import annotations

import json
from pathlib import Path

from kpsite.practice.server import StandIn
from tests.building import write
from tests.practice.rig import client, coupon, link, price, product
from tests.targets.stripe.rig import changes, course, everything, locked, planned, shop, verb

COURSE = "content/courses/fold/course.md"


def applied(root: Path, stand_in: StandIn, *words: str) -> None:
    said = verb(root, stand_in, "apply", "--yes", *words)
    assert said.code == 0, said.err


def only_link(stand_in: StandIn) -> dict[str, object]:
    (one,) = everything(stand_in)["link"]
    return one


def test_nothing_drifts_by_itself(tmp_path: Path, stand_in: StandIn) -> None:
    """Right after an apply nothing counts as changed by hand, and an edit of the store does not either."""
    root = shop(tmp_path / "store")
    applied(root, stand_in)
    assert verb(root, stand_in, "drift").code == 0
    write(root, {COURSE: course("Folding paper", "price: 59 USD")})
    assert verb(root, stand_in, "drift").code == 0


def test_a_change_by_hand_is_shown_and_stays(tmp_path: Path, stand_in: StandIn) -> None:
    """Drift names the field, what was there and what is; apply leaves it, also beside other changes."""
    root = shop(tmp_path / "store")
    applied(root, stand_in)
    shown = only_link(stand_in)
    client(stand_in.base_url).v1.payment_links.update(str(shown["id"]), {"inactive_message": "Back in May"})
    said = verb(root, stand_in, "drift", "--json")
    assert said.code == 3
    (found,) = json.loads(said.out)["drift"]
    assert (found["key"], found["field"], found["now"]) == (
        "link fold.course",
        "inactive_message",
        "Back in May",
    )
    write(root, {COURSE: course("Paper folding", "price: 49 USD\ncheckout: {after_text: Bye}")})
    applied(root, stand_in)
    now = only_link(stand_in)
    assert now["inactive_message"] == "Back in May"
    assert "Bye" in str(now["custom_text"])
    assert verb(root, stand_in, "drift").code == 3


def test_overwrite_puts_it_back(tmp_path: Path, stand_in: StandIn) -> None:
    """With --overwrite the account is as the store says again, and nothing drifts."""
    root = shop(tmp_path / "store")
    applied(root, stand_in)
    before = only_link(stand_in)
    client(stand_in.base_url).v1.payment_links.update(str(before["id"]), {"inactive_message": "Back in May"})
    assert changes(planned(root, stand_in)) == []
    assert changes(planned(root, stand_in, "--overwrite")) == ["update link fold.course"]
    applied(root, stand_in, "--overwrite")
    assert only_link(stand_in)["inactive_message"] == before["inactive_message"]
    assert verb(root, stand_in, "drift").code == 0


def test_a_sale_that_somebody_stopped_stays_stopped(tmp_path: Path, stand_in: StandIn) -> None:
    """A link switched off in the Dashboard is not switched on again, and the lock says that it is off."""
    root = shop(tmp_path / "store")
    applied(root, stand_in)
    client(stand_in.base_url).v1.payment_links.update(str(only_link(stand_in)["id"]), {"active": False})
    applied(root, stand_in)
    assert only_link(stand_in)["active"] is False
    assert locked(root)["link fold.course"]["state"] == "inactive"


def test_what_was_removed_by_hand_stays_away(tmp_path: Path, stand_in: StandIn) -> None:
    """A coupon deleted in the Dashboard is shown, and made again with --overwrite alone."""
    root = shop(tmp_path / "store", promos="- code: SPRING\n  percent_off: 20\n")
    applied(root, stand_in)
    (gone,) = everything(stand_in)["coupon"]
    client(stand_in.base_url).v1.coupons.delete(gone["id"])
    said = verb(root, stand_in, "drift")
    assert said.code == 3
    assert "was removed by hand" in said.out
    applied(root, stand_in)
    assert everything(stand_in)["coupon"] == []
    applied(root, stand_in, "--overwrite")
    assert len(everything(stand_in)["coupon"]) == 1
    assert changes(planned(root, stand_in)) == []


def test_the_lock_can_be_made_anew_from_the_account(tmp_path: Path, stand_in: StandIn) -> None:
    """A lost lock comes back with --refresh, which writes nothing to the account."""
    root = shop(tmp_path / "store")
    applied(root, stand_in)
    before = (root / "kpsite.lock").read_bytes()
    (root / "kpsite.lock").unlink()
    asked = len(stand_in.served)
    assert verb(root, stand_in, "apply", "--refresh").code == 0
    assert {served.request.method for served in stand_in.served[asked:]} == {"GET"}
    assert (root / "kpsite.lock").read_bytes() == before


def test_links_made_by_hand_move_into_the_store(tmp_path: Path, stand_in: StandIn) -> None:
    """A link that the front matter names is taken over with its price and product, and keeps its address when
    the front matter no longer names it.
    """
    desk = client(stand_in.base_url)
    product(desk, "prod_mine", name="Paper folding")
    made = link(desk, price(desk, "prod_mine", 4900).id)
    root = shop(tmp_path / "store", f"price: 49 USD\npayment_link: {made.url}")
    assert changes(planned(root, stand_in)) == []
    said = verb(root, stand_in, "apply", "--adopt")
    assert (said.code, said.out.count("is taken over")) == (0, 3)
    write(root, {COURSE: course("Paper folding", "price: 49 USD")})
    assert all(change.startswith("update") for change in changes(planned(root, stand_in)))
    applied(root, stand_in)
    there = everything(stand_in)
    assert [len(there[kind]) for kind in ("product", "price", "link")] == [1, 1, 1]
    assert locked(root)["link fold.course"]["url"] == made.url
    assert "{CHECKOUT_SESSION_ID}" in str(there["link"][0]["after_completion"])
    assert changes(planned(root, stand_in)) == []


def test_a_stranger_in_the_way_is_not_touched(tmp_path: Path, stand_in: StandIn) -> None:
    """A code of the same text that kpsite did not make stops the apply, and is taken over with --adopt."""
    desk = client(stand_in.base_url)
    coupon(desk, "mine")
    desk.v1.promotion_codes.create({"promotion": {"type": "coupon", "coupon": "mine"}, "code": "Spring"})
    root = shop(tmp_path / "store", promos="- code: SPRING\n  percent_off: 20\n")
    said = verb(root, stand_in, "apply", "--yes")
    assert said.code == 1
    assert "--adopt" in said.err
    assert everything(stand_in)["product"] == []
    applied(root, stand_in, "--adopt")
    applied(root, stand_in)
    active = [code["code"] for code in everything(stand_in)["code"] if code["active"]]
    assert active == ["SPRING"]
    assert changes(planned(root, stand_in)) == []


def test_objects_of_others_are_left_alone(tmp_path: Path, stand_in: StandIn) -> None:
    """What else is sold in the account, by hand or from another store, is in no plan."""
    desk = client(stand_in.base_url)
    product(desk, "prod_mine")
    link(desk, price(desk, "prod_mine").id)
    root = shop(tmp_path / "store")
    applied(root, stand_in)
    other = shop(tmp_path / "other", "price: 5 USD", url="http://localhost:9/other/")
    applied(other, stand_in)
    for place in (root, other):
        assert changes(planned(place, stand_in)) == []
        applied(place, stand_in, "--retire")
    assert all(one["active"] for one in everything(stand_in)["link"])


def test_of_twins_the_one_in_the_lock_stays(tmp_path: Path, stand_in: StandIn) -> None:
    """Two machines that applied at the same moment leave two links; the one that pages know stays, and the
    other is switched off with --retire.
    """
    root = shop(tmp_path / "store")
    applied(root, stand_in)
    known = everything(stand_in)["link"][0]
    desk = client(stand_in.base_url)
    twin = link(desk, known["line_items"]["data"][0]["price"]["id"], metadata=known["metadata"])
    assert changes(planned(root, stand_in)) == [f"retire link fold.course ~{twin.id}"]
    applied(root, stand_in, "--retire")
    on = {one["id"]: one["active"] for one in everything(stand_in)["link"]}
    assert on == {known["id"]: True, twin.id: False}
    assert changes(planned(root, stand_in)) == []


def test_the_lock_of_another_account_is_refused(tmp_path: Path, stand_in: StandIn) -> None:
    """A lock for another account is refused, so that nothing of one is looked for in the other."""
    root = shop(tmp_path / "store")
    applied(root, stand_in)
    text = (root / "kpsite.lock").read_text("utf-8")
    account = json.loads(text)["test"]["account"]
    (root / "kpsite.lock").write_text(text.replace(account, "acct_other"), "utf-8")
    said = verb(root, stand_in, "plan")
    assert said.code == 1
    assert "acct_other" in said.err
