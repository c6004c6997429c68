"""All page kinds, in one table: each is a generator from the shop to its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from kpsite.pages import (
    bundle,
    buy,
    catalogue,
    course,
    deal,
    embed,
    home,
    lesson,
    people,
    plain,
    posts,
    search,
    unlock,
)
from kpsite.pages.page import Page
from kpsite.pages.shopfront import Shopfront

Generator = Callable[[Shopfront], Iterator[Page]]

GENERATORS: tuple[Generator, ...] = (
    home.pages,
    catalogue.pages,
    course.pages,
    lesson.pages,
    bundle.pages,
    posts.pages,
    people.creator_pages,
    people.partner_pages,
    buy.pages,
    deal.pages,
    plain.plain_pages,
    plain.thanks_pages,
    unlock.pages,
    unlock.reading_pages,
    unlock.help_pages,
    plain.not_found_pages,
    plain.redirect_pages,
    search.pages,
    embed.pages,
)


def make_pages(front: Shopfront) -> Iterator[Page]:
    """Give all pages of the store, before plugins have had their turn."""
    return chain.from_iterable(generator(front) for generator in GENERATORS)
