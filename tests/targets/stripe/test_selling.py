"""What was applied can be bought, and what buyers did is no surprise to the next apply."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from kpsite.practice.server import StandIn, practice_server
from tests.building import write
from tests.practice.buyer import EMAIL, Buyer
from tests.targets.stripe.rig import NOW, changes, course, everything, locked, planned, shop, verb

OFFER = "offers:\n  - id: course\n    price: 49 USD\n    seats: {seats}"


@pytest.fixture
def open_desk(tmp_path: Path) -> Iterator[StandIn]:
    """Run a stand-in whose payment links can be followed."""
    with practice_server(tmp_path / "account", clock=lambda: NOW) as running:
        yield running


def test_a_buyer_pays_with_a_code_and_comes_back(tmp_path: Path, open_desk: StandIn) -> None:
    """The link that the lock names takes the code from the store, and leads back with the session's id."""
    promos = "- code: SPRING\n  percent_off: 20\n  courses: [fold]\n"
    root = shop(tmp_path / "store", promos=promos)
    assert verb(root, open_desk, "apply", "--yes").code == 0
    buyer = Buyer(locked(root)["link fold.course"]["url"])
    buyer.press("update", code="SPRING")
    assert "$39.20" in buyer.page.text
    answer = buyer.press("pay", email=EMAIL, code="SPRING")
    assert answer.location == f"http://localhost:9/unlock/#c=fold&s={buyer.session}"
    assert changes(planned(root, open_desk)) == []


def test_seats_that_are_sold_stay_sold(tmp_path: Path, open_desk: StandIn) -> None:
    """A link that switched itself off is no difference and is not repaired; more seats switch it on again."""
    root = shop(tmp_path / "store", OFFER.format(seats=1))
    verb(root, open_desk, "apply", "--yes")
    url = locked(root)["link fold.course"]["url"]
    Buyer(url).press("pay", email=EMAIL)
    assert everything(open_desk)["link"][0]["active"] is False
    assert verb(root, open_desk, "drift").code == 0
    assert changes(planned(root, open_desk)) == []
    verb(root, open_desk, "apply", "--yes")
    assert locked(root)["link fold.course"]["state"] == "sold_out"
    write(root, {"content/courses/fold/course.md": course("Paper folding", OFFER.format(seats=2))})
    assert changes(planned(root, open_desk)) == ["update link fold.course"]
    verb(root, open_desk, "apply", "--yes")
    assert (locked(root)["link fold.course"]["state"], locked(root)["link fold.course"]["url"]) == (
        "active",
        url,
    )
    assert everything(open_desk)["link"][0]["active"] is True
    assert changes(planned(root, open_desk)) == []


def test_words_change_on_a_link_that_is_sold_out(tmp_path: Path, open_desk: StandIn) -> None:
    """An edit of the text leaves a link off whose seats are sold."""
    root = shop(tmp_path / "store", OFFER.format(seats=1))
    verb(root, open_desk, "apply", "--yes")
    Buyer(locked(root)["link fold.course"]["url"]).press("pay", email=EMAIL)
    more = OFFER.format(seats="1\n    checkout: {closed_text: See you in May}")
    write(root, {"content/courses/fold/course.md": course("Paper folding", more)})
    assert verb(root, open_desk, "apply", "--yes").code == 0
    (link,) = everything(open_desk)["link"]
    assert (link["active"], link["inactive_message"]) == (False, "See you in May")
    assert locked(root)["link fold.course"]["state"] == "sold_out"
    assert changes(planned(root, open_desk)) == []


def test_codes_that_are_used_up_stay_so(tmp_path: Path, open_desk: StandIn) -> None:
    """A code with no uses left, and a gift code that was used, are neither drift nor made again."""
    promos = "- code: ONCE\n  percent_off: 20\n  max_uses: 1\n- code: GIFT\n  percent_off: 100\n  batch: 1\n"
    root = shop(tmp_path / "store", promos=promos)
    verb(root, open_desk, "apply", "--yes")
    gift = (root / ".kpsite/codes/test-GIFT.csv").read_text("utf-8").splitlines()[1].partition(",")[0]
    url = locked(root)["link fold.course"]["url"]
    for text in ("ONCE", gift):
        buyer = Buyer(url)
        buyer.press("update", code=text)
        buyer.press("pay", email=EMAIL, code=text)
    assert [code["active"] for code in everything(open_desk)["code"]] == [False, False]
    assert verb(root, open_desk, "drift").code == 0
    assert changes(planned(root, open_desk)) == []
    verb(root, open_desk, "apply", "--yes")
    assert f"{gift},used" in (root / ".kpsite/codes/test-GIFT.csv").read_text("utf-8")
