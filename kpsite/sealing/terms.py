"""From who has access to the lockers that open it: what each may open on a day."""

from __future__ import annotations

import datetime

from kpsite.sealing.access import Book
from kpsite.sealing.keys import WHOLE_COURSE, Master, unit_key
from kpsite.sealing.lockers import Access, entry, same_size
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


def grant_entries(master: Master, uid: str, book: Book, terms: Terms) -> list[bytes]:
    """Give the lockers of all grants of a course that are in force."""
    grants = [one for one in book.grants if uid in one.courses and not one.revoked]
    known = [(master.claim(one.serial), access(master, uid, one.date, terms)) for one in grants]
    known = [(claim, given) for claim, given in known if given is not None]
    sized = same_size(given for _, given in known if given is not None)
    return [entry(claim, uid, given) for (claim, _), given in zip(known, sized, strict=True)]


def access(master: Master, uid: str, bought: datetime.date, terms: Terms) -> Access | None:
    """Give what somebody who bought on a day may open today; None when their time is over."""
    not_after = 0
    if terms.access_days:
        ends = bought + datetime.timedelta(days=terms.access_days)
        if ends < terms.today:
            return None
        # The whole last day counts, wherever on earth the buyer is.
        not_after = (ends.toordinal() - datetime.date(1970, 1, 1).toordinal() + 2) * _DAY
    key = master.course_key(uid, terms.edition)
    if not any(terms.days):
        return Access(terms.edition, ((WHOLE_COURSE, key),), not_after)
    gone = (terms.today - bought).days
    keys = tuple((day, unit_key(key, day)) for day in terms.days if day <= gone or day == 0)
    return Access(terms.edition, keys, not_after) if keys else None
