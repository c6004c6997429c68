"""What's new: a page at ``/whats-new/`` that gathers the ``updates`` of all courses, newest first, so that
buyers see what has been added for them.
"""

from __future__ import annotations

from collections.abc import Iterator

from kpsite.model.course import Course, UpdateMatter
from kpsite.model.frozen import Mapping
from kpsite.model.prose import Link, Prose
from kpsite.pages.page import Page
from kpsite.pages.plain import PlainView
from kpsite.pages.shopfront import Shopfront
from kpsite.plugins import Plugin
from kpsite.render.filters import write_day

TITLES = {
    "en": "What’s new",
    "zh": "近期更新",
    "de": "Neues",
    "fr": "Nouveautés",
    "es": "Novedades",
    "ja": "更新情報",
    "ar": "الجديد",
}
SOURCE = "plugins/whats_new.py"
# What would end the words of a link, or begin something else inside them.
_PLAIN = {ord(sign): f"\\{sign}" for sign in "\\[]<>*_`&"}


def pages(front: Shopfront) -> Iterator[Page]:
    """Give one page for each language in which a listed course has updates."""
    for language in front.site.matters:
        news = [
            (update, course)
            for course in front.site.courses
            if course.language == language and course.matter.listed
            for update in course.matter.updates
        ]
        if news:
            yield _page(
                front, language, sorted(news, key=lambda one: (one[0].date, one[1].slug), reverse=True)
            )


def _line(text: str) -> str:
    return " ".join(text.split())


def _page(front: Shopfront, language: str, news: list[tuple[UpdateMatter, Course]]) -> Page:
    title = TITLES.get(language.split("-", 1)[0], TITLES["en"])
    url = f"{front.site.root(language)}whats-new/"
    lines = [
        f"**{write_day(update.date.isoformat(), language)}** · "
        f"[{course.matter.title.translate(_PLAIN)}]({course.url})<br>{_line(update.text)}"
        for update, course in news
    ]
    targets = {course.url: Link(front.site.href(course.url)) for _, course in news}
    body = Prose("\n\n".join(lines), SOURCE, 1, language, tuple(targets.items()))
    name = front.site.matters[language].name
    meta = front.meta(f"{title} – {name}", f"{title}: {name}", url, "/whats-new/")
    view = PlainView(
        front.shops[language],
        meta,
        (front.home(language),),
        title,
        body,
        news[0][0].date.isoformat(),
        Mapping(),
    )
    return Page(url, "page", language, view, SOURCE)


plugin = Plugin(pages=pages)
