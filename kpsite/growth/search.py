"""The index for searching a store: public words alone, in shards that follow its courses.

There is one part for the pages of the shop and one for the lessons of each course, so that an edit changes
one part. A reader's browser loads them only when a search begins, and stops when it has found enough. Each
text stands as it is, which finds words in every language, also in those that are written without spaces.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kpsite.growth.extra import Tools
from kpsite.model.prose import Prose
from kpsite.pages.parts import View
from kpsite.render.markdown.comments import without_any_comment
from kpsite.render.markdown.quiz_text import without_answers
from kpsite.values import dataclass

if TYPE_CHECKING:  # start-up time: after a save, one kind of view is wanted
    from kpsite.pages.bundle import BundleView
    from kpsite.pages.course import CourseView
    from kpsite.pages.lesson_views import LessonView
    from kpsite.pages.plain import PlainView
    from kpsite.pages.posts import PostView

LONGEST = 20_000  # characters of one text
# One pattern for each, beginning with the sign that it is about: so a text is passed over quickly.
_LINK = re.compile(r"\[([^\[\]\\]*(?:\\.[^\[\]\\]*)*)\](?:\([^()\s]*(?:\s+\"[^\"\n]*\")?\)|\[[^\]\n]*\])")
_NOTE = re.compile(r"\[\^[^\[\]\n]*\]:?")
_ELEMENT = re.compile(r"<[A-Za-z/][^<>]*>")
_ATTRIBUTES = re.compile(r"\{[#.:][^{}\n]*\}")
_NUMBER = re.compile(r"\d+[.)]\s")
_SIGNS = (("|", " "), ("*", ""), ("`", ""), ("[", ""), ("]", ""))
_BEFORE = " \t#>*+-"
_FENCES = (":::", "```", "~~~")
_RULE = frozenset("|-: ")

Document = tuple[str, str, str, str]
"""Title, address, what it belongs to, text."""


def is_searched(view: View) -> bool:
    """Whether a page's words can be found."""
    return view.meta.findable and type(view).__name__ in _DOCUMENTS


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the index to be made: the pages in it, by their places in the list of all pages."""

    pages: tuple[int, ...]

    def made(self, tools: Tools) -> bytes:
        """Give the documents as JSON, each on a line."""
        lines = [_line_of(document) for page in self.pages for document in documents(tools.view(page))]
        return b"[\n%b\n]\n" % b",\n".join(lines)

    def followed(self, data: bytes, before: View, after: View) -> bytes | None:
        """Give the documents after the text of one page has changed."""
        for old, new in zip(documents(before), documents(after), strict=True):
            line = _line_of(old)
            if data.count(line) != 1:
                return None
            data = data.replace(line, _line_of(new))
        return data


def _line_of(document: Document) -> bytes:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def documents(view: View) -> Iterator[Document]:
    """Give what can be found of a page. A course brings the names of its closed lessons, which are public."""
    make = _DOCUMENTS.get(type(view).__name__)
    return make(view, urlsplit(view.meta.canonical).path) if make else iter(())


def _course(view: CourseView, url: str) -> Iterator[Document]:
    about = " ".join(
        (view.subtitle, view.meta.description, *view.outcomes, *(tag.title for tag in view.tags))
    )
    yield view.title, url, "", _short(words(about), prose_words(view.body))
    for line in (line for chapter in view.outline.chapters for line in chapter.lessons):
        if line.state == "closed":
            yield line.title, line.url, view.title, words(line.summary)


def _lesson(view: LessonView, url: str) -> Iterator[Document]:
    spoken = prose_words(view.transcript) if view.transcript else ""
    yield view.title, url, view.course.title, _short(words(view.summary), prose_words(view.body), spoken)


def _bundle(view: BundleView, url: str) -> Iterator[Document]:
    yield view.title, url, "", _short(words(view.subtitle), prose_words(view.body))


def _post(view: PostView, url: str) -> Iterator[Document]:
    yield view.title, url, "", _short(" ".join(view.description.split()), prose_words(view.body))


def _plain(view: PlainView, url: str) -> Iterator[Document]:
    yield view.title, url, "", _short(prose_words(view.body))


# By the names of the views, so that these need not be imported.
_DOCUMENTS: Mapping[str, Callable[[Any, str], Iterator[Document]]] = {
    "CourseView": _course,
    "LessonView": _lesson,
    "BundleView": _bundle,
    "PostView": _post,
    "PlainView": _plain,
}


def _short(*texts: str) -> str:
    return " ".join(filter(None, texts))[:LONGEST]


def prose_words(prose: Prose) -> str:
    """Give the words of a text, without the answers to its questions."""
    return words(without_any_comment(without_answers(prose.text)))


def words(text: str) -> str:
    """Give the words of Markdown on one line, roughly: what is left of markup does no harm in an index."""
    if "[^" in text:
        text = _NOTE.sub("", text)
    if "[" in text:
        text = _LINK.sub(r"\1", text.replace("![", "["))
    if "<" in text:
        text = _ELEMENT.sub(" ", text)
    if "{" in text:
        text = _ATTRIBUTES.sub("", text)
    text = "\n".join(map(_line, text.split("\n")))
    for sign, kept in _SIGNS:
        if sign in text:
            text = text.replace(sign, kept)
    found = text.split()
    return " ".join([word.strip("_") for word in found] if "_" in text else found)


def _line(line: str) -> str:
    """Give a line without what begins it: marks of headings, lists and quotes, fences, rules of tables."""
    kept = line.lstrip(_BEFORE)
    if not kept or kept.startswith(_FENCES) or (kept[0] in _RULE and _RULE.issuperset(kept)):
        return ""
    return _NUMBER.sub("", kept, count=1) if kept[:1].isdigit() and _NUMBER.match(kept) else kept
