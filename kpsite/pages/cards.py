"""Courses, bundles and posts as they stand in lists."""

from __future__ import annotations

from kpsite.model.course import Course
from kpsite.model.language import own_name
from kpsite.model.writing import Bundle, Post
from kpsite.pages.parts import Card
from kpsite.pages.prices import least_price, main_action, show_offers
from kpsite.pages.sale_parts import Action, OfferView, Price
from kpsite.pages.shopfront import Shopfront, in_language
from kpsite.render.markdown.inline import plain_text


def tax_words(thing: Course, front: Shopfront, language: str) -> str:
    """Say how tax is dealt with, or nothing."""
    if thing.matter.tax_included:
        return front.word(language, "tax included")
    if thing.matter.tax != "none" or thing.matter.tax_included is False:
        return front.word(language, "plus tax where it applies")
    return ""


def offers(thing: Course | Bundle, front: Shopfront, language: str) -> tuple[OfferView, ...]:
    """Give the offers of a course or bundle side by side, in the words of a language."""
    tax = tax_words(thing, front, language) if isinstance(thing, Course) else ""
    return show_offers(
        thing.offers,
        thing.status,
        front.site.today,
        language,
        tax,
        lambda slug: front.course_link(slug, language),
    )


def price(thing: Course | Bundle, front: Shopfront, language: str) -> Price | None:
    """Give the price to show for a course or bundle: free, the only one, the least of several, or None while
    none is set.
    """
    if isinstance(thing, Course) and thing.free:
        return Price(
            free=True,
            text=front.word(language, "Free"),
            amount="0",
            currency=front.site.matters[language].currency,
        )
    return least_price(offers(thing, front, language))


def action(thing: Course | Bundle, front: Shopfront, language: str) -> Action:
    """Give the one clear action for a course or bundle."""
    if isinstance(thing, Course) and thing.free and thing.status == "open":
        lessons = [lesson for lesson in thing.lessons if lesson.matter.listed]
        url = lessons[0].url if lessons else thing.url
        return Action("read", front.site.href(url), price(thing, front, language))
    if thing.status == "upcoming":
        date = thing.matter.date.isoformat() if thing.matter.date else ""
        return Action(
            "waitlist" if front.shops[language].signup else "upcoming",
            front.site.href(thing.url) + "#waitlist",
            date=date,
        )
    shown = offers(thing, front, language)
    return main_action(shown, front.site.href(thing.url)) if shown else Action("closed")


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
        price=price(course, front, language),
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
        price=price(bundle, front, language),
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


def listed_courses(front: Shopfront, language: str) -> list[Course]:
    """Give the courses that lists show to readers of a language."""
    return [
        one
        for one in in_language(front.site.courses, language)
        if one.matter.listed and one.status != "archived"
    ]


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
