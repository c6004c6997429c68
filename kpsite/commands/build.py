"""``kpsite build``: make the store, and say in one screen what changed and why."""

from __future__ import annotations

import dataclasses
import json
import time
from argparse import ArgumentParser, Namespace
from typing import TYPE_CHECKING

from kpsite.building.record import Asked, before, recall, remember
from kpsite.commands.told import CourseLine, Told, tell, unpack, values
from kpsite.commands.verb import OK, PROBLEMS, add_store_options, asked_of
from kpsite.problems import Severity

if TYPE_CHECKING:
    from kpsite.building.build import Built


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    add_store_options(parser)
    parser.add_argument("--out", metavar="DIR", default="dist", help="the output folder (default: dist)")
    parser.add_argument("--strict", action="store_true", help="let warnings stop the build")
    parser.add_argument(
        "--public-only", action="store_true", help="leave closed lessons out: for previews without the key"
    )
    parser.add_argument("--plan", action="store_true", help="only show what would change")
    parser.add_argument("--json", action="store_true", help="say it for machines")


def run(arguments: Namespace) -> int:
    """Build, or with ``--plan`` only show what would change."""
    begun = time.monotonic()
    asked = asked_of(arguments)
    said = recall(asked)
    told = unpack(said) if said is not None else _work(arguments, asked)
    if arguments.public_only:
        told = dataclasses.replace(told, note="Public lessons only: closed ones are left out, sealed or not.")
    failed = any(problem.severity is Severity.ERROR for problem in told.problems)
    seconds = time.monotonic() - begun
    if arguments.json:
        print(json.dumps(values(told, seconds, planned=arguments.plan), indent=2))
    else:
        tell(told, arguments.out, seconds, planned=arguments.plan)
    return PROBLEMS if failed else OK


def _work(arguments: Namespace, asked: Asked) -> Told:
    # Start-up time: what follows is loaded only when there may be something to do.
    from kpsite.building.build import build, show_plan  # the same
    from kpsite.commands.orders import order_of  # the same
    from kpsite.commands.terminal import Progress  # the same

    inputs = before(asked)
    order = order_of(arguments, arguments.out, publishing=True)
    if arguments.plan:
        return _told(show_plan(order))
    with Progress("Making pages", quiet=arguments.json) as progress:
        told = _told(build(order, progress))
    remember(asked, inputs, told.pack())
    return told


def _told(built: Built) -> Told:
    courses = []
    for course in built.prepared.site.courses:
        public = sum(lesson.state != "closed" for lesson in course.lessons)
        courses.append(
            CourseLine(course.url, course.language, course.status, public, len(course.lessons) - public)
        )
    changes = tuple((str(change.kind), change.key, tuple(change.reasons)) for change in built.plan.changes)
    return Told(built.problems, tuple(courses), changes, built.plan.unchanged, built.plan.digest, built.note)
