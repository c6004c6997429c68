"""``kpsite apply`` on the practice account, for the preview: quick, for a cut loses nothing there."""

from __future__ import annotations

import secrets
import time
from pathlib import Path

from kpsite.commands.stripe_work import Store, compare, open_till
from kpsite.model.lock import LOCK_FILE, Lock, Section
from kpsite.model.pay_link import PRACTICE
from kpsite.model.store import Site
from kpsite.reading.lock import lock_home
from kpsite.targets.disk import put
from kpsite.targets.stripe.apply import Run, carry_out, refresh
from kpsite.targets.stripe.journal import Journal
from kpsite.values import dataclass


@dataclass(slots=True)
class _Rehearsal(Run):
    """A run that writes its lock at the end alone: the next one looks at the account anyway."""

    def save(self, section: Section) -> None:
        self.lock = self.lock.with_section(self.mode, section)


class _NoJournal(Journal):
    """The answers of this machine are not lost on their way."""

    def intend(self, key: str, request: str) -> str:
        return secrets.token_hex(16)

    def done(self, key: str) -> None:
        """Have nothing to forget."""

    def keep_only(self, keys: set[str]) -> None:
        """Have nothing to forget."""


def rehearse(root: Path, site: Site, lock: Lock, address: str) -> Lock:
    """Bring the practice account in line with a store; payment links lie at ``address``.

    Gives its lock, which is on the disk then. Raises KpsiteError.
    """
    with open_till(root, practice=True, preview=address) as till:
        # what somebody changed in the practice account by other means is not worth asking about
        found, _ = compare(Store(root, site, (), lock), till, overwrite=True)
        journal = _NoJournal(root / ".kpsite" / "apply-journal.json", till.who.id, time.time)
        named = lock.named(found.catalogue.site)
        run = _Rehearsal(till.account, journal, root, PRACTICE, named, int(time.time()))
        refresh(run, found, till.who.id)
        carry_out(run, found, lambda done, total: None)
    if run.lock != lock:
        put(lock_home(root, PRACTICE) / LOCK_FILE, run.lock.text().encode(), durable=True)
    return run.lock
