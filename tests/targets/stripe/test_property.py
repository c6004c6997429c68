"""Whatever creators edit and whatever goes wrong meanwhile, the account ends as the store says."""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from kpsite.model.lock import Section
from kpsite.practice.faults import Fault, Served
from kpsite.practice.server import StandIn, practice_server
from kpsite.problems import KpsiteError
from kpsite.reading.lock import read_lock
from kpsite.targets.stripe.catalogue import catalogue
from kpsite.targets.stripe.fields import KINDS
from kpsite.targets.stripe.held import read_current
from tests.building import write
from tests.practice.rig import client
from tests.targets.stripe.rig import (
    LESSON,
    LINKS,
    NOW,
    Killed,
    Works,
    changes,
    course,
    die,
    everything,
    planned,
    shop,
)

STEPS = 6
AMOUNTS = ("49 USD", "59 USD", "9.50 USD", "12 EUR", "900 JPY")
MORE = (
    "", "seats: 3", "interval: month", "interval: year\n    trial_days: 7", "pay_what_you_want: true",
    "currencies: [7 GBP, 8 CAD]", "currencies: [8 GBP]", "bumps: [tip]", "name: The tier",
    "checkout: {text: Hello, phone: true}", "checkout: {promotion_codes: false, quantity: 9}",
    "features: [One, Two]", "ends: 2026-12-24", "ends: 2026-11-01", "sold_out: true",
)  # fmt: skip
PROMOS = (
    "- code: SPRING\n  percent_off: 20\n", "- code: SPRING\n  percent_off: 25\n  courses: [fold]\n",
    "- code: spring\n  percent_off: 25\n  ends: 2026-12-31\n", "- code: FIVE\n  amount_off: 5 USD\n",
    "- code: FIVE\n  amount_off: 5 USD\n  currencies: [4 EUR]\n  minimum: 9 USD\n",
    "- code: GIFT\n  percent_off: 100\n  batch: 2\n", "- code: GIFT\n  percent_off: 100\n  batch: 4\n",
    "- code: LATER\n  percent_off: 10\n  starts: 2027-01-01\n",
)  # fmt: skip
STATUSES = ("open", "open", "open", "closed", "archived")


class Life:
    """A shop, its account, and what happens to the two."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.chance, self.left = chance, 0
        self.root = shop(folder / "store")
        self.fault: Fault | None = None

    def unlucky(self, _: Served) -> Fault | None:
        """Give the chosen fault to one request, some requests from now."""
        self.left -= 1
        return self.fault if self.left == 0 else None

    def edit(self) -> None:
        """Change the courses and the codes as a creator might."""
        chance = self.chance
        write(self.root, {"content/courses/fold/course.md": course("Paper folding", self.offers())})
        tip = self.root / "content/courses/tip"
        if chance.random() < 0.5:
            matter = f"status: {chance.choice(STATUSES)}\nprice: {chance.choice(AMOUNTS)}"
            matter += chance.choice(("", "\nid: c_tip"))
            write(tip, {"course.md": course(chance.choice(("A tip", "A hint")), matter), "01-one.md": LESSON})
        elif tip.exists():
            for path in tip.iterdir():
                path.unlink()
        codes = {one.split("\n")[0].upper(): one for one in chance.sample(PROMOS, chance.randint(0, 4))}
        write(self.root, {"content/promos.yaml": "".join(codes.values())})

    def offers(self) -> str:
        chance = self.chance
        ids = chance.sample(("course", "club", "team"), chance.randint(1, 3))
        lines = [
            f"  - id: {name}\n    price: {chance.choice(AMOUNTS)}\n    {chance.choice(MORE)}".rstrip()
            for name in ids
        ]
        return f"status: {chance.choice(STATUSES)}\noffers:\n" + "\n".join(lines)

    def meddle(self, url: str) -> None:
        """Change something by hand, as in the Dashboard."""
        desk = client(url)
        links = list(desk.v1.payment_links.list({"active": True}).data)
        if links:
            link = self.chance.choice(links)
            if self.chance.random() < 0.5:
                desk.v1.payment_links.update(link.id, {"inactive_message": "Closed for the summer"})
            else:
                desk.v1.payment_links.update(link.id, {"active": False})


@given(seed=st.integers(0, 2**32))
@settings(
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
def test_the_account_ends_as_the_store_says(seed: int) -> None:
    """After random edits, random changes by hand and random faults, applying until nothing is left to do
    makes the account what the store says, with nothing in it twice and an empty plan.
    """
    chance = random.Random(seed)  # noqa: S311 - a history that can be told again
    with tempfile.TemporaryDirectory() as folder:
        life = Life(Path(folder), chance)
        with practice_server(
            Path(folder) / "account", clock=lambda: NOW, links=LINKS, faults=life.unlucky
        ) as stand_in:
            works = Works(life.root, stand_in)
            for _ in range(STEPS):
                life.fault = None
                life.edit()
                if chance.random() < 0.3:
                    life.meddle(stand_in.base_url)
                with suppress(KpsiteError):
                    works.read()
                for _ in range(chance.randint(0, 3)):
                    life.fault, life.left = chance.choice(list(Fault)), chance.randint(1, 30)
                    note(f"{life.fault} at {life.left}")
                    sleep = chance.choice((die, _rest))
                    with suppress(Killed, KpsiteError):
                        works.apply("--yes", *chance.choice(((), ("--retire",))), sleep=sleep, timeout=0.2)
            life.fault = None
            valid(life, works)
            works.until_clean("--overwrite")
            assert changes(planned(life.root, stand_in)) == []
            nothing_twice(works, stand_in)


def valid(life: Life, works: Works) -> None:
    """Edit until the store can be sold from."""
    while True:
        try:
            return works.read()
        except KpsiteError:
            life.edit()


def nothing_twice(works: Works, stand_in: StandIn) -> None:
    """Hold the account against the catalogue: everything once, as it should be, and nothing else on."""
    wanted = catalogue(works.known[0].site, read_lock(works.root).site)
    objects = everything(stand_in)
    there = read_current(objects, wanted.site, wanted.state, Section(), int(NOW))
    assert there.state == wanted.state
    live = Counter(
        (kind, one["metadata"]["kp_key"])
        for kind in KINDS
        if kind != "coupon"
        for one in objects[kind]
        if one["active"]
    )
    assert set(live.values()) <= {1}
    assert {f"{kind} {key}" for kind, key in live} == {key for key in wanted.state if "coupon" not in key}


def _rest(_: float) -> None:
    """Take no time."""
