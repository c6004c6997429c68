"""The store as it stands in the editor, built into the private folder and never into the one that is
published.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable, Set
from contextlib import suppress

from kpsite.building.build import build, settle
from kpsite.building.order import BuildOrder
from kpsite.building.record import Asked
from kpsite.building.retouch import Retoucher
from kpsite.model.store import Site
from kpsite.plan import Plan
from kpsite.problems import KpsiteError, Problem, Severity
from kpsite.reading.snapshot import Snapshot, compare, snapshot, with_files
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a save: what changed in the preview, and what is wrong with the store."""

    plan: Plan
    problems: tuple[Problem, ...]


Tell = Callable[[Outcome | KpsiteError, float], None]


class Preview:
    """Builds one store again and again.

    ``problems`` are the errors of the last try, empty when it succeeded; the last good pages stay in
    ``folder``, and ``site`` is the store that they were made from.
    """

    def __init__(self, order: BuildOrder) -> None:
        """Take what to build; visitors' and buyers' views are kept apart."""
        self.folder = order.root / ".kpsite" / "preview" / ("buyer" if order.settings.buyer else "visitor")
        self.order = dataclasses.replace(order, out=self.folder)
        self.problems: tuple[Problem, ...] = ()
        self.site: Site | None = None
        self._known: tuple[Problem, ...] = ()
        self._lock = threading.Lock()
        self._build = ""
        self._retoucher: Retoucher | None = None
        self._inputs: Snapshot | None = None

    def refresh(self, saved: Set[str], tell: Tell) -> bool:
        """Build what changed; ``saved`` are the whole paths of saved files, empty when they are not known.

        ``tell`` gets the outcome and the seconds it took. Gives whether there is anything new to look at.
        """
        with self._lock:
            begun = time.monotonic()
            before = self.problems
            try:
                outcome: Outcome | KpsiteError = self._retouched(saved) or self._built()
                self.problems = ()
            except KpsiteError as wrong:
                outcome = wrong
                self._build = ""
                self.problems = tuple(
                    problem for problem in wrong.problems if problem.severity is Severity.ERROR
                )
            tell(outcome, time.monotonic() - begun)
            return isinstance(outcome, KpsiteError) or bool(outcome.plan.changes) or bool(before)

    def rest(self, tell: Tell) -> bool:
        """Get ready for the next save, while nobody waits, and see to what no event has told of.

        Gives whether there is anything new to look at.
        """
        if self._build and self._inputs is not None and compare(self._inputs)[1]:
            return self.refresh(frozenset(), tell)
        with self._lock, suppress(KpsiteError):  # the next build says what is wrong with that
            settle(self.order)
        return False

    def _asked(self) -> Asked:
        settings = self.order.settings
        return Asked(
            str(self.order.root),
            str(self.folder),
            settings.today.isoformat(),
            base_url=settings.base_url,
            drafts=settings.drafts,
            strict=self.order.strict,
        )

    def _built(self) -> Outcome:
        self._inputs = snapshot(self._asked().inputs())
        built = build(self.order)
        self._build, self._retoucher = built.token, None
        self._known, self.site = built.problems, built.prepared.site
        return Outcome(built.plan, built.problems)

    def _retouched(self, saved: Set[str]) -> Outcome | None:
        if not (saved and self._build and self._inputs):
            return None
        root = f"{self.order.root}/"
        self._retoucher = self._retoucher or Retoucher(self._asked())
        done = self._retoucher.try_to(sorted(path.removeprefix(root) for path in saved), self._build)
        if done is None:
            return None
        self._inputs = with_files(self._inputs, sorted(saved))
        self._known = tuple(sorted({*self._known} - done.gone | done.come))
        return Outcome(done.plan, self._known)
