"""Whatever was done before, a build gives what a build of the same files elsewhere gives, byte for byte."""

from __future__ import annotations

import datetime
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from kpsite.building.build import build
from kpsite.building.order import BuildOrder
from kpsite.load.settings import Settings
from kpsite.model.lock import LOCK_FILE
from kpsite.problems import KpsiteError
from kpsite.reading.access import Keyring
from kpsite.reading.sealed_list import FILE as SEALED_FILE
from tests.building import DAY, outcome
from tests.edits import LOOKS, OFFERS, PAGES, TEXTS, Edit, change_template, furnish
from tests.sites import MASTER, contents, store

INPUTS = ("content", "themes", "plugins")
STEPS_A_STORE = 14
PARTS = 4  # tests that run side by side, each with histories of its own


class Interrupted(Exception):
    """The creator lost patience."""


class History:
    """A store, the day, and everything that creators, editors and accidents do to it between builds."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder, self.chance = folder, chance
        self.root = store(folder / "store")
        self.out = self.root / "dist"
        furnish(self.root)
        self.today = DAY
        self.drafts = False
        self.failed = False

    def edit(self, edits: tuple[Edit, ...]) -> None:
        edit, one, two = self.chance.choice(edits), self.chance.randrange(30), self.chance.randrange(30)
        note(f"{edit.__name__} {one} {two}")
        edit(self.root, one, two)
        if self.chance.random() < 0.7:
            self.compare()

    def edit_lessons(self) -> None:
        self.edit(TEXTS)

    def edit_offers(self) -> None:
        self.edit(OFFERS)

    def edit_pages(self) -> None:
        self.edit(PAGES)

    def edit_looks(self) -> None:
        self.edit(LOOKS)

    def wait(self) -> None:
        self.today += datetime.timedelta(self.chance.choice([-400, -1, 1, 2]))
        self.compare()

    def look_at_drafts(self) -> None:
        self.drafts = not self.drafts
        self.compare()

    def meddle_with_the_output(self) -> None:
        files = sorted(path for path in self.out.rglob("*") if path.is_file())
        if len(files) > 1:
            path, how = (
                self.chance.choice(files),
                self.chance.choice(["edit", "remove", "add", "link", "folder", "empty"]),
            )
            note(f"{how} {path.name}")
            if how == "edit":
                path.write_bytes(path.read_bytes() + b"<!-- mine -->")
            elif how == "remove":
                path.unlink()
            elif how == "link":
                path.unlink()
                path.symlink_to(self.root / "content" / "site.yaml")
            elif how == "folder":
                path.unlink()
                path.mkdir()
            elif how == "add":
                (path.parent / "mine").mkdir(exist_ok=True)
                (path.parent / "mine" / "notes.txt").write_text("mine")
            else:
                shutil.rmtree(self.out)
        self.compare()

    def damage_the_cache(self) -> None:
        cache = self.root / ".kpsite" / "cache"
        how = self.chance.choice(["remove", "cut", "spoil", "garble", "swap", "folder"])
        note(how)
        if how == "remove" and cache.exists():
            shutil.rmtree(cache)
        files = sorted(path for path in cache.rglob("*") if path.is_file())
        for path in files:
            if self.chance.random() < 0.5:
                self._damage(path, how, self.chance.choice(files))
        if self.chance.random() < 0.5:
            change_template(self.root, 1, 0)  # so that whatever was kept is used for every page
        self.compare()

    def _damage(self, path: Path, how: str, other: Path) -> None:
        if how == "swap" and other.is_file():
            path.write_bytes(other.read_bytes())
        elif how == "folder":
            path.unlink()
            path.mkdir()
        else:
            data = path.read_bytes()
            kept = self.chance.randrange(len(data) + 1)
            middle = b"" if how == "cut" else self.chance.randbytes(16)
            path.write_bytes(data[:kept] + middle + (data[kept + 16 :] if how == "spoil" else b""))

    def interrupt_a_build(self) -> None:
        before = contents(self.out)
        after = self.chance.randrange(1, 7)

        def progress(done: int, _: int) -> None:
            if done >= after:
                raise Interrupted

        order = BuildOrder(
            self.root, self.out, Settings(self.today, drafts=self.drafts), workers=1, keyring=Keyring(MASTER)
        )
        try:
            build(order, progress)
        except (Interrupted, KpsiteError):
            assert contents(self.out) == before

    def compare(self) -> None:
        before = contents(self.out)
        elsewhere = self.folder / "elsewhere"
        shutil.rmtree(elsewhere, ignore_errors=True)
        copy_inputs(self.root, elsewhere)
        clean = outcome(elsewhere, today=self.today, drafts=self.drafts)
        made = outcome(self.root, today=self.today, drafts=self.drafts)
        assert (made.good, made.said) == (clean.good, clean.said)
        assert contents(self.out) == (contents(elsewhere / "dist") if clean.good else before)
        if made.good:
            again = outcome(self.root, today=self.today, drafts=self.drafts)
            assert (again.made, again.said) == (0, made.said)
            copy_inputs(self.root, self.folder / "good")
        elif self.failed and (self.folder / "good").exists():
            note("go back to the last version that was good")
            copy_inputs(self.folder / "good", self.root)
        self.failed = not made.good


STEPS: tuple[Callable[[History], None], ...] = (
    History.edit_lessons,
    History.edit_offers,
    History.edit_pages,
    History.edit_looks,
    History.wait,
    History.look_at_drafts,
    History.meddle_with_the_output,
    History.damage_the_cache,
    History.interrupt_a_build,
)


def copy_inputs(source: Path, target: Path) -> None:
    """Make what a build is made of the same in another folder, its times included."""
    for name in INPUTS:
        shutil.rmtree(target / name, ignore_errors=True)
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)
    for name in (LOCK_FILE, SEALED_FILE):
        (target / name).unlink(missing_ok=True)
        if (source / name).exists():
            shutil.copy(source / name, target)


# Looking for a shorter history takes longer than reading the one that was found.
@pytest.mark.parametrize("part", range(PARTS))
@given(seed=st.integers(0, 2**32))
@settings(max_examples=16 // PARTS, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow])
def test_every_history_ends_in_a_clean_build(
    part: int, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After each step both builds agree on every byte and message, and a third has nothing to do."""
    folder = tmp_path_factory.mktemp("history")
    history = History(folder, random.Random(seed * PARTS + part))  # noqa: S311 - no secret, only a choice
    for _ in range(STEPS_A_STORE):
        step = history.chance.choice(STEPS)
        note(step.__name__)
        step(history)
    shutil.rmtree(folder)


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
