"""What is new in a store: articles, courses, lessons and courses' lines of news, as feeds tell of them.

Only what has a day in its front matter is news, so that a feed changes when its own content does.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from heapq import nlargest

from kpsite.model.course import Course
from kpsite.model.prose import Asset, Prose
from kpsite.model.store import Site
from kpsite.model.writing import Post
from kpsite.render.markdown.plain import plain_text
from kpsite.values import dataclass

LATEST = 30
_HEADLINE = 80


@dataclass(frozen=True, slots=True)
class Entry:
    """One piece of news.

    ``url`` is absolute, ``id`` names it for ever; ``published`` and ``updated`` are ISO dates. ``body`` is
    the whole text where it is free to take along, and None where ``summary`` has to do. ``audio`` is an
    episode's file.
    """

    id: str
    url: str
    title: str
    summary: str
    published: str
    updated: str
    author: str = ""
    tags: tuple[str, ...] = ()
    body: Prose | None = None
    audio: Asset | None = None
    minutes: int = 0


def latest(site: Site, language: str) -> tuple[Entry, ...]:
    """Give the latest news in a language, newest first."""
    found = (*_articles(site, language), *_courses(site, language))
    return tuple(nlargest(LATEST, found, key=lambda one: (one.updated, one.id)))


def episodes(site: Site, language: str) -> tuple[Entry, ...]:
    """Give the free lessons to listen to, newest first; one without a day is no episode."""
    found = (
        entry
        for course in _public(site, language)
        for entry in _lessons(site, course)
        if entry.audio is not None
    )
    return tuple(sorted(found, key=lambda one: (one.published, one.id), reverse=True))


def _articles(site: Site, language: str) -> Iterator[Entry]:
    for post in site.posts:
        if post.language == language and post.matter.listed and not post.matter.seo.noindex:
            yield _article(site, post)


def _article(site: Site, post: Post) -> Entry:
    url, day = site.absolute(post.url), post.date.isoformat()
    updated = post.matter.updated.isoformat() if post.matter.updated else day
    return Entry(
        id=url,
        url=url,
        title=post.matter.title,
        summary=post.matter.description or post.summary,
        published=day,
        updated=max(day, updated),
        author=post.matter.author,
        tags=post.matter.tags,
        body=post.body,
    )


def _public(site: Site, language: str) -> Iterator[Course]:
    for course in site.courses:
        hidden = not course.matter.listed or course.matter.seo.noindex or course.status == "archived"
        if course.language == language and not hidden:
            yield course


def _courses(site: Site, language: str) -> Iterator[Entry]:
    for course in _public(site, language):
        url, matter = site.absolute(course.url), course.matter
        if matter.date and matter.date <= site.today:
            day = matter.date.isoformat()
            words = matter.description or plain_text(matter.subtitle)
            yield Entry(url, url, matter.title, words, day, day, tags=matter.tags)
        yield from _updates(course, url)
        yield from _lessons(site, course)


def _updates(course: Course, url: str) -> Iterator[Entry]:
    seen: dict[datetime.date, int] = {}
    for news in course.matter.updates:
        seen[news.date] = seen.get(news.date, 0) + 1
        day, words = news.date.isoformat(), plain_text(news.text)
        number = f"-{seen[news.date]}" if seen[news.date] > 1 else ""
        head = words if len(words) <= _HEADLINE else words[:_HEADLINE].rsplit(" ", 1)[0] + "…"
        yield Entry(f"{url}#news-{day}{number}", url, f"{course.matter.title}: {head}", words, day, day)


def _lessons(site: Site, course: Course) -> Iterator[Entry]:
    for lesson in course.lessons:
        matter = lesson.matter
        if matter.date is None or not matter.listed:
            continue
        url, day = site.absolute(lesson.url), matter.date.isoformat()
        updated = max(day, matter.updated.isoformat()) if matter.updated else day
        sound = lesson.audio.targets if lesson.audio and lesson.state != "closed" else ()
        yield Entry(
            id=url,
            url=url,
            title=f"{course.matter.title}: {matter.title}",
            summary=plain_text(matter.summary),
            published=day,
            updated=updated,
            audio=next((one for _, one in sound if isinstance(one, Asset)), None),
            minutes=lesson.minutes,
        )
