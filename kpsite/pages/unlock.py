"""The page on which buyers open their courses, in each language of the store."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from kpsite.model.course import Course
from kpsite.pages.cards import in_language
from kpsite.pages.outline import listed
from kpsite.pages.page import Page
from kpsite.pages.parts import View
from kpsite.pages.shopfront import Shopfront
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class UnlockCourse:
    """A course that can be opened: what its links call it, its sales page, where reading begins, and the page
    that thanks its buyers, empty when there is none.
    """

    uid: str
    title: str
    url: str
    begin: str
    thanks: str


@dataclass(frozen=True, slots=True)
class UnlockView(View):
    """Where links that open a course lead. Nothing in it depends on who comes.

    ``policy`` is its Content-Security-Policy, for hosts that send none; empty in previews, which add to it.
    """

    courses: tuple[UnlockCourse, ...]
    policy: str


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the page of each language; none for a store in which nothing is sealed."""
    sealed = [course for course in front.site.courses if front.site.sealed(course)]
    if not sealed:
        return
    for language in front.site.matters:
        url = front.site.root(language) + "unlock/"
        title = f"{front.word(language, 'Your courses')} – {front.site.matters[language].name}"
        meta = front.meta(title, "", url, "", noindex=True)
        courses = tuple(_course(course, front) for course in in_language(sealed, language))
        view = UnlockView(front.shops[language], meta, (), courses, _policy(front))
        yield Page(url, "unlock", language, view, "content/site.yaml")


def _policy(front: Shopfront) -> str:
    site = front.site
    if not site.publish:
        return ""
    parts = urlsplit(site.matters[site.language].claim_url)
    asked = (
        f" {parts.scheme}://{parts.netloc}" if parts.netloc and any(map(site.licensed, site.courses)) else ""
    )
    own = ("script", "style", "img", "font", "manifest", "worker")
    rules = [f"{what}-src 'self'" for what in own]
    rest = ("base-uri 'none'", "form-action 'none'", "require-trusted-types-for 'script'")
    return "; ".join(["default-src 'none'", *rules, f"connect-src 'self'{asked}", *rest])


@dataclass(frozen=True, slots=True)
class ReadingView(View):
    """Where a lesson is read that has no page of its own; the page itself is the same for all of them."""


def reading_pages(front: Shopfront) -> Iterator[Page]:
    """Give the page of each language that has a closed lesson which is not listed."""
    for language in front.site.matters:
        lessons = [
            lesson
            for course in front.site.courses
            if course.language == language and front.site.sealed(course)
            for lesson in course.lessons
        ]
        if any(lesson.open is None and not lesson.matter.listed for lesson in lessons):
            url = front.site.root(language) + "unlock/lesson/"
            title = f"{front.word(language, 'Your courses')} – {front.site.matters[language].name}"
            meta = front.meta(title, "", url, "", noindex=True)
            view = ReadingView(front.shops[language], meta, ())
            yield Page(url, "reading", language, view, "content/site.yaml")


@dataclass(frozen=True, slots=True)
class ReadingHelpView(View):
    """How reading works here, with the shapes and words of the reader's tools."""

    title: str


def help_pages(front: Shopfront) -> Iterator[Page]:
    """Give the page of each language, where the theme has one; none where nothing is sealed."""
    sealed = any(front.site.sealed(course) for course in front.site.courses)
    if not sealed or "reading_help.html" not in front.templates:
        return
    for language in front.site.matters:
        url = front.site.root(language) + "unlock/help/"
        title = front.word(language, "Reading here")
        meta = front.meta(f"{title} – {front.site.matters[language].name}", "", url, "", noindex=True)
        view = ReadingHelpView(front.shops[language], meta, (), title)
        yield Page(url, "reading_help", language, view, "content/site.yaml")


def _course(course: Course, front: Shopfront) -> UnlockCourse:
    href = front.site.href
    first = next(iter(listed(course)), None)
    return UnlockCourse(
        uid=course.uid,
        title=course.matter.title,
        url=href(course.url),
        begin=href(first.url if first else course.url),
        thanks=href(f"{front.site.root(course.language)}thanks/{course.slug}/") if course.offers else "",
    )
