"""What the verbs about Stripe share: the store, the account, and the comparison of the two."""

from __future__ import annotations

import os
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from kpsite.building.laps import Laps
from kpsite.building.store import prepare
from kpsite.commands.build_order import build_order
from kpsite.commands.verb import add_store_options
from kpsite.model.lock import LOCK_FILE, Lock, offer_key
from kpsite.model.store import Site
from kpsite.pages.page import Page
from kpsite.practice.place import PREVIEW, links_at
from kpsite.problems import KpsiteError, Place, Severity, error
from kpsite.reading.hidden import without_secrets
from kpsite.reading.lock import PRACTICE_HOME, lock_home, read_lock
from kpsite.targets.stripe.account import PAUSE_SECONDS, Account, Who
from kpsite.targets.stripe.catalogue import catalogue, site_name
from kpsite.targets.stripe.held import Objects
from kpsite.targets.stripe.keys import Key, key_from_environment
from kpsite.targets.stripe.review import Review, review
from kpsite.values import dataclass

PRACTICE = "practice"
PRACTICE_MODE = "test"


@dataclass(frozen=True, slots=True)
class Store:
    """The store as far as Stripe is concerned."""

    root: Path
    site: Site
    pages: Sequence[Page]
    lock: Lock


@dataclass(frozen=True, slots=True)
class Till:
    """An account that can be asked, whose it is, and its mode: ``live``, ``test`` or ``practice``."""

    account: Account
    who: Who
    mode: str
    key: Key

    @property
    def shown(self) -> str:
        """The account for people: name, id and mode."""
        name = " ".join(filter(None, (self.who.name, f"({self.who.id})" if self.who.id else "")))
        return f"{name or 'the account of the key'}, {self.mode} mode"


def add_options(parser: ArgumentParser) -> None:
    """Add the options that all verbs about Stripe share."""
    add_store_options(parser)
    parser.add_argument(
        "--practice", action="store_true", help="use the practice account in .kpsite, which needs no key"
    )


def read_store(arguments: Namespace) -> Store:
    """Read a store. Raises KpsiteError when anything in it is wrong: nothing is planned from half of it."""
    if arguments.practice:
        arguments.base_url = arguments.base_url or PREVIEW
    order = build_order(arguments, "dist", keys=False)
    with without_secrets(os.environ):
        prepared = prepare(order.root, order.settings, Laps())
    wrong = [problem for problem in prepared.problems if problem.severity is Severity.ERROR]
    if wrong:
        raise KpsiteError(wrong)
    lock = read_lock(lock_home(order.root, PRACTICE if arguments.practice else ""))
    return Store(order.root, prepared.site, prepared.pages, lock)


@contextmanager
def open_till(root: Path, *, practice: bool, preview: str = PREVIEW) -> Iterator[Till]:
    """Reach the account: the practice one, whose payment links lie at the preview, or the one of the key in
    the environment.
    """
    if not practice:
        key = key_from_environment()
        # Only Stripe itself counts requests.
        account = Account(key.secret, key.base, pause=0 if key.base else PAUSE_SECONDS)
        yield Till(account, account.who(), key.mode, key)
        return
    from kpsite.practice.server import practice_server  # start-up time: few runs practise

    with practice_server(root / PRACTICE_HOME, links=links_at(preview)) as stand_in:
        # Put together here, for a whole key would look like a secret to whoever reads the repository.
        key = Key(f"sk_{PRACTICE_MODE}_practice", PRACTICE, restricted=False, base=stand_in.base_url)
        account = Account(key.secret, key.base, pause=0)
        yield Till(account, account.who(), PRACTICE, key)


def compare(store: Store, till: Till, *, overwrite: bool) -> tuple[Review, Objects]:
    """Read the account and compare it with the store. Raises KpsiteError."""
    section = store.lock.section(till.mode)
    if section.account and till.who.id and section.account != till.who.id:
        hint = "use the key of that account, or remove this mode's section from the lock to start in another"
        message = f"found that the lock is for the account {section.account}, and the key is of {till.who.id}"
        raise KpsiteError([error(Place(LOCK_FILE, key=till.mode), "other-account", message, hint)])
    name = store.lock.site or site_name(store.site.matters[store.site.language].url)
    wanted = catalogue(store.site, name, practice=till.mode == PRACTICE)
    objects = till.account.everything()
    return review(wanted, objects, store.lock, till.mode, int(time.time()), overwrite=overwrite), objects


def pages_showing(store: Store, keys: set[str], links: set[str]) -> list[str]:
    """Give the addresses of the pages that sell some offers: their own, those that show one of some payment
    links, and those that name what is sold together with its price.
    """
    site = store.site
    sold = [
        (thing, offer) for thing in site.sold() for offer in thing.offers if offer_key(thing, offer) in keys
    ]
    own = {thing.url for thing, _ in sold}
    prices = {(f"'{site.href(thing.url)}", f"amount='{offer.price.amount}'") for thing, offer in sold}
    found = [page.url for page in store.pages if page.url in own]
    for page in store.pages if prices or links else ():
        shown = "" if page.url in own else repr(page.view)
        if any(link in shown for link in links) or any(_both(pair, shown) for pair in prices):
            found.append(page.url)
    return found


def _both(parts: tuple[str, str], shown: str) -> bool:
    return parts[0] in shown and parts[1] in shown
