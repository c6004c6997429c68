"""``kpsite plan``: what would change in the Stripe account, and on which pages."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace

from kpsite.commands import stripe_told
from kpsite.commands.stripe_work import (
    Store,
    Till,
    add_options,
    compare,
    open_till,
    pages_showing,
    read_store,
)
from kpsite.commands.terminal import say
from kpsite.commands.verb import OK
from kpsite.targets.stripe.review import Review, kind_of

PENDING = 3


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    add_options(parser)
    parser.add_argument(
        "--exit-code", action="store_true", help=f"exit with {PENDING} when changes are pending"
    )
    parser.add_argument("--overwrite", action="store_true", help="put back what was changed by hand")
    parser.add_argument("--json", action="store_true", help="say it for machines")


def run(arguments: Namespace) -> int:
    """Compare the store with the account; nothing is changed in either."""
    store = read_store(arguments)
    with open_till(store.root, practice=arguments.practice) as till:
        found, _ = compare(store, till, overwrite=arguments.overwrite)
    pages = changed_pages(store, found)
    if arguments.json:
        say(json.dumps(stripe_told.values(found, pages, account_values(till)), indent=2, ensure_ascii=False))
    else:
        say(f"Account: {till.shown}")
        stripe_told.tell(found, pages, retire=False)
    return PENDING if found.plan.changes and arguments.exit_code else OK


def account_values(till: Till) -> dict[str, str]:
    """Give the account as plain values."""
    return {"id": till.who.id, "name": till.who.name, "mode": till.mode}


def changed_pages(store: Store, found: Review) -> list[str]:
    """Give the pages on which a new address or price will be seen."""
    changes = [change for change in found.plan.changes if kind_of(change.key) in ("link", "price")]
    keys = {change.key.partition(" ")[2].partition(" ")[0] for change in changes}
    links = {
        found.current.found[change.key].url for change in changes if change.key in found.current.found
    } - {""}
    return pages_showing(store, keys, links)
