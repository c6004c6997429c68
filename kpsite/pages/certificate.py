"""The page on which certificates are made and looked at, in each language of the store."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.growth.share import SCANNED, Buttons
from kpsite.model.course import Course
from kpsite.pages.cards import in_language
from kpsite.pages.outline import listed
from kpsite.pages.page import Page
from kpsite.pages.parts import View
from kpsite.pages.shopfront import Shopfront
from kpsite.values import dataclass

TITLE = "KPS-TITLE"
"""Where the title of a certificate's course goes in what is shared."""


@dataclass(frozen=True, slots=True)
class CertificateCourse:
    """A course that gives certificates: ``text`` is what the creator adds. ``parts`` say for each language
    what the paths of its lessons begin with, and how many there are.
    """

    uid: str
    title: str
    url: str
    text: str
    parts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class CertificateView(View):
    """Where certificates lead. Nothing in it depends on who comes."""

    courses: tuple[CertificateCourse, ...]
    share: Buttons
    address: str


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the page of each language; none for a store that gives no certificates, or whose theme has no
    page for them.
    """
    courses = [course for course in front.site.courses if front.site.certified(course)]
    if not courses or "certificate.html" not in front.templates:
        return
    for language in front.site.matters:
        url = front.site.root(language) + "certificate/"
        title = f"{front.word(language, 'Certificate')} – {front.site.matters[language].name}"
        meta = front.meta(title, "", url, "certificate", noindex=True)
        words = front.word(language, "I have completed %(title)s") % {"title": TITLE}
        share = front.share(words, url, language, front.site.matters[language].share)
        # A code to scan stands on the certificate itself.
        share = share.without(SCANNED)
        shown = tuple(_course(one, courses, front) for one in in_language(courses, language))
        view = CertificateView(front.shops[language], meta, (), shown, share, front.site.absolute(url))
        yield Page(url, "certificate", language, view, "content/site.yaml")


def _course(course: Course, courses: list[Course], front: Shopfront) -> CertificateCourse:
    matter = course.matter
    return CertificateCourse(
        uid=course.uid,
        title=matter.title,
        url=front.site.href(course.url),
        text=matter.certificate.text if matter.certificate else "",
        parts=tuple((one.url[1:], len(listed(one))) for one in courses if one.uid == course.uid),
    )
