"""What a verb is, and the options that several verbs share."""

from __future__ import annotations

import datetime
from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass

OK, PROBLEMS, USAGE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb: its name, one line of help, its options, and what it does.

    ``module`` holds ``options(parser)`` and ``run(arguments) -> exit code``; it is imported only when the
    verb is used.
    """

    name: str
    help: str
    module: str


Run = Callable[[Namespace], int]


def add_store_options(parser: ArgumentParser) -> None:
    """Add the options of all verbs that read a store."""
    parser.add_argument(
        "--store", metavar="DIR", help="the store (default: this folder, or the nearest above it that is one)"
    )
    parser.add_argument(
        "--base-url",
        metavar="URL",
        default="",
        help="the address it will be published at, in place of the one in site.yaml",
    )
    parser.add_argument("--drafts", action="store_true", help="let in drafts and what has a future date")
    parser.add_argument(
        "--today", metavar="DATE", type=_date, help="the day to build for, as 2026-05-01 (default: today)"
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=int,
        default=0,
        help="how many processes to use (default: one for each core)",
    )


def _date(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)
