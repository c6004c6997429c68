"""What a verb is, and the options that several verbs share."""

from __future__ import annotations

import datetime
import os
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from kpsite.building.record import Asked
from kpsite.commands.again import out_of, root_above
from kpsite.problems import refusal
from kpsite.reading.stamp import stamp

OK, PROBLEMS, USAGE = 0, 1, 2


Run = Callable[[Namespace], int]


def find_root(start: Path) -> Path:
    """Give the store that a folder is in: the nearest one upwards with a ``content`` folder.

    Raises ``KpsiteError`` when there is none.
    """
    if root := root_above(str(start)):
        return Path(root)
    hint = 'go to your store, or make one with "kpsite new my-store"'
    raise refusal("content", "no-store", "found no store in this folder or above it", hint)


def day_of(arguments: Namespace) -> datetime.date:
    """Give the day to build for."""
    day: datetime.date = arguments.today or datetime.date.today()  # noqa: DTZ011 - the creator's own day
    return day


def asked_of(arguments: Namespace) -> Asked:
    """Give what a build is asked for; a relative output folder is meant from the store's root."""
    root = str(find_root(Path(arguments.store or ".").resolve()))
    return Asked(
        root,
        out_of(root, arguments.out),
        day_of(arguments).isoformat(),
        base_url=arguments.base_url,
        drafts=arguments.drafts,
        strict=arguments.strict,
        allow_test=arguments.allow_test,
        keys=() if arguments.public_only else stamp(root, os.environ),
    )


class Parser(ArgumentParser):
    """A parser that says what is wrong in one line, and where help is; it exits with 2."""

    def error(self, message: str) -> NoReturn:
        """Say it."""
        self.exit(USAGE, f"{self.prog}: {message}\nTry: {self.prog} --help\n")


def add_store(parser: ArgumentParser) -> None:
    """Add the option that names the store."""
    parser.add_argument(
        "--store", metavar="DIR", help="the store (default: this folder, or the nearest above it that is one)"
    )


def add_store_options(parser: ArgumentParser) -> None:
    """Add the options of all verbs that read a store as a build reads it."""
    add_store(parser)
    parser.add_argument(
        "--base-url",
        metavar="URL",
        type=_address,
        default="",
        help="the address it will be published at, in place of the one in site.yaml",
    )
    parser.add_argument("--drafts", action="store_true", help="let in drafts and what has a future date")
    parser.add_argument(
        "--today", metavar="DATE", type=date, help="the day to build for, as 2026-05-01 (default: today)"
    )
    parser.add_argument(
        "--workers",
        metavar="N",
        type=_count,
        default=0,
        help="how many processes to use (default: one for each core)",
    )


def add_executor(parser: ArgumentParser) -> None:
    """Add the option of verbs that make pages once."""
    parser.add_argument(
        "--executor",
        metavar="ENGINE",
        type=_engine,
        default="",
        help="make the pages on a Dask cluster: dask://host:port of its scheduler",
    )


def _engine(text: str) -> str:
    if not text:
        return text
    from kpsite.building.far import ADDRESS  # start-up time: few builds name an engine

    if not ADDRESS.fullmatch(text):
        raise ArgumentTypeError(f'"{text}" is no engine; write one such as dask://localhost:8786')
    return text


def add_allow_test(parser: ArgumentParser) -> None:
    """Add the option of verbs that look after what is to be published."""
    parser.add_argument(
        "--allow-test",
        action="store_true",
        help="let in payment links of Stripe's test mode, for a rehearsal",
    )


def date(text: str) -> datetime.date:
    """Read the day of an option. Raises ``ArgumentTypeError`` for anything else."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f'"{text}" is no day; write it as 2026-05-01') from None


def _count(text: str) -> int:
    if not text.isdecimal():
        raise ArgumentTypeError(f'"{text}" is no number of processes; write 0 for one on each core')
    return int(text)


def _address(text: str) -> str:
    if not text:
        return text
    from kpsite.model.places import is_store_address  # start-up time: few builds are told an address

    if not is_store_address(text):
        raise ArgumentTypeError(f'"{text}" is no whole address; write one such as https://shop.example.org/')
    return text
