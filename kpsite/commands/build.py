"""``kpsite build``: make the store, and say in one screen what changed and why."""

from __future__ import annotations

import gc
import os
import time
from argparse import ArgumentParser, Namespace
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from kpsite.building.record import Asked, Recalled, recall, remember
from kpsite.commands.again import OUT
from kpsite.commands.profile import profile_values, show_profile
from kpsite.commands.retouched import retouched
from kpsite.commands.start import start_helpers
from kpsite.commands.terminal import Progress, rows_of
from kpsite.commands.told import Told, tell, values
from kpsite.commands.verb import (
    OK,
    PROBLEMS,
    add_allow_test,
    add_executor,
    add_store_options,
    asked_of,
    find_root,
)
from kpsite.reading.host import is_preview
from kpsite.reading.stamp import KEY_FILE, VARIABLE

if TYPE_CHECKING:
    from kpsite.building.laps import Laps
    from kpsite.building.order import BuildOrder, Built


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    add_store_options(parser)
    add_executor(parser)
    add_allow_test(parser)
    parser.add_argument("--out", metavar="DIR", default=OUT, help=f"the output folder (default: {OUT})")
    parser.add_argument("--strict", action="store_true", help="let warnings stop the build")
    parser.add_argument(
        "--public-only", action="store_true", help="leave closed lessons out: for previews without the key"
    )
    parser.add_argument(
        "--confirm-public",
        action="store_true",
        help="open lessons to everybody that were sealed so far",
    )
    parser.add_argument("--plan", action="store_true", help="only show what would change")
    parser.add_argument("--profile", action="store_true", help="say where the time went")
    parser.add_argument("--json", action="store_true", help="say it for machines")
    # What a quick look has found about the last build, and who reads the store already.
    parser.set_defaults(last=None, helpers=None)


def run(arguments: Namespace) -> int:
    """Build, or with ``--plan`` only show what would change."""
    from kpsite.building.laps import Laps  # start-up time: what is plain is done before the parser is loaded

    begun = time.monotonic()
    laps = Laps()
    said = _public_only(arguments)
    asked = asked_of(arguments)
    with laps.lap("Looking for changes"):
        last = arguments.last or recall(asked)
    told = Told(*last.still_said) if last.still_said else _work(arguments, asked, last, laps)
    told.note = said or told.note
    seconds = time.monotonic() - begun
    if arguments.json:
        import json  # start-up time: few builds are told to machines

        profile = {"profile": profile_values(laps, seconds)} if arguments.profile else {}
        print(json.dumps(values(told, seconds, planned=arguments.plan) | profile, indent=2))
    else:
        if arguments.profile:
            show_profile(laps, seconds)
        tell(told, arguments.out, seconds, planned=arguments.plan)
    return PROBLEMS if any(row[4] == "error" for row in told.problems) else OK


def _public_only(arguments: Namespace) -> str:
    """Say why closed lessons are left out, if they are: it was asked for, or a suggested change is built
    where there is no key.
    """
    if arguments.public_only:
        return "Public lessons only: closed ones are left out, sealed or not."
    if not is_preview(os.environ) or os.environ.get(VARIABLE):
        return ""
    root = find_root(Path(arguments.store or ".").resolve())
    if (root / KEY_FILE).exists():
        return ""
    arguments.public_only, arguments.last = True, None
    return "Public lessons only: this is a preview without the master key."


def _work(arguments: Namespace, asked: Asked, last: Recalled, laps: Laps) -> Told:
    gc.disable()  # nearly all that a build makes lives until its end: looking for garbage finds none
    if not arguments.plan and arguments.last is None:  # else the quick look has tried it
        with laps.lap("Changing texts alone"):
            done = retouched(asked, last)
        if done is not None:
            return done
    own = None
    if arguments.helpers is None and not arguments.plan and not arguments.executor:
        own = start_helpers(last, arguments.workers)
    helpers = arguments.helpers or own
    with closing(own) if own is not None else nullcontext():
        # Start-up time: what follows is loaded only when there may be something to do.
        with laps.lap("Loading the program"):
            from kpsite.building.build import build, show_plan  # the same
            from kpsite.checks.opened import sealed_now  # the same
            from kpsite.commands.build_order import build_order  # the same
            from kpsite.reading.sealed_list import write_sealed  # the same

        order = build_order(arguments, arguments.out, publish=True)
        if arguments.plan:
            return _told(show_plan(order), last.note)

        told: Told | None = None

        def published(built: Built) -> None:
            nonlocal told
            told = _told(built, last.note)
            if order.settings.sealing and not built.failed:
                write_sealed(order.root, sealed_now(built.prepared.site) | _marks(order, built))
            with laps.lap("Remembering for next time"):
                remember(asked, last.inputs, told.pack(), built.token)

        with Progress("Making pages", quiet=arguments.json) as progress:
            build(order, progress, laps, helpers, published)
    assert told is not None  # noqa: S101 - what was built was published
    return told


def _told(built: Built, note: str) -> Told:
    courses = []
    for course in built.prepared.site.courses:
        public = sum(lesson.state != "closed" for lesson in course.lessons)
        courses.append((course.url, course.language, course.status, public, len(course.lessons) - public))
    plan = built.plan
    changes = tuple((str(change.kind), change.key, tuple(change.reasons)) for change in plan.changes)
    problems = rows_of(built.problems)
    return Told(problems, tuple(courses), plan.unchanged, plan.digest, changes, built.note or note)


def _marks(order: BuildOrder, built: Built) -> dict[str, str]:
    if not built.prepared.site.closes:
        return {}
    # Start-up time: many stores close nothing.
    from kpsite.sealing.marks import marked

    return marked(built.prepared.site, order.keyring.master)
