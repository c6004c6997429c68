"""Whatever was done before, a build gives what a build of the same files elsewhere gives, byte for byte."""

from __future__ import annotations

import datetime
import hashlib
import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from kpsite.building.build import Order, build
from kpsite.load.settings import Settings
from kpsite.problems import KpsiteError
from tests.building import DAY, outcome
from tests.edits import LOOKS, OFFERS, PAGES, TEXTS, Edit, change_template, furnish
from tests.sites import contents, store

NUMBERS = st.integers(0, 29)


class Interrupted(Exception):
    """The creator lost patience."""


class Store(RuleBasedStateMachine):
    """A store, the day, and everything that creators, editors and accidents do to it between builds."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.root = store(self.folder / "store")
        self.out = self.root / "dist"
        furnish(self.root)
        self.today = DAY
        self.drafts = False

    def teardown(self) -> None:
        shutil.rmtree(self.folder)

    def _edit(self, edit: Edit, one: int, two: int) -> None:
        edit(self.root, one, two)
        if (one + two) % 3:
            self.compare()

    @rule(edit=st.sampled_from(TEXTS), one=NUMBERS, two=NUMBERS)
    def edit_lessons(self, edit: Edit, one: int, two: int) -> None:
        self._edit(edit, one, two)

    @rule(edit=st.sampled_from(OFFERS), one=NUMBERS, two=NUMBERS)
    def edit_offers(self, edit: Edit, one: int, two: int) -> None:
        self._edit(edit, one, two)

    @rule(edit=st.sampled_from(PAGES), one=NUMBERS, two=NUMBERS)
    def edit_pages(self, edit: Edit, one: int, two: int) -> None:
        self._edit(edit, one, two)

    @rule(edit=st.sampled_from(LOOKS), one=NUMBERS, two=NUMBERS)
    def edit_looks(self, edit: Edit, one: int, two: int) -> None:
        self._edit(edit, one, two)

    @rule(days=st.sampled_from([-400, -1, 1, 2]))
    def wait(self, days: int) -> None:
        self.today += datetime.timedelta(days)
        self.compare()

    @rule()
    def look_at_drafts(self) -> None:
        self.drafts = not self.drafts
        self.compare()

    @rule(seed=NUMBERS, how=st.sampled_from(["edit", "remove", "add", "empty"]))
    def meddle_with_the_output(self, seed: int, how: str) -> None:
        files = sorted(path for path in self.out.rglob("*") if path.is_file())
        if len(files) > 1:
            path = files[seed % len(files)]
            if how == "edit":
                path.write_bytes(path.read_bytes() + b"<!-- mine -->")
            elif how == "remove":
                path.unlink()
            elif how == "add":
                (path.parent / "mine").mkdir(exist_ok=True)
                (path.parent / "mine" / "notes.txt").write_text("mine")
            else:
                shutil.rmtree(self.out)
        self.compare()

    @rule(seed=NUMBERS, how=st.sampled_from(["remove", "cut", "spoil", "garble"]))
    def damage_the_cache(self, seed: int, how: str) -> None:
        cache = self.root / ".kpsite" / "cache"
        if how == "remove" and cache.exists():
            shutil.rmtree(cache)
        for path in sorted(path for path in cache.rglob("*") if path.is_file())[seed % 3 :: 2]:
            data = path.read_bytes()
            kept = len(data) * seed // 30
            middle = b"" if how == "cut" else hashlib.sha256(b"%d" % seed).digest()
            path.write_bytes(data[:kept] + middle + (data[kept + 32 :] if how == "spoil" else b""))
        if seed % 2:
            change_template(self.root, 1, seed)  # so that whatever was kept is used for every page
        self.compare()

    @rule(after=st.integers(1, 6))
    def interrupt_a_build(self, after: int) -> None:
        before = contents(self.out)

        def progress(done: int, _: int) -> None:
            if done >= after:
                raise Interrupted

        order = Order(self.root, self.out, Settings(self.today, drafts=self.drafts), workers=1)
        try:
            build(order, progress)
        except (Interrupted, KpsiteError):
            assert contents(self.out) == before

    def compare(self) -> None:
        before = contents(self.out)
        elsewhere = self.folder / "elsewhere"
        shutil.rmtree(elsewhere, ignore_errors=True)
        for name in ("content", "themes", "plugins"):
            if (self.root / name).is_dir():
                shutil.copytree(self.root / name, elsewhere / name)
        clean = outcome(elsewhere, today=self.today, drafts=self.drafts)
        made = outcome(self.root, today=self.today, drafts=self.drafts)
        assert (made.good, made.said) == (clean.good, clean.said)
        assert contents(self.out) == (contents(elsewhere / "dist") if clean.good else before)
        again = outcome(self.root, today=self.today, drafts=self.drafts)
        assert (again.made, again.said) == (0, made.said)


TestStore = Store.TestCase
TestStore.settings = settings(
    max_examples=16,
    stateful_step_count=14,
    phases=[Phase.generate],  # looking for a shorter history takes longer than reading the one found
    suppress_health_check=[HealthCheck.too_slow],
)


def test_locks_that_editors_leave_hide_no_change(tmp_path: Path) -> None:
    """Links to nowhere beside the lessons, which some editors make for a lock, hide no later save."""
    root = store(tmp_path)
    folder = root / "content" / "courses" / "abc"
    for number in range(3, 9):
        (folder / f"0{number}-more-{number}.md").write_text(f"# Lesson {number}\n")
        (folder / f".#0{number}-more-{number}.md").symlink_to("somebody@somewhere.4711")
    assert outcome(root).good
    assert outcome(root).made == 0
    for path in sorted(folder.glob("0*-more-*.md")):
        path.write_text(f"{path.read_text()} again\n")
        assert outcome(root).made > 0, path.name
        assert outcome(root).made == 0
