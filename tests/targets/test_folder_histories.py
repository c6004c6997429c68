"""Whatever happened before, publishing gives what a fresh folder would hold: random histories on a disk."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kpsite.plan import Kind, make_plan
from kpsite.targets.folder import Folder
from kpsite.targets.names import folders_of
from tests.targets.shop import Generation, desired, found, publish, to_do

# Some are folders in one generation and files in another, and some share folders.
NAMES = ["index.html", "a", "a/index.html", "a/b", "a/b/index.html", "a/b/c/x.css", "d/e.html", "d/f/g.js"]
CONTENTS = st.sampled_from([b"", b"one", b"two", b"a longer text"])


def without_clashes(files: dict[str, bytes]) -> dict[str, bytes]:
    folders = folders_of(files)
    return {name: data for name, data in files.items() if name not in folders}


GENERATIONS = st.dictionaries(st.sampled_from(NAMES), CONTENTS, min_size=1).map(without_clashes)


class Histories(RuleBasedStateMachine):
    """A folder, the generation it was last brought to, and everything that builds and people do to it."""

    def __init__(self) -> None:
        super().__init__()
        self.store = Path(tempfile.mkdtemp())
        self.out = self.store / "dist"
        self.folder = self.fresh()
        self.public: Generation | None = None
        self.edits = 0

    def teardown(self) -> None:
        shutil.rmtree(self.store)

    def fresh(self) -> Folder:
        return Folder(self.out, self.store / ".kpsite")

    @rule(generation=GENERATIONS)
    def publish(self, generation: Generation) -> None:
        publish(self.folder, generation)
        self.public = generation
        assert to_do(self.fresh(), generation) == {}

    @rule(name=st.sampled_from(NAMES), data=CONTENTS)
    def publish_one_page_more(self, name: str, data: bytes) -> None:
        self.publish(without_clashes({**(self.public or {}), name: data}))

    @rule(some=st.dictionaries(st.sampled_from(["index.html", "c/x.css", "c/y.css"]), CONTENTS, min_size=1))
    def publish_one_folder_more(self, some: dict[str, bytes]) -> None:
        inside = {f"a/b/{name}": data for name, data in some.items()}
        self.publish(without_clashes({**(self.public or {}), **inside}))

    @rule()
    def start_a_new_process(self) -> None:
        self.folder = self.fresh()

    @rule()
    def idle(self) -> None:
        self.folder.state()
        self.folder.prepare()

    @rule(generation=GENERATIONS, written=st.integers(0, 3))
    def fail_to_build(self, generation: Generation, written: int) -> None:
        plan = make_plan(self.folder.state(), desired(generation))
        before = found(self.out) if self.out.exists() else None
        with self.folder.staging(plan) as stage:
            for change in [change for change in plan.changes if change.kind is not Kind.RETIRE][:written]:
                stage.write(change.key, generation[change.key], change.after)
        assert (found(self.out) if self.out.exists() else None) == before

    def _by_hand(self, choose: Callable[[list[Path]], Path], act: Callable[[Path], None]) -> None:
        if self.public is not None and self.out.exists():
            files = sorted(path for path in self.out.rglob("*") if path.is_file())
            if files:
                act(choose(files))
            self.public = None

    @rule(data=st.data(), content=CONTENTS, in_place=st.booleans())
    def edit_by_hand(self, data: st.DataObject, content: bytes, in_place: bool) -> None:
        def act(path: Path) -> None:
            if not in_place:
                path.unlink()
            path.write_bytes(content)
            self.edits += 1  # a person edits later than the build, in another tick of the disk's clock
            os.utime(path, ns=(10**18 + self.edits, 10**18 + self.edits))

        self._by_hand(lambda files: data.draw(st.sampled_from(files)), act)

    @rule(data=st.data(), whole_folder=st.booleans())
    def remove_by_hand(self, data: st.DataObject, whole_folder: bool) -> None:
        def act(path: Path) -> None:
            if whole_folder and path.parent != self.out:
                shutil.rmtree(path.parent)
            else:
                path.unlink()

        self._by_hand(lambda files: data.draw(st.sampled_from(files)), act)

    @rule(data=st.data(), name=st.sampled_from(["notes.txt", "new/deep/notes.txt", "a.bak"]))
    def add_by_hand(self, data: st.DataObject, name: str) -> None:
        def act(path: Path) -> None:
            (path.parent / name).parent.mkdir(parents=True, exist_ok=True)
            (path.parent / name).write_bytes(b"mine")

        self._by_hand(lambda files: data.draw(st.sampled_from(files)), act)

    @rule(what=st.sampled_from(["dist", ".kpsite/cache", ".kpsite/folders/*/twin"]))
    def lose(self, what: str) -> None:
        for path in self.store.glob(what):
            shutil.rmtree(path)
        self.public = self.public if what != "dist" else None

    @rule(at=st.floats(0, 1), cut=st.booleans())
    def damage_the_record(self, at: float, cut: bool) -> None:
        for record in self.store.glob(".kpsite/cache/*"):
            data = record.read_bytes()
            place = int(at * (len(data) - 1))
            record.write_bytes(data[:place] if cut else data[:place] + b"\xff" + data[place + 1 :])

    @invariant()
    def what_was_published_is_there(self) -> None:
        if self.public is not None:
            assert found(self.out) == self.public


TestHistories = Histories.TestCase
TestHistories.settings = settings(stateful_step_count=25, suppress_health_check=[HealthCheck.too_slow])
