"""Practice while previewing: the practice account follows the store, so that each buy button leads to it."""

from __future__ import annotations

import time
from pathlib import Path

from kpsite.model.lock import LOCK_FILE, Lock
from kpsite.model.pay_link import PRACTICE
from kpsite.model.store import Site
from kpsite.plan import State
from kpsite.reading.lock import lock_home, read_lock
from kpsite.targets.lock import locked
from kpsite.targets.stripe.catalogue import catalogue


class Practice:
    """Keeps the practice account of a store as the store is.

    ``address`` is that of the preview, at which the payment links lie; ``moved`` says that the account has
    changed by itself, so that it has to be looked at.
    """

    def __init__(self, root: Path) -> None:
        """Take the store's root."""
        self._root = root
        self._followed: State = {}
        self.address = ""
        self.moved = False

    def follow(self, site: Site) -> bool:
        """Do what ``kpsite apply --practice`` does, when there is reason to.

        Gives whether pages may show something new. Raises KpsiteError.
        """
        sold = catalogue(site, "", practice=True).state
        if sold == self._followed and not self.moved:
            return False
        self.moved = False
        before = read_lock(lock_home(self._root, PRACTICE))
        with locked(str(self._root / ".kpsite" / "apply.lock"), LOCK_FILE, "at work on the account"):
            after = self._apply(site, before)
        self._followed = sold
        return after != before.text()

    def _apply(self, site: Site, lock: Lock) -> str:
        # start-up time: the first page need not wait for Stripe's client
        from kpsite.commands.stripe_work import Store, compare, open_till
        from kpsite.targets.stripe.apply import Run, carry_out, refresh  # start-up time, too
        from kpsite.targets.stripe.journal import Journal  # start-up time, too

        with open_till(self._root, practice=True, preview=self.address) as till:
            # what somebody changed in the practice account by other means is not worth asking about
            found, _ = compare(Store(self._root, site, (), lock), till, overwrite=True)
            name = f"{till.who.id}:{PRACTICE}"
            journal = Journal(self._root / ".kpsite" / "apply-journal.json", name, time.time)
            named = lock.named(found.catalogue.site)
            run = Run(till.account, journal, self._root, PRACTICE, named, int(time.time()))
            refresh(run, found, till.who.id)
            carry_out(run, found, lambda done, total: None)
            return run.lock.text()
