"""What stands beside the pages for programs: the small files, made at once, and the channels of the feeds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from kpsite.growth.extra import Extra
from kpsite.growth.feeds import AtomFeed, Channel, JsonFeed, Podcast
from kpsite.growth.offers import offers
from kpsite.growth.robots import llms, robots
from kpsite.growth.sitemaps import sitemaps
from kpsite.model.people import Creator
from kpsite.pages.page import Page
from kpsite.pages.shopfront import Shopfront


def small_files(front: Shopfront, pages: Sequence[Page]) -> dict[str, bytes]:
    """Give the files that are made with the pages' heads alone."""
    listed = sitemaps(pages, front.site.base_url) | robots(front) | llms(front, pages)
    return listed | offers(front, pages) | _codes(front)


def _codes(front: Shopfront) -> dict[str, bytes]:
    """Give the list by which browsers know who recommends, in a store that is recommended."""
    if front.site.referral is None:
        return {}
    from kpsite.pages.recommended import code_list  # start-up time: few stores are

    return code_list(front)


def feeds(front: Shopfront) -> Iterator[tuple[str, Extra]]:
    """Give the feeds of each language with their paths; one with nothing to tell of is left out."""
    for language in front.site.matters:
        root = front.site.root(language)[1:]
        news, heard = front.news[language], front.episodes[language]
        if news:
            yield f"{root}feed.xml", AtomFeed(_channel(front, language, "feed.xml"), news)
            yield f"{root}feed.json", JsonFeed(_channel(front, language, "feed.json"), news)
        if heard:
            yield f"{root}podcast.xml", Podcast(_channel(front, language, "podcast.xml"), heard)


def _channel(front: Shopfront, language: str, name: str) -> Channel:
    site, matter, shop = front.site, front.site.matters[language], front.shops[language]
    creator = front.creator(language)
    return Channel(
        title=matter.name,
        description=matter.description or matter.tagline,
        language=language,
        home=site.absolute(site.root(language)),
        address=site.absolute(site.root(language) + name),
        author=creator.matter.name if creator else matter.name,
        email=shop.email,
        image=_portrait(front, creator),
    )


def _portrait(front: Shopfront, creator: Creator | None) -> str:
    """Give the creator's picture, which stands for a podcast; drawings in SVG are none there."""
    avatar = creator.avatar if creator else None
    if avatar is None or avatar.src.endswith(".svg"):
        return ""
    parts = urlsplit(front.site.base_url)
    return f"{parts.scheme}://{parts.netloc}{avatar.src}"
