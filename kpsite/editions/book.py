"""The pages that both kinds of edition have in common: lessons, contents, and what stands at the front."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from html import escape
from itertools import groupby

from kpsite.editions.edition import Edition, EditionLesson
from kpsite.editions.xhtml import Places, name_of, xhtml
from kpsite.load.media import MediaFile, mime_of
from kpsite.model.prose import Prose
from kpsite.values import dataclass

Html = Callable[[Prose], str]
MEDIA = "media/"
LESSONS = "lessons/"
# What every reading system can show (EPUB 3.3, section 3.2): other files stay on the web.
CORE_PICTURES = frozenset({"image/gif", "image/jpeg", "image/png", "image/svg+xml", "image/webp"})
CORE_SOUND = frozenset({"audio/mpeg", "audio/mp4", "audio/ogg"})
_LINK = re.compile(r' href="([^"#]*)#([^"]*)"')


@dataclass(frozen=True, slots=True)
class Kind:
    """How editions of one kind differ: the ending of their pages, whether they take all files along, and
    what their root element says further.
    """

    ending: str
    everything: bool
    root: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A page of an edition: its path, title, and what stands in its body; ``ids`` are those in it."""

    path: str
    title: str
    body: str
    ids: frozenset[str] = frozenset()


class Book:
    """Makes the pages of an edition. ``used`` then knows the media that they show, by their paths in it."""

    def __init__(self, edition: Edition, kind: Kind, html: Html) -> None:
        """Take what it is made from, of which kind it is, and what gives a text as HTML."""
        self.edition, self.kind, self._html = edition, kind, html
        self.used: dict[str, MediaFile] = {}
        self._files = dict(edition.files)
        self._pages = {one.url: self.path(one) for one in edition.lessons}

    def path(self, lesson: EditionLesson) -> str:
        """Give the path of a lesson's page."""
        return f"{LESSONS}{lesson.name}{self.kind.ending}"

    def media(self, url: str) -> str:
        """Give the path of a file in the edition, which then takes it along; empty where it does not."""
        file = self._files.get(url)
        known = CORE_PICTURES | CORE_SOUND
        if file is None or not (self.kind.everything or mime_of(url) in known):
            return ""
        path = MEDIA + url.rsplit("/", 1)[-1]
        self.used[path] = file
        return path

    def lessons(self) -> list[Document]:
        """Give the pages of all lessons, in order; links into other pages lead where there is something."""
        made = [self._lesson(lesson) for lesson in self.edition.lessons]
        ids = {one.path: one.ids for one in made}
        return [Document(one.path, one.title, _anchored(one, ids), one.ids) for one in made]

    def _lesson(self, lesson: EditionLesson) -> Document:
        here = self.path(lesson)
        html, phrases = self._html, self.edition.phrases
        players = [("", html(one)) for one in (lesson.video, lesson.audio) if one]
        told = [("t-", html(lesson.transcript))] if lesson.transcript else []
        places = self._places(lesson, here)
        # The text comes first, so that it keeps its ids whatever stands beside it.
        body = xhtml([("", html(lesson.body))], places)
        above, below = xhtml(players, places), xhtml(told, places)
        parts = [
            f'<p class="chapter">{text(lesson.chapter)}</p>' if lesson.chapter else "",
            f"<h1>{text(lesson.title)}</h1>",
            f'<p class="summary">{text(lesson.summary)}</p>' if lesson.summary else "",
            above.html,
            body.html,
            f"<h2>{text(phrases.transcript)}</h2>{below.html}" if told else "",
            "".join(self._downloads(lesson, here)),
        ]
        return Document(here, lesson.title, "\n".join(filter(None, parts)), frozenset(body.ids | below.ids))

    def _downloads(self, lesson: EditionLesson, here: str) -> Iterator[str]:
        phrases = self.edition.phrases
        if not lesson.downloads:
            return
        yield f'<h2>{text(phrases.take_away)}</h2>\n<ul class="downloads">'
        for one in lesson.downloads:
            way = self._file(one.asset.url, here) if self.kind.everything else ""
            address = way or self.edition.origin + lesson.url
            yield f'<li><a href="{escape(address)}">{text(one.name)}</a></li>'
        yield "</ul>"

    def _places(self, lesson: EditionLesson, here: str) -> Places:
        online = self.edition.origin + lesson.url

        def link(url: str) -> str:
            page, mark, anchor = url.partition("#")
            if page in self._pages:
                return relative(self._pages[page], here) + (mark and f"#{name_of(anchor)}")
            if page in self._files:
                return (self._file(page, here) if self.kind.everything else "") or online
            return self.edition.origin + url if url.startswith("/") else url

        return Places(link, lambda url: self._file(url, here), self.kind.everything, online)

    def _file(self, url: str, here: str) -> str:
        path = self.media(url)
        return relative(path, here) if path else ""

    def contents(self, here: str) -> str:
        """Give the list of all lessons, by chapters, as a page at ``here`` shows it."""
        rows = []
        for chapter, lessons in groupby(self.edition.lessons, lambda one: one.chapter):
            lines = "".join(
                f'<li><a href="{escape(relative(self.path(one), here))}">{text(one.title)}</a></li>'
                for one in lessons
            )
            rows.append(f"<li><span>{text(chapter)}</span><ol>{lines}</ol></li>" if chapter else lines)
        return f"<ol>{''.join(rows)}</ol>"

    def front(self) -> str:
        """Give what the first page says of the edition."""
        one, phrases = self.edition, self.edition.phrases
        address = f'<a href="{escape(one.address)}">{text(one.address)}</a>'
        parts = [
            f"<h1>{text(one.title)}</h1>",
            f'<p class="summary">{text(one.subtitle)}</p>' if one.subtitle else "",
            f"<p>{text(', '.join(one.authors))}</p>" if one.authors else "",
            f'<p class="prepared">{self.prepared()}</p>' if one.buyer else "",
            f"<p>{text(phrases.published)} {address}</p>"
            if one.whole
            else f"<p>{text(phrases.more)} {address}</p>",
        ]
        return "\n".join(filter(None, parts))

    def prepared(self) -> str:
        """Give the words that say for whom the edition is."""
        return text(self.edition.phrases.prepared % {"name": self.edition.buyer})

    def page(self, document: Document, style: str) -> bytes:
        """Give a whole page; ``style`` is the path of the style sheet."""
        one = self.edition
        made = (
            f'<!DOCTYPE html>\n<html xmlns="http://www.w3.org/1999/xhtml"{self.kind.root}'
            f' lang="{one.language}" xml:lang="{one.language}" dir="{one.direction}">\n<head>\n'
            f'<meta charset="utf-8"/>\n<title>{text(document.title)}</title>\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
            '<meta name="color-scheme" content="light dark"/>\n'
            f'<link rel="stylesheet" type="text/css" href="{relative(style, document.path)}"/>\n'
            f"</head>\n<body>\n{document.body}\n</body>\n</html>\n"
        )
        return made.encode()


def text(words: str) -> str:
    """Give words as they stand in markup, without signs that XML does not allow."""
    return escape("".join(sign for sign in words if sign >= " " or sign in "\t\n"), quote=False)


def relative(path: str, here: str) -> str:
    """Give the way to a file of the edition from a page at ``here``."""
    return posixpath.relpath(path, posixpath.dirname(here) or ".")


def _anchored(document: Document, ids: dict[str, frozenset[str]]) -> str:
    """Take the anchor off links to a place that is not there."""
    folder = posixpath.dirname(document.path)

    def placed(found: re.Match[str]) -> str:
        page, anchor = found[1], found[2]
        path = posixpath.normpath(posixpath.join(folder, page)) if page else document.path
        if path not in ids or anchor in ids[path]:
            return found[0]
        return f' href="{page or posixpath.basename(document.path)}"'

    return _LINK.sub(placed, document.body)
