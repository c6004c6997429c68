"""``kpsite drift``: what differs in the account from what was applied; made for a nightly job."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from kpsite.commands import stripe_told
from kpsite.commands.plan import PENDING, account_values
from kpsite.commands.stripe_work import add_options, compare, open_till, read_store
from kpsite.commands.terminal import count, paint, say
from kpsite.commands.verb import OK


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    add_options(parser)
    parser.add_argument("--json", action="store_true", help="say it for machines")


def run(arguments: Namespace) -> int:
    """Say what was changed or removed by hand; the exit code is 3 when anything was."""
    store = read_store(arguments)
    with open_till(store.root, practice=arguments.practice) as till:
        found, _ = compare(store, till, overwrite=False)
    if arguments.json:
        told = {"account": account_values(till), "drift": stripe_told.drift_values(found.drift)}
        say(json.dumps(told, indent=2, ensure_ascii=False))
    else:
        say(f"Account: {till.shown}")
        stripe_told.tell_drift(found)
        if found.drift:
            say(f"{count(len(found.drift), 'difference')} from what was applied.")
        else:
            say(paint("Nothing was changed by hand.", "green"))
    return PENDING if found.drift else OK
