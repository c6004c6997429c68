"""An edition as a folder of pages that opens by a double click: no network, no scripts, every file along."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import pairwise

from kpsite.editions.book import Book, Document, Html, Kind, relative, text
from kpsite.editions.edition import Edition
from kpsite.editions.epub import Entry
from kpsite.editions.style import STYLE

_OFFLINE = Kind(".html", everything=True)
_STYLE = "style.css"
INDEX = "index.html"


def offline(edition: Edition, html: Html, folder: str) -> Iterator[Entry]:
    """Give the entries of the archive in their order, all below ``folder``: path, and bytes or what they are
    made from.
    """
    book = Book(edition, _OFFLINE, html)
    lessons = book.lessons()
    yield f"{folder}/{INDEX}", book.page(Document(INDEX, edition.title, _index(book)), _STYLE)
    around = [None, *lessons, None]
    for (before, page), (_, after) in pairwise(pairwise(around)):
        if page is not None:
            body = f"{page.body}\n{_ways(book, before, page, after)}\n{_foot(book, page.path)}"
            yield f"{folder}/{page.path}", book.page(Document(page.path, page.title, body), _STYLE)
    yield f"{folder}/{_STYLE}", STYLE.encode()
    for path, file in sorted(book.used.items()):
        yield f"{folder}/{path}", file


def _index(book: Book) -> str:
    one = book.edition
    cover = book.media(one.cover.src)
    picture = f'<p class="cover"><img src="{cover}" alt="{escape(one.cover_alt)}"/></p>\n' if cover else ""
    return (
        f"{picture}{book.front()}\n<nav><h2>{text(one.phrases.contents)}</h2>{book.contents(INDEX)}</nav>\n"
        f"{_foot(book, INDEX)}"
    )


def _ways(book: Book, before: Document | None, page: Document, after: Document | None) -> str:
    phrases = book.edition.phrases
    ways = []
    for words, target in ((phrases.previous, before), (phrases.next, after)):
        if target is not None:
            way = escape(relative(target.path, page.path))
            ways.append(f'<a href="{way}">{text(words)}: {text(target.title)}</a>')
    return f'<nav class="ways">{"".join(ways)}</nav>' if ways else ""


def _foot(book: Book, here: str) -> str:
    one = book.edition
    title = text(one.title)
    name = title if here == INDEX else f'<a href="{escape(relative(INDEX, here))}">{title}</a>'
    prepared = f" · {book.prepared()}" if one.buyer else ""
    return f'<footer class="foot"><p>{name} · {text(one.publisher)}{prepared}</p></footer>'
