"""``kpsite build``: make the store, and say in one screen what changed and why."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser, Namespace
from collections import Counter
from pathlib import Path
from typing import Any

from kpsite.building.build import Built, build, show_plan
from kpsite.commands.orders import order_of
from kpsite.commands.terminal import Progress, count, paint, problem_values, say, show_problems
from kpsite.commands.verb import OK, PROBLEMS, add_store_options
from kpsite.model.course import Course
from kpsite.plan import Kind

SHOWN = 12
SIGNS = {
    Kind.CREATE: ("+", "green"),
    Kind.UPDATE: ("~", "yellow"),
    Kind.REPLACE: ("~", "yellow"),
    Kind.RETIRE: ("-", "red"),
}


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    add_store_options(parser)
    parser.add_argument("--out", metavar="DIR", default="dist", help="the output folder (default: dist)")
    parser.add_argument("--strict", action="store_true", help="let warnings stop the build")
    parser.add_argument("--plan", action="store_true", help="only show what would change")
    parser.add_argument("--json", action="store_true", help="say it for machines")


def run(arguments: Namespace) -> int:
    """Build, or with ``--plan`` only show what would change."""
    begun = time.monotonic()
    order = order_of(arguments, Path(arguments.out))
    if arguments.plan:
        built = show_plan(order)
    else:
        with Progress("Making pages", quiet=arguments.json) as progress:
            built = build(order, progress)
    seconds = time.monotonic() - begun
    if arguments.json:
        say(json.dumps(_values(built, seconds, planned=arguments.plan), ensure_ascii=False, indent=2))
    else:
        _tell(built, arguments.out, seconds, planned=arguments.plan)
    return PROBLEMS if built.failed else OK


def _tell(built: Built, out: str, seconds: float, *, planned: bool) -> None:
    show_problems(built.problems)
    if built.note:
        say(paint(built.note, "dim"))
    _tell_changes(built)
    for course in built.prepared.site.courses:
        say(f"  {_course_line(course)}")
    weight = f", {count(len(built.problems), 'problem')}" if built.problems else ""
    if planned:
        say(f"{_summary(built)}. Nothing was written{weight}.")
    else:
        say(f"{paint(out, 'bold')}: {_summary(built)}{weight} in {seconds:.2f} s")


def _tell_changes(built: Built) -> None:
    changes = built.plan.changes
    for change in changes[:SHOWN]:
        sign, colour = SIGNS[change.kind]
        say(f"{paint(sign, colour)} {change.key}  {paint(', '.join(change.reasons), 'dim')}")
    if len(changes) > SHOWN:
        reasons = Counter(", ".join(change.reasons) for change in changes[SHOWN:])
        told = "; ".join(f"{number:,} {reason}" for reason, number in reasons.most_common(3))
        say(paint(f"  and {len(changes) - SHOWN:,} more ({told})", "dim"))


def _course_line(course: Course) -> str:
    public = sum(lesson.state != "closed" for lesson in course.lessons)
    closed = len(course.lessons) - public
    state = "" if course.status == "open" else f", {course.status}"
    return f"{course.url}  {count(public, 'lesson')} public, {closed} closed{state}"


def _summary(built: Built) -> str:
    counts = built.plan.counts()
    if not built.plan.changes:
        return f"nothing changed, {count(built.plan.unchanged, 'file')}"
    words = {Kind.CREATE: "new", Kind.UPDATE: "changed", Kind.REPLACE: "replaced", Kind.RETIRE: "removed"}
    told = [f"{counts[kind]:,} {word}" for kind, word in words.items() if counts.get(kind)]
    return ", ".join([*told, f"{built.plan.unchanged:,} unchanged"])


def _values(built: Built, seconds: float, *, planned: bool) -> dict[str, Any]:
    return {
        "planned": planned,
        "seconds": round(seconds, 3),
        "digest": built.plan.digest,
        "unchanged": built.plan.unchanged,
        "changes": [
            {"kind": str(change.kind), "path": change.key, "reasons": list(change.reasons)}
            for change in built.plan.changes
        ],
        "courses": [
            {
                "url": course.url,
                "language": course.language,
                "status": course.status,
                "public": sum(lesson.state != "closed" for lesson in course.lessons),
                "closed": sum(lesson.state == "closed" for lesson in course.lessons),
            }
            for course in built.prepared.site.courses
        ],
        "problems": problem_values(built.problems),
        "note": built.note,
    }
