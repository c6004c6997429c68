"""The preview practises: buy buttons lead to a checkout on this machine, and nothing of it is published."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from kpsite.model.lock import LOCK_FILE
from kpsite.practice.place import ROOT
from kpsite.sealing.lockers import find_entry
from tests.aside import run
from tests.practice.buyer import EMAIL, Buyer, ask
from tests.serve.test_serve import Served, browser, message, serving
from tests.sites import MASTER, contents, kpsite, store

COURSE = "/courses/abc/"
BY_HAND = "https://buy.stripe.com/test_abc"
LINK = re.compile(rf'href="(http://127\.0\.0\.1:\d+{ROOT}/pay/\w+)"')


def pay_link(served: Served, path: str = COURSE, *, other_than: str = "") -> str:
    """Wait until the course's page leads to the practice checkout, and give the address."""

    async def story() -> str:
        async with browser(served) as channel:
            while True:
                found = LINK.search(served.get(path)[1])
                if found and found[1] != other_than:
                    return found[1]
                assert (await message(channel))["command"] == "reload"

    return run(story())


def locker(served: Served) -> bytes:
    with urlopen(f"http://127.0.0.1:{served.port}/_kp/l/c_abc.kpl") as answer:
        return bytes(answer.read())


def edit(root: Path, pattern: str, words: str) -> None:
    file = root / "content" / "courses" / "abc" / "course.md"
    file.write_text(re.sub(pattern, words, file.read_text("utf-8")), "utf-8")


def unlinked(folder: Path) -> Path:
    """Give a store that has no account, and no payment link made by hand."""
    root = store(folder)
    edit(root, "payment_link: .*\n", "")
    return root


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(unlinked(tmp_path_factory.mktemp("shop"))) as made:
        yield made


def test_a_store_without_an_account_can_be_bought_from(served: Served) -> None:
    """From the button to the thank-you page, with no key, no account and no lock of its own."""
    link = pay_link(served)
    buyer = Buyer(link, "", {"Referer": f"http://127.0.0.1:{served.port}{COURSE}"})
    assert "$49.00" in buyer.page.text
    assert buyer.press("leave").location == COURSE
    answer = buyer.press("pay", email=EMAIL)
    assert answer.location == f"http://127.0.0.1:{served.port}/unlock/#c=c_abc&s={buyer.session}"
    assert not (served.root / LOCK_FILE).exists()
    assert find_entry(locker(served), buyer.session, "c_abc") is not None
    assert find_entry(locker(served), f"cs_test_{'0' * 58}", "c_abc") is None
    assert served.get("/_kp/l/other.kpl")[0] == 404
    assert served.get("/_kp/l/c_abc.kpl", host="evil.example.org")[0] == 421
    assert ask(link, headers={"Host": "evil.example.org"}).status == 421


def test_a_new_price_is_asked_at_once(served: Served) -> None:
    """A save that changes the price changes the checkout; the old link goes on as before, like Stripe's."""
    old = pay_link(served)
    edit(served.root, "price: .*", "price: 59 USD")
    new = pay_link(served, other_than=old)
    assert "$59.00" in Buyer(new).page.text
    assert "$49.00" in Buyer(old).page.text


def test_the_last_seat(tmp_path: Path) -> None:
    """When it is taken, the page says so at once, and the link as well."""
    root = unlinked(tmp_path)
    edit(root, "price: .*", "offers:\n  - {id: course, price: 49 USD, seats: 1}")
    with serving(root) as made:
        link = pay_link(made)

        async def story() -> None:
            async with browser(made) as channel:
                Buyer(link).press("pay", email=EMAIL)
                while LINK.search(made.get(COURSE)[1]):
                    assert (await message(channel))["command"] == "reload"

        run(story())
        assert "Not for sale" in ask(link).text


def test_links_made_by_hand_are_left_alone_in_practice(tmp_path: Path) -> None:
    """While practising nobody is led out of this machine; the page that is published leads to Stripe."""
    root = store(tmp_path)
    with serving(root) as made:
        pay_link(made)
        assert BY_HAND not in made.get(COURSE)[1]
    assert kpsite(root, "build", "--allow-test").code == 0
    page = (root / "dist" / "courses" / "abc" / "index.html").read_text("utf-8")
    assert BY_HAND in page


def test_nothing_of_practice_is_published(tmp_path: Path) -> None:
    """No file of a build names the practice checkout, not even when its lock is taken for the store's."""
    root = unlinked(tmp_path)
    with serving(root) as made:
        pay_link(made)
    shutil.copy(root / ".kpsite" / "practice" / LOCK_FILE, root / LOCK_FILE)
    assert kpsite(root, "build").code == 0
    published = contents(root / "dist")
    assert published
    assert [name for name, data in published.items() if ROOT.encode() in data or b"127.0.0.1" in data] == []
    assert [name for name in published if "practice" in name] == []


def test_the_verbs_practise_on_the_same_account(tmp_path: Path) -> None:
    """``apply --practice`` finds what the preview made, and has nothing to do but to know the usual port."""
    root = unlinked(tmp_path)
    with serving(root) as made:
        link = pay_link(made)
        address = f"http://127.0.0.1:{made.port}/"
        said = kpsite(
            root,
            "plan",
            "--practice",
            "--json",
            "--base-url",
            address,
            "--store",
            str(root),
            "--today",
            "2026-11-22",
        )
        assert '"changes": []' in said.out, said.out + said.err
        assert "$49.00" in Buyer(link).page.text


def test_a_grant_opens_the_preview_at_once(tmp_path: Path) -> None:
    """Who is given access while the preview runs is let in there; a spoilt record changes nothing."""
    root = store(tmp_path)
    with serving(root) as made:

        async def story() -> None:
            async with browser(made) as channel:
                assert kpsite(root, "grant", "abc", "--store", str(root)).code == 0
                while find_entry(locker(made), MASTER.claim(1), "c_abc") is None:
                    assert (await message(channel))["command"] == "reload"
                (root / "kpsite.access").write_text("{", "utf-8")
                made.save("---\ntitle: Changed\n---\n\nText.\n")
                while "Changed" not in made.get(COURSE)[1]:
                    assert (await message(channel))["command"] == "reload"
                assert find_entry(locker(made), MASTER.claim(1), "c_abc") is not None

        run(story())
