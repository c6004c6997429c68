"""``kpsite apply``: carry out in the Stripe account what ``kpsite plan`` showed."""

from __future__ import annotations

import json
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import contextmanager

from kpsite.commands import stripe_told
from kpsite.commands.plan import account_values, changed_pages
from kpsite.commands.stripe_work import (
    Store,
    Till,
    add_options,
    compare,
    open_till,
    pages_showing,
    read_store,
)
from kpsite.commands.terminal import Progress, paint, say
from kpsite.commands.verb import OK
from kpsite.model.lock import LOCK_FILE
from kpsite.problems import KpsiteError, Place, error, refusal
from kpsite.targets.lock import locked
from kpsite.targets.stripe.apply import Run, adopt, carry_out, refresh
from kpsite.targets.stripe.codes import write_codes
from kpsite.targets.stripe.journal import Journal
from kpsite.targets.stripe.retire import retire
from kpsite.targets.stripe.review import Review, adoptable, kind_of

SHOWN_PAGES = 20


def options(parser: ArgumentParser) -> None:
    """Add the verb's options."""
    add_options(parser)
    parser.add_argument("--plan", metavar="DIGEST", default="", help="carry out this very plan, or nothing")
    parser.add_argument("--live", action="store_true", help="must be said with a key of live mode")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    parser.add_argument(
        "--retire", action="store_true", help="also switch old links off, once the new pages are published"
    )
    parser.add_argument("--adopt", action="store_true", help="take over what was made by hand, as it is")
    parser.add_argument("--overwrite", action="store_true", help="put back what was changed by hand")
    parser.add_argument("--refresh", action="store_true", help="only write the lock anew from the account")
    parser.add_argument("--json", action="store_true", help="say it for machines")


def run(arguments: Namespace) -> int:
    """Bring the account in line with the store; the lock is written after every object."""
    store = read_store(arguments)
    with _alone(store), open_till(store.root, practice=arguments.practice) as till:
        if not arguments.json:
            say(f"Account: {till.shown}")
        if till.mode == "live" and not arguments.live:
            hint = "say --live when you mean it; test mode has a key of its own"
            raise refusal("environment", "not-live", "found a key of live mode, where real money moves", hint)
        return apply_to(till, store, arguments)


@contextmanager
def _alone(store: Store) -> Iterator[None]:
    folder = store.root / ".kpsite"
    folder.mkdir(exist_ok=True)
    with locked(str(folder / "apply.lock"), LOCK_FILE, "at work on the account"):
        yield


def apply_to(till: Till, store: Store, arguments: Namespace) -> int:
    """Carry out in an account what the options say. Raises KpsiteError."""
    found, objects = compare(store, till, overwrite=arguments.overwrite)
    work = _run(store, till, found)
    if arguments.adopt:
        chosen = adoptable(found.catalogue, objects, found.strangers)
        adopt(work, found, objects, chosen)
        found, objects = compare(store, till, overwrite=arguments.overwrite)
        refresh(work, found, till.who.id)
        for one in () if arguments.json else chosen:
            say(f"  {one.kind:<8} {one.key}  {one.id} is taken over: {one.why}")
        _told(arguments, store, till, found)
        return OK
    if arguments.refresh:
        refresh(work, found, till.who.id)
        say(f"{LOCK_FILE} is as the account is.")
        return OK
    _may(arguments, found)
    if not arguments.json:
        stripe_told.tell(found, changed_pages(store, found), retire=arguments.retire)
    if not _agreed(arguments, found):
        return OK
    if not (arguments.yes or arguments.plan):
        found = _unmoved(arguments, store, till, found)
    refresh(work, found, till.who.id)
    _carry_out(arguments, store, work, found)
    _told_done(arguments, store, till, found, work)
    return OK


def _run(store: Store, till: Till, found: Review) -> Run:
    journal = Journal(store.root / ".kpsite" / "apply-journal.json", f"{till.who.id}:{till.mode}", time.time)
    lock = store.lock if store.lock.site else store.lock.named(found.catalogue.site)
    return Run(till.account, journal, store.root, till.mode, lock, int(time.time()))


def _may(arguments: Namespace, found: Review) -> None:
    if found.strangers:
        problems = [
            error(
                Place("stripe", key=f"{one.kind} {one.key}"),
                "in-the-way",
                f"found {one.id}, which kpsite did not make: {one.why}",
                "take it over with --adopt, or remove it in the Dashboard",
            )
            for one in found.strangers
        ]
        raise KpsiteError(problems)
    if arguments.plan and arguments.plan != found.plan.digest:
        hint = 'look at the new one with "kpsite plan"'
        message = f"the plan is {found.plan.digest} now: the account or the store moved since"
        raise refusal("stripe", "moved", message, hint)


def _agreed(arguments: Namespace, found: Review) -> bool:
    if not found.now and not (arguments.retire and found.later):
        return True  # the lock alone may have to be brought up to date
    if arguments.yes or arguments.plan:
        return True
    if not sys.stdin.isatty():
        hint = f"say --yes, or --plan {found.plan.digest} for this very plan"
        raise refusal("stripe", "not-agreed", "found nobody to ask whether to carry this out", hint)
    print("Carry this out? [y/N] ", end="", file=sys.stderr, flush=True)
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _unmoved(arguments: Namespace, store: Store, till: Till, found: Review) -> Review:
    again, _ = compare(store, till, overwrite=arguments.overwrite)
    if again.plan.digest != found.plan.digest:
        raise refusal("stripe", "moved", "the account moved while you were asked", "run again")
    return again


def _carry_out(arguments: Namespace, store: Store, work: Run, found: Review) -> None:
    try:
        with Progress("Writing to Stripe", quiet=arguments.json) as progress:
            carry_out(work, found, progress)
        if arguments.retire and found.later:
            retire(work, found, store.site, _pages(store, work, found))
    except KpsiteError as wrong:
        outcome = f"what was done until then is in {LOCK_FILE}, and the next apply goes on from there"
        raise KpsiteError(wrong.problems, outcome) from None


def _pages(store: Store, work: Run, found: Review) -> list[str]:
    keys = {change.key.partition(" ")[2].partition(" ")[0] for change in found.later}
    links = {store.lock.url(key, work.mode) for key in keys} - {""}
    return ["/", *pages_showing(store, keys, links)][:SHOWN_PAGES]


def _told(arguments: Namespace, store: Store, till: Till, found: Review) -> None:
    pages = changed_pages(store, found)
    if arguments.json:
        say(json.dumps(stripe_told.values(found, pages, account_values(till)), indent=2, ensure_ascii=False))
    else:
        stripe_told.tell(found, pages, retire=False)


def _told_done(arguments: Namespace, store: Store, till: Till, found: Review, work: Run) -> None:
    links = [change.key for change in found.now if kind_of(change.key) == "link"]
    held = work.lock.section(work.mode).objects
    made = {key.partition(" ")[2]: held[key].url for key in links if key in held}
    files = write_codes(work, found)
    if arguments.json:
        told = stripe_told.values(found, changed_pages(store, found), account_values(till))
        say(json.dumps(told | {"links": made, "code_files": files}, indent=2, ensure_ascii=False))
        return
    for key, url in made.items():
        say(f"  {key}  {url}")
    for name in files:
        say(f"Single-use codes are in {name}, which is never committed.")
    if found.now or (arguments.retire and found.later):
        next_step = f"{LOCK_FILE} says what is where: commit it, then build and publish"
        say(paint("Done." if arguments.practice else f"Done; {next_step}.", "green"))
