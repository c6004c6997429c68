"""The home page of each language."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.model.course import Course
from kpsite.model.prose import Prose
from kpsite.model.writing import Home, HomeMatter
from kpsite.pages.cards import (
    bundle_card,
    course_card,
    listed_bundles,
    listed_courses,
    listed_posts,
    post_card,
)
from kpsite.pages.link_parts import NavLink
from kpsite.pages.page import Page
from kpsite.pages.parts import Card, Person, View, Voice
from kpsite.pages.shopfront import Shopfront
from kpsite.pages.voices import voices
from kpsite.render.markdown.plain import plain_text
from kpsite.values import dataclass

POSTS = 3
VOICES = 3


@dataclass(frozen=True, slots=True)
class HomeView(View):
    """The home page. ``featured`` courses are not repeated in ``courses``."""

    title: str
    lead: str
    body: Prose | None
    featured: tuple[Card, ...]
    courses: tuple[Card, ...]
    bundles: tuple[Card, ...]
    posts: tuple[Card, ...]
    creator: Person | None
    free_lesson: NavLink | None
    catalogue: NavLink | None
    posts_url: str
    voices: tuple[Voice, ...]


def pages(front: Shopfront) -> Iterator[Page]:
    """Give one home page for each language."""
    for language in front.site.matters:
        yield _home(front, language)


def _home(front: Shopfront, language: str) -> Page:
    site, matter = front.site, front.site.matters[language]
    home = next((one for one in site.homes if one.language == language), None)
    words = home.matter if home else HomeMatter()
    courses = listed_courses(front, language)
    featured = [course for course in courses if course.matter.featured] or courses[:1]
    creator = front.creator(language)
    url = site.root(language)
    view = HomeView(
        front.shops[language],
        front.meta(
            f"{matter.name} – {matter.tagline}" if matter.tagline else matter.name,
            matter.description or plain_text(words.lead) or matter.tagline,
            url,
            "/",
            seo=matter.seo,
            cover=site.link_image or (creator.cover if creator else None),
        ),
        (),
        title=words.title or matter.name,
        lead=words.lead or matter.tagline,
        body=_body(home),
        featured=tuple(course_card(course, front, language) for course in featured),
        courses=tuple(course_card(course, front, language) for course in courses if course not in featured),
        bundles=tuple(bundle_card(bundle, front, language) for bundle in listed_bundles(front, language)),
        posts=tuple(post_card(post, front) for post in listed_posts(front, language)[:POSTS]),
        creator=front.person(creator.matter.name, language) if creator else None,
        free_lesson=_free_lesson(featured, front),
        catalogue=front.catalogue(language),
        posts_url=site.href(url + "posts/"),
        voices=tuple(voice for course in featured for voice in voices(course))[:VOICES],
    )
    return Page(url, "home", language, view, home.path if home else "content/site.yaml")


def _body(home: Home | None) -> Prose | None:
    return home.body if home and home.body.text.strip() else None


def _free_lesson(courses: list[Course], front: Shopfront) -> NavLink | None:
    for course in courses:
        for lesson in course.lessons:
            if lesson.state != "closed" and lesson.matter.listed:
                return front.link(lesson.matter.title, lesson.url)
    return None
