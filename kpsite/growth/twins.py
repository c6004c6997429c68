"""Markdown twins: a public page as plain Markdown, for programs and people who would rather read that.

A twin is made from the view of its page, so it holds what the page shows and nothing else; a lesson that is
free in part ends where its page ends.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from kpsite.growth.extra import Tools
from kpsite.model.prose import Missing, Prose, Target
from kpsite.pages.parts import OutlineChapter, View
from kpsite.render.markdown.addressing import split, store_key
from kpsite.render.markdown.comments import without_comments
from kpsite.render.markdown.quiz_text import without_answers
from kpsite.values import dataclass

if TYPE_CHECKING:  # start-up time: after a save, one kind of view is wanted
    from kpsite.pages.bundle import BundleView
    from kpsite.pages.course import CourseView
    from kpsite.pages.lesson_views import LessonView
    from kpsite.pages.plain import PlainView
    from kpsite.pages.posts import PostView

_INLINE = re.compile(r"(\]\()(<[^<>\n]*>|[^\s()<>]+)")
_DEFINED = re.compile(r"^( {0,3}\[[^\]\n]+\]:[ \t]*)(<[^<>\n]*>|\S+)", re.MULTILINE)
_BRACKETS = {ord(sign): f"\\{sign}" for sign in "\\[]"}


@dataclass(frozen=True, slots=True)
class Twin:
    """A page to be made as Markdown, by its place in the list of all pages."""

    pages: tuple[int]

    def made(self, tools: Tools) -> bytes:
        """Give the Markdown."""
        return twin(tools.view(self.pages[0]))

    def followed(self, _: bytes, __: View, after: View) -> bytes:
        """Give the Markdown of a page whose text has changed."""
        return twin(after)


def twin_path(path: str) -> str:
    """Give the path of a page's twin for that of the page, both in the output folder."""
    return path.removesuffix("html") + "md"


def twin(view: View) -> bytes:
    """Give a page as Markdown."""
    title = getattr(view, "title", "") or view.meta.title
    parts = [f"# {title}", f"> {view.meta.description}" if view.meta.description else ""]
    parts += [f"<{view.meta.canonical}>", *_parts(view)]
    return ("\n\n".join(filter(None, parts)) + "\n").encode()


def _parts(view: View) -> Iterator[str]:
    make = _PARTS.get(type(view).__name__)
    return make(view) if make else iter(())


def _course(view: CourseView) -> Iterator[str]:
    yield view.price.text if view.price else ""
    yield "\n".join(f"- {one}" for one in view.outcomes)
    yield whole(view.body, view)
    yield from (_chapter(chapter, view) for chapter in view.outline.chapters)
    yield "\n\n".join(f"**{one.question}**\n\n{one.answer}" for one in view.faq)


def _bundle(view: BundleView) -> Iterator[str]:
    yield view.price.text if view.price else ""
    yield "\n".join(_row(card.title, card.url, view) for card in view.courses)
    yield whole(view.body, view)


def _lesson(view: LessonView) -> Iterator[str]:
    yield _row(view.course.title, view.course.url, view)
    yield whole(view.body, view)
    yield whole(view.transcript, view) if view.transcript else ""


def _post(view: PostView) -> Iterator[str]:
    by = (view.author.name if view.author else "", view.updated or view.date)
    yield ", ".join(filter(None, by))
    yield whole(view.body, view)
    yield _row(view.course.title, view.course.url, view) if view.course else ""


def _plain(view: PlainView) -> Iterator[str]:
    yield whole(view.body, view)


# By the names of the views, so that these need not be imported.
_PARTS: Mapping[str, Callable[[Any], Iterator[str]]] = {
    "CourseView": _course,
    "BundleView": _bundle,
    "LessonView": _lesson,
    "PostView": _post,
    "PlainView": _plain,
}


def _chapter(chapter: OutlineChapter, view: View) -> str:
    rows = [f"## {chapter.title}\n"] if chapter.title else []
    rows += [_row(line.title, line.url, view, f"{line.number}.") for line in chapter.lessons]
    return "\n".join(rows)


def _row(title: str, url: str, view: View, mark: str = "-") -> str:
    return f"{mark} {link(title, _absolute(url, view))}"


def link(title: str, url: str) -> str:
    """Give a link as Markdown, whatever its title."""
    return f"[{title.translate(_BRACKETS)}]({url})"


def whole(prose: Prose, view: View) -> str:
    """Give a text with whole addresses in place of paths; what leads nowhere stays as it was written."""
    targets = dict(prose.targets)

    def placed(found: re.Match[str]) -> str:
        written = found[2].strip("<>")
        target = targets.get(store_key(written))
        address = _address(target) if target is not None else ""
        return f"{found[1]}{_absolute(address, view)}{split(written)[1]}" if address else found[0]

    text = without_answers(without_comments(prose.text))
    if targets:
        text = _INLINE.sub(placed, text)
        text = _DEFINED.sub(placed, text) if "]:" in text else text
    return text.strip()


def _address(target: Target) -> str:
    if isinstance(target, Missing):
        return ""
    return getattr(target, "src", "") or getattr(target, "url", "")


def _absolute(url: str, view: View) -> str:
    parts = urlsplit(view.meta.canonical)
    return f"{parts.scheme}://{parts.netloc}{url}" if url.startswith("/") else url
