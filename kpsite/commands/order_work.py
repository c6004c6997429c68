"""What the verbs about buyers share: the purchases of a store as Stripe tells of them today."""

from __future__ import annotations

import os
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import field
from pathlib import Path
from typing import Any

from kpsite.commands.sealed_store import SealedStore, read_sealed_store
from kpsite.commands.stripe_work import PRACTICE, Till, open_till
from kpsite.commands.verb import add_store, find_root
from kpsite.model.lock import LOCK_FILE, sale_id
from kpsite.problems import KpsiteError, Place, Problem, error
from kpsite.reading.buyers import read_mode
from kpsite.reading.lock import lock_home, read_lock
from kpsite.sealing.buyers import Buyer
from kpsite.targets.stripe.catalogue import catalogue, site_name
from kpsite.targets.stripe.keys import KEY, Key, key_from_environment
from kpsite.targets.stripe.purchases import Known, Purchase, known_of, purchase_of
from kpsite.values import dataclass

PERMISSION = "stripe-permission"
CI = "CI"
"""Build servers set it (docs.github.com, docs.netlify.com, developers.cloudflare.com/pages)."""


def add_options(parser: ArgumentParser) -> None:
    """Add the options of all verbs about buyers."""
    parser.add_argument(
        "--practice", action="store_true", help="use the practice account in .kpsite, which needs no key"
    )
    parser.add_argument("--json", action="store_true", help="say it for machines")
    parser.add_argument(
        "--i-know", action="store_true", help="on a build server, do what is safer elsewhere all the same"
    )
    add_store(parser)


@dataclass(slots=True)
class Work:
    """A store, its account, and what is known of what opens what; ``notes`` are what went less than well."""

    store: SealedStore
    till: Till
    known: Known
    notes: list[Problem] = field(default_factory=list)

    @property
    def names(self) -> dict[str, str]:
        """The slugs of sealed courses by uid."""
        return {uid: versions[0].slug for uid, versions in self.store.courses.items()}

    def before(self) -> Mapping[str, Buyer]:
        """Give the purchases that were known when the verb began."""
        return read_mode(self.store.root, self.till.mode, self.store.master()).of(self.till.mode)

    def orders(self, before: Mapping[str, Buyer], email: str = "") -> Iterator[Sequence[Purchase]]:
        """Give the store's purchases, or those of one buyer, newest first and page by page."""
        for page in self.till.account.sessions(email):
            found = (purchase_of(session, self.known, before, self._disputes) for session in page)
            yield [order for order in found if order is not None]

    def _disputes(self, charge: str) -> Sequence[Mapping[str, Any]]:
        try:
            return self.till.account.disputes(charge)
        except KpsiteError as wrong:
            if not all(problem.code == PERMISSION for problem in wrong.problems):
                raise
            self.notes += [problem for problem in wrong.problems if problem not in self.notes]
            return ()


@contextmanager
def at_work(arguments: Namespace) -> Iterator[Work]:
    """Read the store and reach its account. Raises ``KpsiteError``."""
    root = find_root(Path(arguments.store or ".").resolve())
    if not arguments.practice:
        check_key(key_from_environment(), knows=arguments.i_know)
    store = read_sealed_store(root)
    store.master()  # before anybody is asked
    with open_till(root, practice=arguments.practice) as till:
        yield Work(store, till, known(store, till))


def check_key(key: Key, *, knows: bool) -> None:
    """Refuse a key that may do anything where many can read what it is kept in. Raises ``KpsiteError``."""
    if os.environ.get(CI) and key.mode == "live" and not key.restricted and not knows:
        hint = "make a restricted key (rk_live_...) that may only read; --i-know goes on with this one"
        message = "found a live secret key on a build server: it may pay out your money"
        raise KpsiteError([error(Place("environment", key=KEY), "secret-key-in-ci", message, hint)])


def known(store: SealedStore, till: Till) -> Known:
    """Gather what opens what. Raises ``KpsiteError`` when the lock is of another account."""
    lock = read_lock(lock_home(store.root, till.mode))
    account = lock.section(till.mode).account
    if account and till.who.id and account != till.who.id:
        hint = "use the key of that account"
        message = f"found that the lock is for the account {account}, and the key is of {till.who.id}"
        raise KpsiteError([error(Place(LOCK_FILE, key=till.mode), "other-account", message, hint)])
    site = store.prepared.site
    name = lock.site or site_name(site.matters[site.language].url)
    wanted = catalogue(site, name, practice=till.mode == PRACTICE)
    found = known_of(wanted, lock, till.mode, {course.slug: sale_id(course) for course in site.courses})
    return found.with_links(till.account.every("link")) if found.urls else found
