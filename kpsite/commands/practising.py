"""Practice while previewing: the practice account follows the store, so that each buy button leads to it."""

from __future__ import annotations

from pathlib import Path

from kpsite.model.lock import LOCK_FILE
from kpsite.model.pay_link import PRACTICE
from kpsite.model.store import Site
from kpsite.plan import State
from kpsite.reading.lock import lock_home, read_lock
from kpsite.targets.lock import locked


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
        # start-up time: the first page need not wait for this
        from kpsite.targets.stripe.catalogue import catalogue

        sold = catalogue(site, "", practice=True).state
        if sold == self._followed and not self.moved:
            return False
        # start-up time: even less for Stripe's client
        from kpsite.commands.rehearsal import rehearse

        self.moved = False
        before = read_lock(lock_home(self._root, PRACTICE))
        with locked(str(self._root / ".kpsite" / "apply.lock"), LOCK_FILE, "at work on the account"):
            after = rehearse(self._root, site, before, self.address)
        self._followed = sold
        return after != before
