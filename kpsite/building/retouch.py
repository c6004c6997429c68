"""The build after most saves: words of lessons changed and nothing else, so that only their pages are made,
and the files beside these that hold their words.

Everything that it relies on was kept by the last build; whatever it cannot be sure of is left to a whole
build.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kpsite.building.found import found
from kpsite.building.piece import Piece, unpack
from kpsite.building.record import Asked
from kpsite.building.sheets import Sheet, Sheets, Shelf, folder_of
from kpsite.building.studio import Studio
from kpsite.growth.extra import recombined
from kpsite.load.documents import MAX_DOCUMENT
from kpsite.load.texts import changed_text
from kpsite.plan import Inputs, Plan, State, make_plan
from kpsite.problems import KpsiteError, Problem, Severity
from kpsite.reading.whole import whole
from kpsite.render.fingerprint import Fingerprints
from kpsite.targets.folder import Folder
from kpsite.values import dataclass, replace

if TYPE_CHECKING:
    from mmap import mmap

# So many changed files are more than a save.
MANY = 16


@dataclass(frozen=True, slots=True)
class Retouched:
    """The changes that were published, and the problems that went and came with them."""

    plan: Plan
    gone: frozenset[Problem] = frozenset()
    come: frozenset[Problem] = frozenset()


class Retoucher:
    """Builds one store after saves, and keeps what it has read for the next one."""

    def __init__(self, asked: Asked) -> None:
        """Take what builds are asked for."""
        self._asked = asked
        self._shelf = Shelf(asked.root, asked.out)
        self._folder = Folder(Path(asked.out), Path(asked.root) / ".kpsite")
        self._build = ""
        self._studio: Studio | None = None
        self._closed: mmap | None = None
        self._base = ""
        self._courses: dict[str, Sheets] = {}

    def try_to(self, changed: Sequence[str], build: str) -> Retouched | None:
        """Publish the pages of lessons whose files changed since a build; None when that is not enough.

        The output folder must be as that build left it. Raises ``KpsiteError`` when the system refuses to
        write.
        """
        if not 0 < len(changed) <= MANY or not all(map(folder_of, changed)):
            return None
        sheets = self._changed(changed, build)
        if sheets is None or not self._open(build):
            return None
        published = self._folder.trusted()
        if any(published.get(old.page.path) != old.published.inputs for old, _ in sheets.values()):
            return None
        beside = self._followed(sheets.values(), published)
        return self._publish(sheets, beside, published, build) if beside is not None else None

    def _changed(self, changed: Sequence[str], build: str) -> dict[str, tuple[Sheet, Sheet]] | None:
        """Give the old and the new sheet of each file, or None when more than the texts changed."""
        if build != self._build:
            self._build, self._studio, self._courses = build, None, {}
        made = {}
        for path in changed:
            course = folder_of(path)
            if course not in self._courses:
                self._courses[course] = self._shelf.read(build, course)
            old = self._courses[course].get(path)
            new = _reread(old, Path(self._asked.root, path)) if old else None
            if old is None or new is None:
                return None
            made[path] = (old, new)
        return made

    def _open(self, build: str) -> bool:
        if self._studio is None:
            kit = self._shelf.kit(build)
            if kit is None:
                return False
            self._base = kit.base
            if kit.closed:
                # Start-up time: many stores seal nothing.
                from kpsite.building.names import table_as_left

                self._closed = table_as_left(Path(self._asked.root), *kit.closed)
                if self._closed is None:
                    return False
            try:
                self._studio = Studio(kit)
            except KpsiteError:  # a whole build says what is wrong
                return False
        return True

    def _followed(
        self, sheets: Iterable[tuple[Sheet, Sheet]], published: State
    ) -> dict[str, tuple[Inputs, bytes]] | None:
        """Give the files beside the pages that hold the new texts, with their inputs; None when they were not
        as they should be.
        """
        made: dict[str, tuple[Inputs, bytes]] = {}
        for old, new in sheets:
            before, after = old.published.inputs["content"], new.published.inputs["content"]
            for path, follower in old.published.beside if before != after else ():
                try:
                    inputs, data = made.get(path) or (
                        published[path],
                        whole(Path(self._asked.out, path)),
                    )
                    content = recombined(inputs["content"], before, after)
                except (OSError, KeyError):
                    return None
                changed = follower.followed(data, old.page.view, new.page.view)
                if changed is None:
                    return None
                made[path] = (dict(inputs) | {"content": content}, changed)
        return made

    def _publish(
        self,
        sheets: dict[str, tuple[Sheet, Sheet]],
        beside: dict[str, tuple[Inputs, bytes]],
        published: State,
        build: str,
    ) -> Retouched | None:
        assert self._studio is not None  # noqa: S101 - opened before
        made = {
            path: self._studio.make(new.page, old.published.code)
            for path, (old, new) in sheets.items()
            if new.published.inputs != old.published.inputs
        }
        pieces = list(made.values())
        files = {piece.path: piece.data for piece in pieces}
        if self._suspects(files | {path: data for path, (_, data) in beside.items()}):
            return None
        inputs = {new.page.path: new.published.inputs for _, new in sheets.values()}
        inputs |= {path: fresh for path, (fresh, _) in beside.items()}
        done = self._problems(make_plan({path: published[path] for path in inputs}, inputs), pieces)
        if done is None:
            return None
        with self._folder.staging(done.plan) as stage:
            for piece in pieces:
                stage.write(piece.path, piece.data, inputs[piece.path], piece.facts)
            for path, (fresh, data) in beside.items():
                stage.write(path, data, fresh)
            stage.commit()
        for path, (_, new) in sheets.items():
            code = made[path].code if path in made else new.published.code
            kept = replace(new.published, code=code)
            self._courses[folder_of(path)].put(path, replace(new, published=kept))
        for course in {folder_of(path) for path in sheets}:
            self._shelf.write_back(build, course, self._courses[course])
        return done

    def _suspects(self, files: Mapping[str, bytes]) -> bool:
        """Whether a file may hold closed text: a whole build knows, and says where it is from."""
        if self._closed is None:
            return False
        # Start-up time: many stores seal nothing.
        from kpsite.sealing.leaks import Guard, suspicion

        guard = Guard(self._closed)
        return any(suspicion(guard, path, data) for path, data in files.items())

    def _problems(self, plan: Plan, pieces: Sequence[Piece]) -> Retouched | None:
        """Give what the new pages change, or None when a whole build is needed to say what is wrong."""
        if any(piece.wrong for piece in pieces):
            return None
        extras = self._folder.extras
        if all(unpack(piece.facts) == unpack(extras.get(piece.path, b"")) for piece in pieces):
            return Retouched(plan)
        if self._asked.strict:
            return None
        before = frozenset(found({}, extras, self._base))
        after = frozenset(found({piece.path: piece for piece in pieces}, extras, self._base))
        if any(problem.severity is Severity.ERROR for problem in after):
            return None
        return Retouched(plan, before - after, after - before)


def _reread(old: Sheet, file: Path) -> Sheet | None:
    try:
        # What became a link may lead out of the store, and what grew may be refused: a whole build says.
        plain = file.resolve() == file and file.stat().st_size <= MAX_DOCUMENT
        text = changed_text(old.text, whole(file)) if plain else None
    except OSError:
        return None
    if text is None:
        return None
    page = replace(old.page, view=replace(old.page.view, body=text.prose))
    fingerprint = Fingerprints().of((page.url, page.kind, page.language, page.view))
    inputs = dict(old.published.inputs) | {"content": fingerprint}
    return replace(old, text=text, page=page, published=replace(old.published, inputs=inputs))
