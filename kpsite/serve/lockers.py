"""The lockers of a preview: they open for everybody with a grant, and for who has paid in practice."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from kpsite.serve.preview import Preview

Sales = Callable[[str], list[tuple[str, datetime.date, bool]]]
"""Gives the claims of a course's buyers, the days of their purchases, and whether they are subscribers; the
newest first.
"""


def locker_file(path: str, preview: Preview, sales: Sales) -> bytes | None:
    """Give a locker file by its path in the output folder; None where there is none."""
    # Start-up time: few previews end with an open course
    from kpsite.sealing.buyers import Sale  # the same
    from kpsite.sealing.lessons import sealed_courses  # the same
    from kpsite.sealing.lockers import FOLDER, ONE_FILE  # the same
    from kpsite.sealing.terms import course_lockers  # the same

    site, keyring = preview.site, preview.order.keyring
    uid = path.removeprefix(FOLDER).partition("/")[0].removesuffix(".kpl")
    versions = sealed_courses(site).get(uid) if site is not None else None
    if site is None or not versions or keyring.master is None:
        return None
    # Over how many files they are spread was published before the sale.
    room = ONE_FILE - len(keyring.book.grants)
    bought = [Sale(*one) for one in (sales(uid)[:room] if room > 0 else sales(uid))]
    return course_lockers(versions, keyring.master, keyring.book, site.today, bought).get(path)
