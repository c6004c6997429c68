"""What git says of the store's claims: struck-through prices that were asked, deadlines that ended."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from kpsite.checks import earlier
from kpsite.checks.subject import PROMOS
from kpsite.model.store import Site
from kpsite.problems import Problem
from kpsite.reading.history import versions_of


def claims(site: Site, root: Path, today: datetime.date) -> Iterator[Problem]:
    """Find claims that the files' history does not bear out; git runs only where there is one."""
    matter = site.matters[site.language]
    period = earlier.Period(today - datetime.timedelta(days=matter.compare_days), today)
    for path in sorted({*PROMOS, *(thing.path for thing in site.sold())}):
        now = (root / path).read_bytes() if (root / path).is_file() else b""
        if earlier.telling(now):
            versions = versions_of(root, path, period.first)
            yield from earlier.check(path, now, versions, matter.currency, period)
            yield from earlier.deadlines(path, now, versions, period)
