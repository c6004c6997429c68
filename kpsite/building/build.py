"""A build: what should be, what is, the difference, and carrying it out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

from kpsite.building.bytecode import Bytecode
from kpsite.building.cache import Cache
from kpsite.building.pool import make_all
from kpsite.building.store import Prepared, prepare
from kpsite.building.studio import Facts, Piece, Studio, unpack
from kpsite.building.workbench import Workbench, clear_shelf
from kpsite.growth.extra import ShareFile
from kpsite.load.media import MediaFile
from kpsite.load.settings import Settings
from kpsite.pages.page import Page
from kpsite.plan import Kind, Plan, State, make_plan
from kpsite.problems import KpsiteError, Place, Problem, Severity, did_you_mean, error, warning
from kpsite.reading.plugins import fault
from kpsite.render.images import toolchain
from kpsite.render.markdown import make_parser
from kpsite.render.outputs import Output
from kpsite.render.renderer import Renderer
from kpsite.targets.folder import Folder

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be built: the store, where to, and how.

    ``workers`` 0 means one for each core; ``strict`` makes warnings stop the build.
    """

    root: Path
    out: Path
    settings: Settings
    strict: bool = False
    workers: int = 0


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did or would do."""

    prepared: Prepared
    plan: Plan
    problems: tuple[Problem, ...]
    note: str

    @property
    def failed(self) -> bool:
        """Whether anything stops publishing."""
        return any(problem.severity is Severity.ERROR for problem in self.problems)


def _ignore(done: int, total: int) -> None:
    """Show nothing."""


def plan_build(order: Order) -> tuple[Prepared, Folder, Plan]:
    """Work out what a build would change, making nothing.

    Raises ``KpsiteError`` when the store cannot be read.
    """
    prepared = prepare(order.root, order.settings, Cache(order.root))
    folder = Folder(order.out, order.root / ".kpsite")
    desired = {output.path: output.inputs for output in prepared.outputs}
    return prepared, folder, make_plan(folder.state(), desired)


def show_plan(order: Order) -> Built:
    """Say what a build would change; problems are those that can be seen without making pages."""
    prepared, folder, plan = plan_build(order)
    return Built(prepared, plan, _sorted(prepared.problems, order.strict), folder.note)


def check(order: Order, progress: Progress = _ignore) -> Built:
    """Find everything that is wrong with a store, and write nothing.

    Every page is made, and every picture that the output folder does not hold already as it should be.
    """
    prepared = prepare(order.root, order.settings, Cache(order.root))
    there = _published(order)
    outputs = [
        output
        for output in prepared.outputs
        if isinstance(output.make, Page)
        or (isinstance(output.make, MediaFile) and there.get(output.path) != output.inputs)
    ]
    pieces = {
        piece.path: dataclasses.replace(piece, data=b"")
        for piece in _make(outputs, prepared, order, progress)
    }
    problems = [*prepared.problems, *_found(prepared, pieces, {})]
    return Built(prepared, make_plan({}, {}), _sorted(problems, order.strict), "")


def _published(order: Order) -> State:
    try:
        return Folder(order.out, order.root / ".kpsite").state()
    except KpsiteError:  # a folder of other origin holds nothing of ours
        return {}


def build(order: Order, progress: Progress = _ignore) -> Built:
    """Build a store and publish it in one step.

    Raises ``KpsiteError`` with all problems when anything is wrong; the output folder is then as it was.
    """
    prepared, folder, plan = plan_build(order)
    _stop(prepared.problems, order.strict)
    wanted = {change.key for change in plan.changes if change.kind is not Kind.RETIRE}
    outputs = [output for output in prepared.outputs if output.path in wanted]
    remembered = {path: extra for path, extra in folder.extras.items() if path not in wanted}
    inputs = {output.path: output.inputs for output in outputs}
    with folder.staging(plan) as stage:
        facts: dict[str, Piece] = {}
        for piece in _make(outputs, prepared, order, progress):
            facts[piece.path] = dataclasses.replace(piece, data=b"")
            if not piece.wrong:
                stage.write(piece.path, piece.data, inputs[piece.path], piece.facts)
        problems = [*prepared.problems, *_found(prepared, facts, remembered)]
        _stop(problems, order.strict)
        stage.commit()
    if any(isinstance(output.make, ShareFile) for output in outputs):
        clear_shelf(Cache(order.root).shares(), (Path(output.path).name for output in prepared.outputs))
    return Built(prepared, plan, _sorted(problems, order.strict), folder.note)


def settle(order: Order) -> None:
    """Do now, in an idle moment, what the next publishing would otherwise have to do first."""
    folder = Folder(order.out, order.root / ".kpsite")
    folder.state()
    folder.prepare()


def _make(outputs: list[Output], prepared: Prepared, order: Order, progress: Progress) -> Iterable[Piece]:
    if not outputs:
        return
    studio = _studio(prepared, order)
    progress(0, len(outputs))
    try:
        for done, piece in enumerate(make_all(outputs, studio, order.workers), 1):
            progress(done, len(outputs))
            yield piece
    except BrokenProcessPool as wrong:
        hint = "the system may have run out of memory; try again, or with --workers 1"
        raise KpsiteError(
            [
                error(
                    Place("content"),
                    "worker-died",
                    "found that a worker process died while making pages",
                    hint,
                )
            ]
        ) from wrong


def _studio(prepared: Prepared, order: Order) -> Studio:
    problems = []
    extensions = []
    for loaded in prepared.plugins:
        if loaded.plugin.markdown is not None:
            try:
                loaded.plugin.markdown(make_parser())
                extensions.append(loaded.plugin.markdown)
            except Exception as wrong:
                problems.append(fault(loaded.path, loaded.name, wrong))
    if problems:
        raise KpsiteError([*problems, *prepared.problems])
    bytecode = Bytecode(Cache(order.root).bytecode(), prepared.program)
    parser = make_parser(extensions)
    renderer = Renderer(prepared.theme, prepared.assets, prepared.words, parser, prepared.site.base, bytecode)
    tools = Workbench(renderer, prepared.content.real, Cache(order.root).shares(), toolchain().pillow)
    return Studio(renderer, prepared.plugins, prepared.content.real, tools)


def _found(prepared: Prepared, made: Mapping[str, Piece], remembered: Mapping[str, bytes]) -> list[Problem]:
    """Give what was wrong with the texts of all pages, new and unchanged, and their links to headings that
    are not there.
    """
    problems: list[Problem] = []
    facts: dict[str, Facts] = {}
    hrefs = {
        prepared.site.href(output.make.url): output.path
        for output in prepared.outputs
        if isinstance(output.make, Page)
    }
    for path in hrefs.values():
        piece = made.get(path)
        if piece is not None:
            problems.extend(piece.wrong)
        facts[path] = unpack(piece.facts if piece is not None else remembered.get(path, b""))
        problems.extend(facts[path].problems)
    problems.extend(problem for path, piece in made.items() if path not in facts for problem in piece.wrong)
    for known in facts.values():
        problems.extend(_anchors(known, hrefs, facts))
    return problems


def _anchors(known: Facts, hrefs: Mapping[str, str], facts: Mapping[str, Facts]) -> Iterable[Problem]:
    for url, fragment, path, line in known.anchors:
        target = facts.get(hrefs.get(url, ""))
        if target is not None and fragment not in target.ids:
            hint = did_you_mean(fragment, target.ids) or "the other page has no such heading"
            yield warning(
                Place(path, line),
                "broken-link",
                f'found a link to "#{fragment}" of {url}, which is not there',
                hint,
            )


def _stop(problems: Iterable[Problem], strict: bool) -> None:
    known = _sorted(problems, strict)
    if any(problem.severity is Severity.ERROR for problem in known):
        raise KpsiteError(known)


def _sorted(problems: Iterable[Problem], strict: bool) -> tuple[Problem, ...]:
    weighed = (
        dataclasses.replace(problem, severity=Severity.ERROR) if strict else problem for problem in problems
    )
    return tuple(sorted(set(weighed)))
