"""What one process does of a build by itself; workers are several of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from kpsite.building.pictures import make_media
from kpsite.building.piece import Piece
from kpsite.building.sheets import Kept, Sheet, Shelf, folder_of
from kpsite.building.store import Prepared
from kpsite.building.work import Work
from kpsite.building.workbench import Workbench
from kpsite.load.lessons import text_of
from kpsite.model.prose import Prose
from kpsite.pages.page import Page
from kpsite.render.fingerprint import Fingerprints, Seen
from kpsite.render.images import toolchain
from kpsite.render.words import Words
from kpsite.values import replace

if TYPE_CHECKING:
    from kpsite.building.ahead import Ahead
    from kpsite.building.sealer import Sealer
    from kpsite.building.studio import Studio
    from kpsite.model.course import Course
    from kpsite.sealing.leaks import Guard
    from kpsite.sealing.tasks import Task


class Alone:
    """A crew of one: this process."""

    def __init__(self, prepared: Prepared, ahead: Ahead | None = None) -> None:
        """Take the store, and texts of it that were rendered ahead."""
        self.pages = prepared.pages
        self.prepared = prepared
        self._ahead = ahead.unless_extended(prepared.plugins) if ahead is not None else None
        self.sealer: Sealer | None = None
        self._pages: dict[str, Page] = {}
        self._courses: dict[str, list[Course]] = {}
        self._known = Fingerprints()
        self._words = Words(prepared.kit.theme.words)
        encoder = toolchain().pillow
        self._bench = Workbench(
            prepared.pages, self._html, prepared.real, prepared.media.tree, prepared.shelf, encoder
        )

    @cached_property
    def studio(self) -> Studio:
        """What makes its pages. Raises ``KpsiteError`` when a plugin does not start."""
        # Start-up time: others may make all of them.
        from kpsite.building.studio import Studio

        return Studio(self.prepared.kit, self.prepared.plugins, self._ahead)

    def _html(self, prose: Prose) -> str:
        return self.studio.html(prose)

    def _blocks(self, prose: Prose) -> Mapping[tuple[str, str], str]:
        if self._ahead is None:
            return {}
        words = self._words.translations(prose.language)
        return self._ahead.blocks(prose, words.gettext)

    def arm(self, guard: Guard) -> Sealer:
        # Start-up time: many stores seal nothing.
        from kpsite.building.sealer import Sealer

        real, facts = self.prepared.real, self.prepared.media.tree.assets
        self.sealer = Sealer(self.studio, real, facts, guard)
        return self.sealer

    def seal(self, tasks: Sequence[Task]) -> Iterator[Piece]:
        assert self.sealer is not None  # noqa: S101 - armed before
        for task in tasks:
            yield self.sealer.piece(task.inputs, task)

    def fingerprints(self) -> Seen:
        return self.some(0, len(self.pages))

    def some(self, first: int, last: int) -> Seen:
        """Take the fingerprints of the pages from one place up to another; media and hosts pile up."""
        made = [self._known.of((p.url, p.kind, p.language, p.view)) for p in self.pages[first:last]]
        return Seen(made, frozenset(self._known.media), frozenset(self._known.frames))

    def make(self, work: Work) -> Iterator[Piece]:
        for number in work.pages:
            yield self.looked(self.studio.make(self.pages[number]))
        for one in work.media:
            yield self.looked(make_media(*one))
        for path, extra in work.beside:
            yield self.looked(self._bench.make(path, extra))

    def looked(self, piece: Piece) -> Piece:
        """Look through what was made, in a store that has something to hide."""
        return piece if self.sealer is None or piece.wrong else self.sealer.looked(piece)

    def keep(self, shelf: Shelf, build: str, kept: Kept) -> None:
        for folder in self.folders():
            self.keep_one(folder, shelf, build, kept)

    def folders(self) -> list[str]:
        """Give the folders of all courses; those of one course in several languages share one."""
        return sorted({folder_of(course.path) for course in self.prepared.site.courses})

    def keep_one(self, folder: str, shelf: Shelf, build: str, kept: Kept) -> None:
        """Write the sheets of one course's folder: those of its open lessons by the paths of their files."""
        if not self._pages:
            self._pages = {page.url: page for page in self.pages}
        site = self.prepared.site
        # The texts of a course with a lead magnet show in that as well: a whole build sees to it.
        if not self._courses:
            for course in site.courses:
                self._courses.setdefault(folder_of(course.path), []).append(course)
        courses = [course for course in self._courses[folder] if not course.preview_file]
        made = {}
        for lesson in (lesson for course in courses for lesson in course.lessons):
            page = self._pages.get(lesson.url)
            data = self.prepared.media.tree.documents.get(lesson.path)
            text = text_of(lesson, data, buyer=site.buyer) if data is not None else None
            if page is not None and text is not None and getattr(page.view, "body", None) == text.prose:
                published = kept[page.path]
                code = published.code or self._blocks(text.prose)
                made[lesson.path] = Sheet(text, page, replace(published, code=code))
        shelf.write(build, folder, made)
