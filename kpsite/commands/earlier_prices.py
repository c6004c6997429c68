"""Whether prices that are struck through were really asked: the files that have one, and their history."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from kpsite.checks import earlier
from kpsite.model.store import Site
from kpsite.problems import Problem
from kpsite.reading.history import versions_of


def earlier_prices(site: Site, root: Path, today: datetime.date) -> Iterator[Problem]:
    """Find earlier prices that nothing in the files' history bears out; git runs only where there is one."""
    matter = site.matters[site.language]
    period = earlier.Period(today - datetime.timedelta(days=matter.compare_days), today)
    for path in sorted({thing.path for thing in site.sold()}):
        now = (root / path).read_bytes()
        if earlier.strikes(now):
            versions = versions_of(root, path, period.first)
            yield from earlier.check(path, now, versions, matter.currency, period)
