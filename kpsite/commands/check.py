"""``kpsite check``: everything that is wrong with the store, and no output written."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from kpsite.building.build import check
from kpsite.building.order import weighed
from kpsite.commands.build_order import build_order
from kpsite.commands.claims import claims
from kpsite.commands.terminal import Progress, count, paint, problem_values, say, show_problems
from kpsite.commands.verb import OK, PROBLEMS, add_allow_test, add_store_options
from kpsite.problems import KpsiteError, Severity


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    add_store_options(parser)
    add_allow_test(parser)
    parser.add_argument("--strict", action="store_true", help="count warnings as errors")
    parser.add_argument("--json", action="store_true", help="say it for machines")


def run(arguments: Namespace) -> int:
    """Check a store; the exit code is 0 when it is clean and 1 when anything was found."""
    try:
        with Progress("Checking", quiet=arguments.json) as progress:
            order = build_order(arguments, "dist")
            built = check(order, progress)
            more = claims(built.prepared.site, order.root, order.settings.today)
            problems = weighed((*built.problems, *more), order.strict)
    except KpsiteError as wrong:
        problems = wrong.problems
    if arguments.json:
        say(json.dumps({"problems": problem_values(problems)}, indent=2))
    else:
        show_problems(problems)
        errors = sum(problem.severity is Severity.ERROR for problem in problems)
        warnings = len(problems) - errors
        told = (
            f"{count(errors, 'error')}, {count(warnings, 'warning')}"
            if problems
            else paint("Nothing is wrong.", "green")
        )
        say(told)
    return PROBLEMS if problems else OK
