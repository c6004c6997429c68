"""The page that readers reach when they have left their e-mail address."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.model.course import Course
from kpsite.model.signup import SignupMatter
from kpsite.pages.cards import course_card, listed_courses
from kpsite.pages.link_parts import NavLink
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, View
from kpsite.pages.shopfront import Shopfront
from kpsite.pages.signup_parts import FOLDER
from kpsite.values import dataclass

SUGGESTIONS = 3


@dataclass(frozen=True, slots=True)
class SubscribedView(View):
    """Where readers land who have left their address; it repeats nothing from the address bar.

    ``message`` is inline, empty for the theme's own words. ``gift`` is the course that was promised, with the
    ways to its free lessons; ``book`` is the address of these as an EPUB, or empty.
    """

    message: str
    gift: NavLink | None
    lessons: tuple[NavLink, ...]
    book: str
    courses: tuple[Card, ...]


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the page of each language in which readers can leave their address, where the theme has one and
    no page of the store's own stands there.
    """
    taken = {page.url for page in front.site.pages}
    for language, matter in front.site.matters.items():
        own = front.site.root(language) + FOLDER in taken
        if matter.signup is not None and "subscribed.html" in front.templates and not own:
            yield _page(front, language, matter.signup)


def _page(front: Shopfront, language: str, matter: SignupMatter) -> Page:
    url = front.site.root(language) + FOLDER
    title = f"{front.word(language, 'You are on the list')} – {front.site.matters[language].name}"
    gift = front.course(matter.gift, language) if matter.gift else None
    known = gift if isinstance(gift, Course) else None
    courses = [one for one in listed_courses(front, language) if one != known]
    view = SubscribedView(
        front.shops[language],
        front.meta(title, "", url, "", noindex=True),
        (),
        message=matter.message,
        gift=front.link(known.matter.title, known.url) if known else None,
        lessons=_free(known, front) if known else (),
        book=_book(known, front) if known else "",
        courses=tuple(course_card(course, front, language) for course in courses[:SUGGESTIONS]),
    )
    return Page(url, "subscribed", language, view, "content/site.yaml")


def _free(course: Course, front: Shopfront) -> tuple[NavLink, ...]:
    return tuple(
        front.link(lesson.matter.title, lesson.url)
        for lesson in course.lessons
        if lesson.state != "closed" and lesson.matter.listed
    )


def _book(course: Course, front: Shopfront) -> str:
    # In a preview of what buyers see there is none.
    return front.site.href(course.preview_file) if course.preview_file and not front.site.buyer else ""
