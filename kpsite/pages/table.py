"""All page kinds, in one table: each is a generator from the shop to its pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain

from kpsite.pages import (
    bundle,
    buy,
    catalogue,
    certificate,
    course,
    deal,
    embed,
    home,
    lesson,
    people,
    plain,
    posts,
    search,
    signup,
    unlock,
)
from kpsite.pages.page import Page
from kpsite.pages.shopfront import Shopfront

Generator = Callable[[Shopfront], Iterator[Page]]


def _recommending(front: Shopfront) -> Iterator[Page]:
    """Give the pages of a store that is recommended."""
    if front.site.referral is not None:
        # start-up time: few stores are
        from kpsite.pages import recommended, refer

        yield from recommended.pages(front)
        yield from refer.pages(front)


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
    _recommending,
    plain.plain_pages,
    plain.thanks_pages,
    signup.pages,
    unlock.pages,
    unlock.reading_pages,
    certificate.pages,
    unlock.help_pages,
    plain.not_found_pages,
    plain.redirect_pages,
    search.pages,
    embed.pages,
)


def make_pages(front: Shopfront) -> Iterator[Page]:
    """Give all pages of the store, before plugins have had their turn."""
    return chain.from_iterable(generator(front) for generator in GENERATORS)
