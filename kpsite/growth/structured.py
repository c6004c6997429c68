"""Structured data: what a page says to machines in schema.org's words, from the very values that it shows.

Kinds that Google reads today (developers.google.com/search/docs/appearance/structured-data, looked at in
November 2026): course list, product snippet, review snippet, breadcrumb, video, paywalled content,
organisation, profile page, article. What has been withdrawn (course info, FAQ, sitelinks search box,
learning video) is left out, except for terms that say something true to other readers of schema.org.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from kpsite.growth import structured_parts as parts
from kpsite.growth.structured_parts import Node, Words
from kpsite.pages.parts import View
from kpsite.render.markdown.plain import plain_text

if TYPE_CHECKING:  # start-up time: after a save, one kind of view is wanted
    from kpsite.pages.bundle import BundleView
    from kpsite.pages.catalogue import CatalogueView
    from kpsite.pages.course import CourseView
    from kpsite.pages.home import HomeView
    from kpsite.pages.lesson_views import ClosedLessonView, LessonView
    from kpsite.pages.people import CreatorView
    from kpsite.pages.posts import PostView

# Fewer make no list for Google.
LEAST_COURSES = 3
# Where the part of a page that costs money would stand; themes give this class to the invitation to buy.
PAYWALL = ".paywall"
# What could end the script element, or a line of it in old readers.
_UNSAFE = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def structured_data(view: View) -> str:
    """Give the content of a page's ``application/ld+json`` script; empty when there is nothing to say.

    Whatever the texts hold, the script element cannot end early.
    """
    kind = type(view).__name__
    make = _NODES.get(kind)
    nodes = make(view) if make else []
    if view.crumbs and kind in _NAMED:
        nodes.append(parts.breadcrumb(view, _NAMED[kind](view)))
    if not nodes:
        return ""
    import json  # start-up time: many pages have nothing to say

    graph = {"@context": "https://schema.org", "@graph": nodes}
    return json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def _course(view: CourseView) -> list[Node]:
    run = {
        "@type": "CourseInstance",
        "courseMode": "Online",
        "courseWorkload": parts.duration(view.outline.minutes),
        "instructor": [parts.person(one, view) for one in view.instructors],
    }
    node = parts.work("Course", view, view.title) | {
        "provider": parts.shop(view),
        "isAccessibleForFree": bool(view.price and view.price.free),
        "educationalLevel": view.level,
        "teaches": [plain_text(one) for one in view.outcomes],
        "coursePrerequisites": [plain_text(one) for one in view.requirements],
        "offers": parts.offers(view, view.offers, view.price),
        "hasCourseInstance": parts.compact(run),
        "review": parts.reviews(view.voices) if view.ratings else [],
        "aggregateRating": parts.rating(view.rating, view.ratings),
    }
    return [parts.compact(node)]


def _bundle(view: BundleView) -> list[Node]:
    node = parts.thing("Product", view, view.title) | {
        "brand": parts.shop(view),
        "offers": parts.offers(view, view.offers, view.price),
    }
    return [parts.compact(node)] if view.offers else []


def _catalogue(view: CatalogueView) -> list[Node]:
    courses = [card for card in view.cards if card.kind == "course"]
    if len(courses) < LEAST_COURSES:
        return []
    rows = [
        {"@type": "ListItem", "position": place, "name": card.title, "url": parts.absolute(view, card.url)}
        for place, card in enumerate(courses, 1)
    ]
    return [{"@type": "ItemList", "name": view.title, "itemListElement": rows}]


def _home(view: HomeView) -> list[Node]:
    shop = view.shop
    site: Node = {
        "@type": "WebSite",
        "name": shop.name,
        "alternateName": shop.tagline,
        "url": parts.absolute(view, shop.home),
        "inLanguage": shop.language,
        "publisher": {"@id": parts.absolute(view, shop.base) + "#shop"},
    }
    seller = parts.shop(view) | {
        "@id": parts.absolute(view, shop.base) + "#shop",
        "description": view.meta.description,
        "email": shop.email,
        "logo": parts.picture(view.creator.avatar, view) if view.creator else "",
        "founder": parts.person(view.creator, view) if view.creator else {},
    }
    return [parts.compact(site), parts.compact(seller)]


def _creator(view: CreatorView) -> list[Node]:
    person = parts.person(view.person, view) | {
        "description": plain_text(view.person.bio),
        "knowsAbout": list(view.person.labels),
        "sameAs": [link.url for link in view.links if link.url.startswith("http")],
    }
    page = {"@type": "ProfilePage", "url": view.meta.canonical, "mainEntity": parts.compact(person)}
    return [page]


def _post(view: PostView) -> list[Node]:
    author = parts.person(view.author, view) if view.author else parts.shop(view)
    node = parts.work("BlogPosting", view, view.title) | {
        "headline": view.title,
        "author": author,
        "publisher": parts.shop(view),
        "keywords": list(view.tags),
        "isAccessibleForFree": True,
        "mainEntityOfPage": view.meta.canonical,
        "timeRequired": parts.duration(view.minutes),
    }
    return [parts.compact(node)]


def _lesson(view: LessonView) -> list[Node]:
    if view.buyer:
        return []
    partial = view.state == "partial"
    node = _reading(view, ["Article", "LearningResource"]) | {
        "headline": view.title,
        "author": parts.shop(view),
        "isAccessibleForFree": not partial,
        "hasPart": {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": PAYWALL}
        if partial
        else {},
    }
    return [parts.compact(node), *parts.video(view, view.video, view.title)]


def _closed(view: ClosedLessonView) -> list[Node]:
    return [parts.compact(_reading(view, ["LearningResource"]) | {"isAccessibleForFree": False})]


def _reading(view: LessonView | ClosedLessonView, kinds: list[str]) -> Node:
    url = parts.absolute(view, view.course.url)
    course: Node = {"@type": "Course", "name": view.course.title, "url": url, "provider": parts.shop(view)}
    return parts.work(kinds, view, view.title) | {
        "timeRequired": parts.duration(view.minutes),
        "isPartOf": course,
    }


# By the names of the views, so that these need not be imported.
_NODES: Mapping[str, Callable[[Any], list[Node]]] = {
    "CourseView": _course,
    "BundleView": _bundle,
    "CatalogueView": _catalogue,
    "HomeView": _home,
    "CreatorView": _creator,
    "PostView": _post,
    "LessonView": _lesson,
    "ClosedLessonView": _closed,
}
_NAMED: Mapping[str, Words] = {
    "CourseView": lambda view: str(view.title),
    "BundleView": lambda view: str(view.title),
    "CatalogueView": lambda view: str(view.title),
    "PostView": lambda view: str(view.title),
    "LessonView": lambda view: str(view.title),
    "ClosedLessonView": lambda view: str(view.title),
    "PlainView": lambda view: str(view.title),
    "CreatorView": lambda view: str(view.person.name),
}
