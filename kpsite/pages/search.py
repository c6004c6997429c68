"""The page on which a store is searched: it loads nothing until a reader searches."""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.growth.shards import course_shards, overview
from kpsite.pages.link_parts import NavLink
from kpsite.pages.page import Page
from kpsite.pages.parts import View
from kpsite.pages.shopfront import Shopfront
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class SearchView(View):
    """The search page: ``shards`` are the addresses of the index, ``ways`` lead on without a search."""

    title: str
    shards: tuple[str, ...]
    ways: tuple[NavLink, ...]


def pages(front: Shopfront) -> Iterator[Page]:
    """Give the search page of each language, where the theme has one."""
    for language, url in front.search.items():
        title = front.word(language, "Search")
        meta = front.meta(f"{title} – {front.site.matters[language].name}", "", url, "", noindex=True)
        view = SearchView(
            front.shops[language],
            meta,
            (front.home(language),),
            title=title,
            shards=tuple(
                front.site.href(f"/{path}")
                for path in (overview(language), *course_shards(front.site, language).values())
            ),
            ways=front.shops[language].menu,
        )
        yield Page(url, "search", language, view, "content/site.yaml")
