"""From who has access to the lockers that open it: what each may open on a day."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence

from kpsite.model.course import Course
from kpsite.pages.outline import release_days
from kpsite.sealing.access import Book
from kpsite.sealing.buyers import Sale
from kpsite.sealing.keys import WHOLE_COURSE, Master, unit_key
from kpsite.sealing.lessons import is_released
from kpsite.sealing.lockers import Access, entry, locker_files, same_size
from kpsite.values import dataclass

_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides which units a buyer's locker opens today.

    ``days`` are the units of lessons that open that many days after the purchase; ``access_days`` 0 means for
    good.
    """

    edition: int
    days: tuple[int, ...]
    access_days: int
    today: datetime.date


def course_lockers(
    versions: Sequence[Course], master: Master, book: Book, today: datetime.date, sales: Iterable[Sale]
) -> dict[str, bytes]:
    """Give the locker files of a course, by their paths: of all grants that are in force, and of sales.

    ``versions`` are those of its languages.
    """
    uid = versions[0].uid
    terms = terms_of(versions, book, today)
    grants = [one for one in book.grants if uid in one.courses and not one.revoked]
    claims = [*(Sale(master.claim(one.serial), one.date) for one in grants), *sales]
    opening = [(sale.claim, access(master, uid, sale, terms)) for sale in claims]
    known = [(claim, given) for claim, given in opening if given is not None]
    sized = same_size(given for _, given in known)
    entries = [entry(claim, uid, given) for (claim, _), given in zip(known, sized, strict=True)]
    return locker_files(master, uid, entries)


def terms_of(versions: Sequence[Course], book: Book, today: datetime.date) -> Terms:
    """Give what decides on the access to a course today; ``versions`` are those of its languages."""
    days = {
        release_days(lesson)
        for course in versions
        for lesson in course.lessons
        if lesson.closed is not None and is_released(lesson, today.isoformat())
    }
    first = versions[0]
    return Terms(book.edition(first.uid), tuple(sorted(days)), first.matter.access_days, today)


def access(master: Master, uid: str, sale: Sale, terms: Terms) -> Access | None:
    """Give what a buyer may open today; None when their time is over. A subscription has no days to count."""
    not_after = 0
    if terms.access_days and not sale.running:
        ends = sale.bought + datetime.timedelta(days=terms.access_days)
        if ends < terms.today:
            return None
        # The whole last day counts, wherever on earth the buyer is.
        not_after = (ends.toordinal() - datetime.date(1970, 1, 1).toordinal() + 2) * _DAY
    key = master.course_key(uid, terms.edition)
    if not any(terms.days):
        return Access(terms.edition, ((WHOLE_COURSE, key),), not_after)
    gone = (terms.today - sale.bought).days
    keys = tuple((day, unit_key(key, day)) for day in terms.days if day <= gone or day == 0)
    return Access(terms.edition, keys, not_after) if keys else None
