"""The whole store as one frozen value."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import field, replace
from urllib.parse import quote, urlsplit

from kpsite.model.course import Course
from kpsite.model.lock import Lock
from kpsite.model.offer import Offer
from kpsite.model.pay_link import PayLink, pay_link_of
from kpsite.model.people import AmbassadorMatter, Creator
from kpsite.model.promo import Promo
from kpsite.model.prose import Picture
from kpsite.model.referral import ReferralMatter, RewardMatter, ref_of
from kpsite.model.site import SiteMatter
from kpsite.model.writing import Bundle, Home, Page, Partner, Post
from kpsite.values import dataclass

_PLAIN = re.compile(r"[A-Za-z0-9/_.~-]*")


def _quoted(path: str, safe: str) -> str:
    return path if _PLAIN.fullmatch(path) else quote(path, safe=safe)


@dataclass(frozen=True, slots=True)
class Site:
    """The store: everything that may be shown today, in all languages.

    ``matters`` holds what ``site.yaml`` says in each language; ``base_url`` is where the store will be
    published, with a slash at its end; ``today`` is the day for which it is built; ``buyer`` is True in a
    preview that shows what buyers see; ``sealing`` is False where closed lessons are left out altogether.

    ``lock``, ``modes``, ``publish`` and ``allow_test`` are those of the settings: which payment links count,
    and how strictly they are looked at.
    """

    matters: Mapping[str, SiteMatter]
    base_url: str
    today: datetime.date
    courses: tuple[Course, ...] = ()
    bundles: tuple[Bundle, ...] = ()
    posts: tuple[Post, ...] = ()
    pages: tuple[Page, ...] = ()
    partners: tuple[Partner, ...] = ()
    creators: tuple[Creator, ...] = ()
    homes: tuple[Home, ...] = ()
    promos: tuple[Promo, ...] = ()
    ambassadors: tuple[AmbassadorMatter, ...] = ()
    link_image: Picture | None = None
    buyer: bool = False
    sealing: bool = True
    lock: Lock = field(default_factory=Lock)
    modes: tuple[str, ...] = ()
    publish: bool = False
    allow_test: bool = False
    base: str = field(init=False)

    def __post_init__(self) -> None:
        """Work out the base path once; it begins and ends with a slash."""
        object.__setattr__(self, "base", urlsplit(self.base_url).path or "/")

    @property
    def language(self) -> str:
        """The language of files without a suffix."""
        return next(iter(self.matters))

    def sold(self) -> tuple[Course | Bundle, ...]:
        """Give everything that may have a price."""
        return (*self.courses, *self.bundles)

    def pay_link(self, thing: Course | Bundle, offer: Offer) -> PayLink:
        """Give where an offer of something that is sold is paid for."""
        asked = (offer.checkout, thing.matter.checkout, self.matters[thing.language].checkout)
        said = (one.promotion_codes for one in asked if one is not None)
        field = next((one for one in said if one is not None), True)
        return replace(pay_link_of(thing, offer, self.lock, self.modes), code_field=field)

    @property
    def referral(self) -> ReferralMatter | None:
        """How the store is recommended; None where it is not."""
        return self.matters[self.language].referral

    def reward(self, thing: Course | Bundle) -> RewardMatter:
        """Give what the recommendation of something that is sold brings; nothing where that is off."""
        if self.referral is None:
            return RewardMatter()
        own = thing.matter.referral if isinstance(thing, Course) else None
        return self.referral if own is None else own

    def ambassador(self, code: str) -> AmbassadorMatter | None:
        """Give who has a code, in whatever way it is written."""
        return next((one for one in self.ambassadors if one.ref == ref_of(code)), None)

    def written(self) -> tuple[Course | Bundle | Post | Page | Partner, ...]:
        """Give everything that has a title, an address and earlier addresses."""
        return (*self.courses, *self.bundles, *self.posts, *self.pages, *self.partners)

    @property
    def closes(self) -> bool:
        """Whether anything of any lesson is not for everybody."""
        return any(lesson.closed is not None for course in self.courses for lesson in course.lessons)

    def sealed(self, course: Course) -> bool:
        """Whether closed lessons of a course are published, sealed."""
        closed = any(lesson.closed is not None for lesson in course.lessons)
        return self.sealing and self._delivery(course) in ("sealed", "licensed") and closed

    def licensed(self, course: Course) -> bool:
        """Whether a course is sealed, and a function at the host lets its buyers in at once."""
        return self.sealed(course) and self._delivery(course) == "licensed"

    def _delivery(self, course: Course) -> str:
        return course.matter.delivery or self.matters[course.language].delivery

    def certified(self, course: Course) -> bool:
        """Whether buyers who have finished a course get a certificate."""
        wanted = course.matter.certificate
        return wanted is not None and wanted.give and self.sealed(course)

    def badges(self, course: Course) -> bool:
        """Whether readers of a course see days in a row and badges."""
        own = course.matter.badges
        return self.matters[course.language].badges if own is None else own

    def root(self, language: str) -> str:
        """Give the address, from the root of the store, under which a language's pages stand."""
        return "/" if language == self.language else f"/{language.lower()}/"

    def href(self, url: str) -> str:
        """Give the final address of a page or file, from its address from the root of the store
        (``/courses/``).
        """
        return self.base + _quoted(url.removeprefix("/"), "/#-._~")

    def absolute(self, url: str) -> str:
        """Give the address with scheme and host, without parameters, as for ``canonical``."""
        return self.base_url + _quoted(url.removeprefix("/"), "/-._~")
