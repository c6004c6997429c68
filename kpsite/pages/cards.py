"""Courses, bundles and posts as they stand in lists."""

from __future__ import annotations

from collections.abc import Iterable

from kpsite.model.course import Course
from kpsite.model.language import own_name
from kpsite.model.writing import Bundle, Post
from kpsite.pages.friends import tag
from kpsite.pages.parts import Card
from kpsite.pages.prices import Terms, least_price, main_action, show_offers
from kpsite.pages.sale_parts import Action, Price, Sale
from kpsite.pages.shopfront import Shopfront, family
from kpsite.render.markdown.plain import plain_text


def tax_words(thing: Course | Bundle, front: Shopfront, language: str) -> str:
    """Say how tax is dealt with, or nothing."""
    if thing.matter.tax_included:
        return front.word(language, "tax included")
    if thing.matter.tax != "none" or thing.matter.tax_included is False:
        return front.word(language, "plus tax where it applies")
    return ""


def terms(thing: Course | Bundle, front: Shopfront, language: str) -> Terms:
    """Give what decides how the offers of a course or bundle are shown in a language."""
    site = front.site
    lessons = thing.lessons if isinstance(thing, Course) else ()
    free = (one.url for one in lessons if one.state != "closed" and one.matter.listed)
    return Terms(
        status=thing.status,
        today=site.today,
        language=language,
        pay_link=lambda offer: site.pay_link(thing, offer),
        course=lambda slug: front.course_link(slug, language),
        free_url=site.href(next(free, thing.url)),
        tax=tax_words(thing, front, language),
        tag=lambda offer: tag(thing, offer, front),
    )


def sale(thing: Course | Bundle, front: Shopfront, language: str) -> Sale:
    """Give what is to be said of the sale of a course or bundle, worked out once for all its pages."""
    key = (thing.url, language)
    if key not in front.sales:
        front.sales[key] = _sale(thing, front, language)
    return front.sales[key]


def _sale(thing: Course | Bundle, front: Shopfront, language: str) -> Sale:
    currency = front.site.matters[language].currency
    offers = show_offers(thing.offers, terms(thing, front, language))
    free = isinstance(thing, Course) and thing.free
    nothing = Price(free=True, text=front.word(language, "Free"), amount="0", currency=currency)
    price = nothing if free else least_price(offers, currency)
    if isinstance(thing, Course) and thing.free and thing.status == "open":
        first = next((lesson for lesson in thing.lessons if lesson.matter.listed), None)
        return Sale(offers, price, Action("read", front.site.href(first.url if first else thing.url), price))
    if thing.status == "upcoming":
        date = thing.matter.date.isoformat() if thing.matter.date else ""
        kind = "waitlist" if front.shops[language].signup else "upcoming"
        return Sale(offers, price, Action(kind, front.site.href(thing.url) + "#waitlist", date=date))
    url = front.site.href(thing.url)
    return Sale(offers, price, main_action(offers, url, currency) if offers else Action("closed"))


def course_card(course: Course, front: Shopfront, language: str) -> Card:
    """Give the card of a course, as it stands on a page in ``language``."""
    matter = course.matter
    foreign = course.language != language
    return Card(
        kind="course",
        title=matter.title,
        url=front.site.href(course.url),
        summary=plain_text(matter.subtitle) or matter.description,
        cover=course.cover,
        cover_alt=matter.cover_alt,
        price=sale(course, front, language).price,
        action=sale(course, front, language).action,
        status=course.status,
        lessons=sum(lesson.matter.listed for lesson in course.lessons),
        minutes=course.minutes,
        level=matter.level,
        tags=matter.tags,
        language=course.language if foreign else "",
        language_name=own_name(course.language) if foreign else "",
        featured=matter.featured,
    )


def bundle_card(bundle: Bundle, front: Shopfront, language: str) -> Card:
    """Give the card of a bundle; its lessons and minutes are those of its courses."""
    courses = [
        one
        for slug in bundle.matter.courses
        if isinstance(one := front.course(slug, bundle.language), Course)
    ]
    return Card(
        kind="bundle",
        title=bundle.matter.title,
        url=front.site.href(bundle.url),
        summary=plain_text(bundle.matter.subtitle) or bundle.summary,
        cover=bundle.cover,
        cover_alt=bundle.matter.cover_alt,
        price=sale(bundle, front, language).price,
        action=sale(bundle, front, language).action,
        status=bundle.status,
        lessons=sum(lesson.matter.listed for course in courses for lesson in course.lessons),
        minutes=sum(course.minutes for course in courses),
        featured=bundle.matter.featured,
    )


def post_card(post: Post, front: Shopfront) -> Card:
    """Give the card of a post."""
    return Card(
        kind="post",
        title=post.matter.title,
        url=front.site.href(post.url),
        summary=post.summary,
        cover=post.cover,
        cover_alt=post.matter.cover_alt,
        date=post.date.isoformat(),
        minutes=post.minutes,
        tags=post.matter.tags,
    )


def in_language(things: Iterable[Course], language: str) -> list[Course]:
    """Give the courses of a language first, then those that have no version in it, each course once."""
    ordered = sorted(things, key=lambda course: course.language != language)
    seen: dict[str, Course] = {}
    for course in ordered:
        seen.setdefault(family(course.path, course.language), course)
    return list(seen.values())


def listed_courses(front: Shopfront, language: str) -> list[Course]:
    """Give the courses that lists show to readers of a language. They are looked for once: all pages ask."""
    if language not in front.listed:
        shown = in_language(front.site.courses, language)
        front.listed[language] = [one for one in shown if one.matter.listed and one.status != "archived"]
    return front.listed[language]


def listed_bundles(front: Shopfront, language: str) -> list[Bundle]:
    """Give the bundles that lists show to readers of a language."""
    return [
        one
        for one in front.site.bundles
        if one.language == language and one.matter.listed and one.status != "archived"
    ]


def listed_posts(front: Shopfront, language: str) -> list[Post]:
    """Give the posts that lists show to readers of a language, newest first."""
    return [one for one in front.site.posts if one.language == language and one.matter.listed]
