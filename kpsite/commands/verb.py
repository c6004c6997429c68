"""What a verb is, and the options that several verbs share."""

from __future__ import annotations

import datetime
import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from kpsite.building.record import Asked
from kpsite.problems import KpsiteError, Place, error
from kpsite.reading.stamp import stamp

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


def find_root(start: Path) -> Path:
    """Give the store that a folder is in: the nearest one upwards with a ``content`` folder.

    Raises ``KpsiteError`` when there is none.
    """
    for folder in (start, *start.parents):
        if (folder / "content").is_dir():
            return folder
    hint = 'go to your store, or make one with "kpsite new my-store"'
    raise KpsiteError(
        [error(Place("content"), "no-store", "found no store in this folder or above it", hint)]
    )


def day_of(arguments: Namespace) -> datetime.date:
    """Give the day to build for."""
    day: datetime.date = arguments.today or datetime.date.today()  # noqa: DTZ011 - the creator's own day
    return day


def asked_of(arguments: Namespace) -> Asked:
    """Give what a build is asked for; a relative output folder is meant from the store's root."""
    root = find_root(Path(arguments.store or ".").resolve())
    out = os.path.abspath(root / arguments.out)  # noqa: PTH100 - resolving would follow a link
    day = day_of(arguments).isoformat()
    keys = () if arguments.public_only else stamp(str(root), os.environ)
    return Asked(str(root), out, arguments.base_url, arguments.drafts, arguments.strict, day, keys)


def add_store_options(parser: ArgumentParser) -> None:
    """Add the options of all verbs that read a store."""
    parser.add_argument(
        "--store", metavar="DIR", help="the store (default: this folder, or the nearest above it that is one)"
    )
    parser.add_argument(
        "--base-url",
        metavar="URL",
        type=_address,
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
        type=_count,
        default=0,
        help="how many processes to use (default: one for each core)",
    )


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f'"{text}" is no day; write it as 2026-05-01') from None


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f'"{text}" is no number of processes; write 0 for one on each core')
    return int(text)


def _address(text: str) -> str:
    from kpsite.model.places import is_store_address  # start-up time: few builds are told an address

    if text and not is_store_address(text):
        raise ArgumentTypeError(f'"{text}" is no whole address; write one such as https://shop.example.org/')
    return text
