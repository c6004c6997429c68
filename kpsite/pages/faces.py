"""The faces that pages show where they are passed on: what stands on each share image."""

from __future__ import annotations

from urllib.parse import urlsplit

from kpsite.growth.share_card import ShareCard
from kpsite.model.course import Course
from kpsite.model.lesson import Lesson
from kpsite.model.people import Creator
from kpsite.model.prose import Picture
from kpsite.model.store import Site
from kpsite.model.writing import Bundle, Partner, Post
from kpsite.pages.cards import sale
from kpsite.pages.sale_parts import Price
from kpsite.pages.share_parts import Face
from kpsite.pages.shopfront import Shopfront

LABELS = 2
FACE = 480  # pixels that a portrait needs to stand beside a name


def course_face(course: Course, front: Shopfront) -> Face | None:
    """Give the share image of a course; None when it has a picture of its own choice, or wants none."""
    return _sold(course, front)


def bundle_face(bundle: Bundle, front: Shopfront) -> Face | None:
    """Give the share image of a bundle."""
    return _sold(bundle, front)


def lesson_face(lesson: Lesson, course: Face | None, front: Shopfront) -> Face | None:
    """Give the share image of a lesson from that of its course: a free one has a title of its own."""
    if course is None or lesson.state == "closed":
        return course
    language = lesson.language
    free = front.word(language, "Free in part" if lesson.state == "partial" else "Free to read")
    of = course.card
    card = ShareCard(lesson.matter.title, of.title, free, of.by, of.language, of.accent, of.motif, of.cover)
    return face(card, front.site)


def post_face(post: Post, front: Shopfront) -> Face | None:
    """Give the share image of an article."""
    language = post.language
    if post.link_image or not _wanted(front, language, drawn=post.matter.share.draw):
        return None
    creator = front.creator(language)
    by = post.matter.author or (creator.matter.name if creator else "")
    over = front.word(language, "Article")
    return face(_card(front, post.matter.title, over, "", by, language, post.slug, post.cover), front.site)


def shop_face(front: Shopfront, language: str) -> Face | None:
    """Give the share image of the shop itself: of its home page, and of what has no picture of its own."""
    site, matter = front.site, front.site.matters[language]
    if site.link_image or not _wanted(front, language, drawn=True):
        return None
    creator = front.creator(language)
    title, over = (matter.tagline, matter.name) if matter.tagline else (matter.name, _host(site))
    by = creator.matter.name if creator and creator.matter.name != matter.name else ""
    cover = creator.cover if creator else None
    return face(_card(front, title, over, "", by, language, "", cover), site)


def creator_face(creator: Creator, front: Shopfront) -> Face | None:
    """Give the share image of somebody who teaches."""
    language, matter = creator.language, creator.matter
    if not _wanted(front, language, drawn=True):
        return None
    over = front.site.matters[language].name
    by = ", ".join(matter.labels[:LABELS]) or _host(front.site)
    avatar = creator.avatar
    cover = avatar if avatar and avatar.width >= FACE else creator.cover or avatar
    return face(_card(front, matter.name, over, "", by, language, creator.id, cover), front.site)


def partner_face(partner: Partner, front: Shopfront) -> Face | None:
    """Give the share image of a partner's page. A logo would be cut, so the picture is drawn."""
    language, matter = partner.language, partner.matter
    if partner.link_image or not _wanted(front, language, drawn=matter.share.draw):
        return None
    by = front.site.matters[language].name
    return face(_card(front, matter.title, matter.name, "", by, language, partner.slug, None), front.site)


def _host(site: Site) -> str:
    return urlsplit(site.base_url).netloc


def _sold(thing: Course | Bundle, front: Shopfront) -> Face | None:
    if thing.link_image or not _wanted(front, thing.language, drawn=thing.matter.share.draw):
        return None
    return face(sold_card(thing, front), front.site)


def sold_card(thing: Course | Bundle, front: Shopfront) -> ShareCard:
    """Give what the share image and the posters of a course or a bundle show."""
    language = thing.language
    over = thing.matter.category if isinstance(thing, Course) else front.word(language, "Bundle")
    creator = front.creator(language)
    names = thing.matter.instructors if isinstance(thing, Course) else ()
    by = ", ".join(front.person(name, language).name for name in names) or (
        creator.matter.name if creator else front.site.matters[language].name
    )
    asked = _written(sale(thing, front, language).price, front, language)
    return _card(front, thing.matter.title, over, asked, by, language, thing.slug, thing.cover)


def _wanted(front: Shopfront, language: str, *, drawn: bool) -> bool:
    return drawn and front.site.matters[language].share.draw


def _card(  # noqa: PLR0913, PLR0917 - what stands on it, part by part
    front: Shopfront,
    title: str,
    over: str,
    asked: str,
    by: str,
    language: str,
    slug: str,
    cover: Picture | None,
) -> ShareCard:
    shown = cover.src if cover and not cover.src.endswith(".svg") else ""
    over = over or front.site.matters[language].name
    # Only a drawing is made from them, so that a new title leaves the picture beside it as it was.
    motif = ("", "") if shown else (title, slug)
    return ShareCard(title, over, asked, by, language, front.accent, motif, shown)


def face(card: ShareCard, site: Site) -> Face:
    """Give a card with the addresses of its images."""
    media = f"{site.base_url}media/"
    wide, square = card.names()
    alt = ", ".join(filter(None, (card.title, card.price, card.by)))
    return Face(card, media + wide, media + square, alt)


def _written(price: Price | None, front: Shopfront, language: str) -> str:
    """Write a price as the page does."""
    if price is None:
        return ""
    if price.free:
        return front.word(language, "Free")
    words = {
        "month": front.word(language, "%(price)s a month"),
        "year": front.word(language, "%(price)s a year"),
    }
    pattern = words.get(price.interval) or (front.word(language, "from %(price)s") if price.least else "")
    return pattern % {"price": price.text} if pattern else price.text
