"""The store as it stands in the editor, built into the private folder and never into the one that is
published.
"""

from __future__ import annotations

import dataclasses
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from kpsite.building.build import Built, Order, build, settle
from kpsite.model.store import Site
from kpsite.problems import KpsiteError, Problem, Severity


@dataclasses.dataclass(slots=True)
class Preview:
    """Builds one store again and again.

    ``problems`` are the errors of the last try, empty when it succeeded; the last good pages stay in
    ``folder``, and ``site`` is the store that they were made from.
    """

    order: Order
    folder: Path
    problems: tuple[Problem, ...] = ()
    site: Site | None = None
    _lock: threading.Lock = dataclasses.field(default_factory=threading.Lock)

    @classmethod
    def of(cls, order: Order) -> Preview:
        """Make the preview of a store; visitors' and buyers' views are kept apart."""
        folder = order.root / ".kpsite" / "preview" / ("buyer" if order.settings.buyer else "visitor")
        return cls(dataclasses.replace(order, out=folder), folder)

    def refresh(self, tell: Callable[[Built | KpsiteError, float], None]) -> bool:
        """Build what changed; ``tell`` gets the outcome and the seconds it took.

        Gives whether there is anything new to look at.
        """
        with self._lock:
            begun = time.monotonic()
            before = self.problems
            try:
                built = build(self.order)
                outcome: Built | KpsiteError = built
                self.problems, self.site = (), built.prepared.site
            except KpsiteError as wrong:
                outcome = wrong
                self.problems = tuple(
                    problem for problem in wrong.problems if problem.severity is Severity.ERROR
                )
            tell(outcome, time.monotonic() - begun)
            return isinstance(outcome, KpsiteError) or bool(outcome.plan.changes) or bool(before)

    def rest(self) -> None:
        """Get ready for the next save, while nobody waits; the next build says what is wrong with that."""
        with self._lock, suppress(KpsiteError):
            settle(self.order)
