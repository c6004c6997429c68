"""``kpsite orders``: the purchases of a store, one a line, as Stripe tells of them today."""

from __future__ import annotations

import json
from argparse import ArgumentParser, Namespace
from collections.abc import Iterable
from pathlib import Path

from kpsite.commands.fulfil_told import WORDS, offer_name, row
from kpsite.commands.order_work import add_options, at_work
from kpsite.commands.terminal import count, say
from kpsite.commands.verb import OK
from kpsite.sealing.buyers import PAID
from kpsite.sealing.lockers import find_entry, locker_paths
from kpsite.sealing.sealed import Damaged
from kpsite.targets.stripe.purchases import Purchase

OUT = "dist"


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    add_options(parser)
    only = parser.add_mutually_exclusive_group()
    only.add_argument(
        "--undelivered", action="store_true", help="only those that the last build does not let in"
    )
    only.add_argument(
        "--refunded", action="store_true", help="only those whose money went back, or is disputed"
    )
    parser.add_argument(
        "--out", metavar="DIR", default=OUT, help=f"the folder of the last build (default: {OUT})"
    )


def run(arguments: Namespace) -> int:
    """List purchases, newest first."""
    with at_work(arguments) as work:
        orders = [order for page in work.orders(work.before()) for order in page]
        out, courses, names = work.store.root / arguments.out, work.store.courses, work.names
    shown = {one.claim: _delivered(one, out, courses) for one in orders}
    if arguments.undelivered:
        orders = [one for one in orders if one.state == PAID and not shown[one.claim]]
    if arguments.refunded:
        orders = [one for one in orders if one.state in ("refunded", "disputed", "lost") or one.partly]
    if arguments.json:
        rows = [row(one) | {"delivered": shown[one.claim], "partly_refunded": one.partly} for one in orders]
        say(json.dumps({"orders": rows}, indent=2, ensure_ascii=False))
        return OK
    for one in orders:
        state = "not let in yet" if one.state == PAID and not shown[one.claim] else WORDS[one.state]
        partly = ", a part was given back" if one.partly else ""
        say(f"{one.bought}  {offer_name(one, names)}  {_masked(one.email)}  {one.ref}  {state}{partly}")
    say(count(len(orders), "order"))
    return OK


def _delivered(order: Purchase, out: Path, courses: Iterable[str]) -> bool:
    """Whether the last build holds lockers for all sealed courses of a purchase."""
    wanted = [uid for uid in order.courses if uid in courses]
    return all(_opens(order.claim, uid, out) for uid in wanted)


def _opens(claim: str, uid: str, out: Path) -> bool:
    for path in (out / name for name in locker_paths(claim, uid)):
        try:
            if find_entry(path.read_bytes(), claim, uid) is not None:
                return True
        except (OSError, Damaged):
            continue
    return False


def _masked(email: str) -> str:
    """Give enough of an address to know it by, and too little to write to."""
    name, at, host = email.partition("@")
    return f"{name[:1]}…{at}{host}" if at else ""
