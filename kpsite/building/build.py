"""A build: what should be, what is, the difference, and carrying it out."""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, cast

from kpsite.building.crew import Crew, crew_for
from kpsite.building.found import found
from kpsite.building.laps import Laps
from kpsite.building.looked import looked_again, remember_looks
from kpsite.building.order import BuildOrder, Built, weighed
from kpsite.building.piece import Piece
from kpsite.building.sheets import Published, Shelf
from kpsite.building.store import Prepared, outputs_of, prepare
from kpsite.building.work import Work
from kpsite.building.workbench import clear_shelf
from kpsite.growth.extra import Drawn, is_extra
from kpsite.load.media import MediaFile
from kpsite.pages.page import Page
from kpsite.plan import Kind, Plan, State, make_plan
from kpsite.problems import KpsiteError, Place, Problem, Severity, error
from kpsite.render.extras import followers
from kpsite.render.outputs import Output
from kpsite.targets.folder import Folder
from kpsite.targets.stage import Stage
from kpsite.values import dataclass

if TYPE_CHECKING:
    from kpsite.building.helpers import Helpers
    from kpsite.building.sealed import Sealed
    from kpsite.sealing.tasks import Part

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class _Job:
    """A store that is being built, who makes its pages, who hears of it, and what is sealed of it."""

    prepared: Prepared
    crew: Crew
    progress: Progress
    laps: Laps
    outputs: Sequence[Output]
    sealed: Sealed | None = None

    def problems(self, pieces: Mapping[str, Piece], remembered: Mapping[str, bytes]) -> list[Problem]:
        """Give everything that is wrong, once pages are made; ``remembered`` are facts of unchanged ones."""
        known = [*self.prepared.problems, *found(pieces, remembered, self.prepared.site.base)]
        if self.sealed is None:
            return known
        # Start-up time: many stores seal nothing.
        from kpsite.building.proof import leaks

        return [*known, *self.sealed.problems, *leaks(self.prepared, self.sealed, pieces.values())]


def _ignore(done: int, total: int) -> None:
    """Show nothing."""


def _unheard(built: Built) -> None:
    """Tell nobody."""


@contextmanager
def _crew(prepared: Prepared, order: BuildOrder, helpers: Helpers | None = None) -> Iterator[Crew]:
    """Give the workers of a build, and send them home whatever happens."""
    with ExitStack() as stack:
        try:
            crew = stack.enter_context(crew_for(prepared, order.workers, order.executor, helpers))
        except KpsiteError as wrong:
            raise KpsiteError([*wrong.problems, *prepared.problems]) from wrong
        try:
            yield crew
        except Exception as wrong:
            # Start-up time: seldom does anything go wrong.
            from concurrent.futures import BrokenExecutor

            if not isinstance(wrong, BrokenExecutor):
                raise
            hint = "the system may have run out of memory; try again, or with --workers 1"
            message = "found that a worker process died while making pages"
            raise KpsiteError([error(Place("content"), "worker-died", message, hint)]) from wrong


def _begin(prepared: Prepared, order: BuildOrder, crew: Crew, progress: Progress, laps: Laps) -> _Job:
    """Work out every output that there should be, and seal what is closed."""
    with laps.lap("Taking fingerprints"):
        outputs = outputs_of(prepared, crew.fingerprints())
    if not prepared.site.closes:
        return _Job(prepared, crew, progress, laps, outputs)
    with laps.lap("Sealing closed lessons"):
        from kpsite.building.guarded import close_store  # start-up time: many stores close nothing

        sealed = close_store(prepared, outputs, order.root, order.keyring, crew, order.settings.sealed_before)
    return _Job(prepared, crew, progress, laps, sealed.outputs, sealed)


def show_plan(order: BuildOrder) -> Built:
    """Say what a build would change; problems are those that can be seen without making pages."""
    laps = Laps()
    prepared = prepare(order.root, order.settings, laps)
    with _crew(prepared, order) as crew:
        job = _begin(prepared, order, crew, _ignore, laps)
        problems = job.problems({}, {})
    folder = Folder(order.out, order.root / ".kpsite")
    plan = make_plan(folder.state(), {output.path: output.inputs for output in job.outputs})
    return Built(prepared, plan, weighed(problems, order.strict), folder.note)


def check(order: BuildOrder, progress: Progress = _ignore) -> Built:
    """Find everything that is wrong with a store, and write nothing.

    Every page is made, and every picture that the output folder does not hold already as it should be.
    """
    laps = Laps()
    prepared = prepare(order.root, order.settings, laps)
    with _crew(prepared, order) as crew:
        there = _published(order)
        job = _begin(prepared, order, crew, progress, laps)
        outputs = [
            output
            for output in job.outputs
            if isinstance(output.make, Page | bytes)
            or (is_extra(output.make) and not isinstance(output.make, Drawn))
            or (isinstance(output.make, MediaFile) and there.get(output.path) != output.inputs)
        ]
        pieces = {piece.path: piece.without_data() for piece in _make(outputs, job)}
        again = looked_again(order.root, job.sealed, pieces, partial(_make, job=job))
        problems = job.problems(again | pieces, {})
    return Built(prepared, make_plan({}, {}), weighed(problems, order.strict), "")


def _published(order: BuildOrder) -> State:
    try:
        return Folder(order.out, order.root / ".kpsite").state()
    except KpsiteError:  # a folder of other origin holds nothing of ours
        return {}


def build(
    order: BuildOrder,
    progress: Progress = _ignore,
    laps: Laps | None = None,
    helpers: Helpers | None = None,
    published: Callable[[Built], None] = _unheard,
) -> Built:
    """Build a store and publish it in one step; ``laps`` takes where the time went, ``helpers`` are at work
    already, and ``published`` hears of the build while workers still write down what the next one needs.

    Raises ``KpsiteError`` with all problems when anything is wrong; the output folder is then as it was.
    """
    laps = laps or Laps()
    prepared = prepare(order.root, order.settings, laps, helpers)
    _stop(prepared.problems, order.strict)
    folder = Folder(order.out, order.root / ".kpsite")
    with _crew(prepared, order, helpers) as crew:
        job = _begin(prepared, order, crew, progress, laps)
        outputs = {output.path: output for output in job.outputs}
        with laps.lap("Comparing with what is there"):
            plan = make_plan(folder.state(), {path: output.inputs for path, output in outputs.items()})
        remembered = {path: extra for path, extra in folder.extras.items() if path in outputs}
        with folder.staging(plan) as stage:
            pieces = _fill(stage, plan, outputs, job)
            again = looked_again(order.root, job.sealed, pieces, partial(_make, job=job))
            with laps.lap("Following links"):
                problems = job.problems(again | pieces, remembered)
            _stop(problems, order.strict)
            remember_looks(order.root, job.sealed)
            with laps.lap("Publishing"):
                stage.commit()
        with laps.lap("Remembering for next time"):
            token = _keep(job, order, outputs, pieces)
        note = folder.note or prepared.note
        built = Built(prepared, plan, weighed(problems, order.strict), note, token)
        published(built)
    return built


def _fill(stage: Stage, plan: Plan, outputs: Mapping[str, Output], job: _Job) -> dict[str, Piece]:
    """Make and stage what the plan asks for; gives the pieces by path, without their bytes."""
    wanted = [outputs[change.key] for change in plan.changes if change.kind is not Kind.RETIRE]
    drawn = [output for output in wanted if isinstance(output.make, Drawn)]
    others = [output for output in wanted if not isinstance(output.make, Drawn)]
    pieces: dict[str, Piece] = {}
    for lap, some in (("Making pages and pictures", others), ("Drawing share images", drawn)):
        with job.laps.lap(lap):
            for piece in _make(some, job):
                pieces[piece.path] = piece.without_data()
                inputs = outputs[piece.path].inputs
                if not piece.wrong:
                    stage.write(piece.path, piece.data, inputs, piece.facts)
    if drawn:
        shown = (Path(path).name for path, output in outputs.items() if isinstance(output.make, Drawn))
        clear_shelf(job.prepared.shelf, shown)
    return pieces


def _keep(job: _Job, order: BuildOrder, outputs: Mapping[str, Output], pieces: Mapping[str, Piece]) -> str:
    """Keep what the next build needs when only texts have changed; gives the name of this build."""
    if not job.prepared.by_the_book:
        return ""
    token = os.urandom(8).hex()
    shelf = Shelf(str(order.root), str(order.out))
    closed = job.sealed.table if job.sealed is not None else None
    shelf.write_kit(token, dataclasses.replace(job.prepared.kit, closed=closed))
    codes = {path: piece.code for path, piece in pieces.items()}
    beside = followers(outputs.values())
    kept = {
        page.path: Published(
            outputs[page.path].inputs, codes.get(page.path, {}), tuple(beside.get(number, ()))
        )
        for number, page in enumerate(job.prepared.pages)
    }
    job.crew.keep(shelf, token, kept)
    return token


def _make(outputs: Sequence[Output], job: _Job) -> Iterator[Piece]:
    if not outputs:
        return
    places = {id(page): number for number, page in enumerate(job.prepared.pages)}
    numbers = sorted(places[id(output.make)] for output in outputs if isinstance(output.make, Page))
    real = job.prepared.real
    media = [
        (output.path, output.make, real.get(output.make.path, ""), output.inputs["file"])
        for output in outputs
        if isinstance(output.make, MediaFile)
    ]
    beside = [(output.path, output.make) for output in outputs if is_extra(output.make)]
    work = Work(numbers, media, beside)
    job.progress(0, len(outputs))
    for done, piece in enumerate(chain(_ready(outputs, job.sealed), job.crew.make(work)), 1):
        job.progress(done, len(outputs))
        job.laps.note(piece.path, piece.seconds)
        job.laps.aside("looking for closed text", piece.looked)
        yield piece


def _ready(outputs: Iterable[Output], sealed: Sealed | None) -> Iterator[Piece]:
    """Give what need not be shared out: bytes that are there, and parts of large sealed files."""
    for output in outputs:
        if isinstance(output.make, bytes):
            piece = Piece(output.path, output.make)
            yield sealed.sealer.looked(piece) if sealed is not None else piece
        elif sealed is not None and not (isinstance(output.make, Page | MediaFile) or is_extra(output.make)):
            yield sealed.sealer.piece(output.path, cast("Part", output.make))


def settle(order: BuildOrder) -> None:
    """Do now, in an idle moment, what the next publishing would otherwise have to do first."""
    folder = Folder(order.out, order.root / ".kpsite")
    folder.state()
    folder.prepare()


def _stop(problems: Iterable[Problem], strict: bool) -> None:
    known = weighed(problems, strict)
    if any(problem.severity is Severity.ERROR for problem in known):
        raise KpsiteError(known)
