"""Whatever happens to any single request, the next runs end where an undisturbed one does."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from kpsite.practice.faults import Fault, Served
from kpsite.practice.server import StandIn, practice_server
from kpsite.problems import KpsiteError
from kpsite.targets.stripe.account import Account
from tests.building import write
from tests.practice.rig import TEST_KEY
from tests.targets.stripe.rig import LINKS, NOW, Killed, Works, course, die, picture, shop

PROMOS = (
    "- code: SPRING\n  percent_off: 20\n  courses: [fold]\n- code: GIFT\n  percent_off: 100\n  batch: 2\n"
)
BEFORE = "price: 49 USD"
AFTER = "offers:\n  - id: course\n    price: 59 USD\n    currencies: [55 EUR]\n    seats: 5\n"
COURSE = "content/courses/fold/course.md"
SHORT = 0.2

# A program that dies cannot tell the others from these: it happened or not, or the failure was kept.
DIFFERENT_WHEN_KILLED = (Fault.DROP_BEFORE, Fault.DROP_AFTER, Fault.SERVER_ERROR_KEPT)

Story = Callable[[Works], None]


@dataclass(frozen=True)
class Undisturbed:
    """A story without faults: how the account looks after it, how many requests that took, and which of
    them (from 1) wrote something.
    """

    account: list[str]
    requests: int
    writes: list[int]


def first(works: Works) -> None:
    """Make everything for the first time."""


def repriced(works: Works) -> None:
    """Change the price and the codes of what is there."""
    works.until_clean()
    write(works.root, {COURSE: course("Paper folding", AFTER)})
    promos = (works.root / "content/promos.yaml").read_text("utf-8")
    write(works.root, {"content/promos.yaml": promos.replace("20", "25").replace("batch: 2", "batch: 1")})
    works.read()


def published(works: Works) -> None:
    """Apply the change and publish, so that only the old things are left to switch off."""
    repriced(works)
    works.apply("--yes")


LAST_WORDS: dict[Story, tuple[str, ...]] = {first: (), repriced: (), published: ("--retire",)}


def started(folder: Path, stand_in: StandIn, story: Story) -> Works:
    works = Works(shop(folder / "store", BEFORE, PROMOS), stand_in)
    works.read()
    story(works)
    return works


@pytest.fixture(scope="module")
def wanted(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Story], Undisturbed]:
    """Give how the account looks after a story without faults, and how many requests that took."""
    known: dict[str, Undisturbed] = {}

    def undisturbed(story: Story) -> Undisturbed:
        if story.__name__ not in known:
            folder = tmp_path_factory.mktemp(story.__name__)
            with practice_server(folder / "account", clock=lambda: NOW, links=LINKS) as stand_in:
                works = started(folder, stand_in, story)
                before = len(stand_in.served)
                works.apply("--yes", *LAST_WORDS[story])
                requests = stand_in.served[before:]
                works.until_clean()
                writes = [number for number, served in enumerate(requests, 1) if served.writes]
                known[story.__name__] = Undisturbed(picture(stand_in), len(requests), writes)
        return known[story.__name__]

    return undisturbed


@pytest.mark.parametrize("story", list(LAST_WORDS), ids=lambda story: story.__name__)
@pytest.mark.parametrize(
    ("fault", "killed"),
    [*((fault, False) for fault in Fault), *((fault, True) for fault in DIFFERENT_WHEN_KILLED)],
    ids=lambda value: value.name.lower() if isinstance(value, Fault) else "killed" if value else "patient",
)
def test_no_single_fault_changes_the_outcome(
    fault: Fault,
    killed: bool,
    story: Story,
    wanted: Callable[[Story], Undisturbed],
    tmp_path: Path,
) -> None:
    """Each request of an apply in turn meets the fault, and the program waits for its next try or is killed
    there: no link that was on is off before it is retired, the runs after it bring the account to the same
    state, and nothing exists twice.
    """
    undisturbed = wanted(story)
    # A read that failed is asked again whatever went wrong: one fault stands for all of them there.
    every = range(1, undisturbed.requests + 1)
    numbers = every if fault is Fault.DROP_BEFORE else undisturbed.writes
    assert undisturbed.writes
    with practice_server(tmp_path / "start", clock=lambda: NOW, links=LINKS) as stand_in:
        started(tmp_path, stand_in, story)
    for number in numbers:
        folder = tmp_path / str(number)
        shutil.copytree(tmp_path / "start", folder / "account")
        shutil.copytree(tmp_path / "store", folder / "store")
        with practice_server(folder / "account", clock=lambda: NOW, links=LINKS) as stand_in:
            works = Works(folder / "store", stand_in)
            before = on_sale(stand_in)
            stand_in.faults = once(number, fault)
            stand_in.served.clear()
            with suppress(Killed, KpsiteError):
                works.apply("--yes", *LAST_WORDS[story], timeout=SHORT, **({"sleep": die} if killed else {}))
            if "--retire" not in LAST_WORDS[story]:
                assert before <= on_sale(stand_in), f"request {number}"
            works.until_clean()
            there = picture(stand_in)
            assert sorted(set(there) ^ set(undisturbed.account)) == [], f"request {number}"
            assert there == undisturbed.account
        shutil.rmtree(folder)


def on_sale(stand_in: StandIn) -> set[str]:
    account = Account(TEST_KEY, stand_in.base_url, pause=0)
    return {link["url"] for link in account.listed("link", {"active": True})}


def once(number: int, fault: Fault) -> Callable[[Served], Fault | None]:
    return lambda served: fault if served.number == number else None
