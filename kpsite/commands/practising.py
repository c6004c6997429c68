"""Practice while previewing: the practice account follows the store, so that each buy button leads to it."""

from __future__ import annotations

import time
from pathlib import Path

from kpsite.commands.stripe_work import Store, compare, open_till
from kpsite.model.lock import LOCK_FILE
from kpsite.model.pay_link import PRACTICE
from kpsite.model.store import Site
from kpsite.plan import State
from kpsite.reading.lock import lock_home, read_lock
from kpsite.targets.lock import locked
from kpsite.targets.stripe.apply import Run, carry_out, refresh
from kpsite.targets.stripe.catalogue import catalogue
from kpsite.targets.stripe.journal import Journal


class Practice:
    """Keeps the practice account of a store as the store is."""

    def __init__(self, root: Path, preview: str) -> None:
        """Take the store's root, and the address of the preview, at which the payment links lie."""
        self._root, self._preview = root, preview
        self._followed: State = {}

    def follow(self, site: Site) -> bool:
        """Do what ``kpsite apply --practice`` does, when what is sold has changed since the last time.

        Gives whether pages may show something new. Raises KpsiteError.
        """
        sold = catalogue(site, "", practice=True).state
        if sold == self._followed:
            return False
        before = read_lock(lock_home(self._root, PRACTICE))
        with locked(str(self._root / ".kpsite" / "apply.lock"), LOCK_FILE, "at work on the account"):
            after = self._apply(Store(self._root, site, (), before))
        self._followed = sold
        return after != before.text()

    def _apply(self, store: Store) -> str:
        with open_till(self._root, practice=True, preview=self._preview) as till:
            # what somebody changed in the practice account by other means is not worth asking about
            found, _ = compare(store, till, overwrite=True)
            journal = Journal(
                self._root / ".kpsite" / "apply-journal.json", f"{till.who.id}:{PRACTICE}", time.time
            )
            lock = store.lock.named(found.catalogue.site)
            run = Run(till.account, journal, self._root, PRACTICE, lock, int(time.time()))
            refresh(run, found, till.who.id)
            carry_out(run, found, lambda done, total: None)
            return run.lock.text()
