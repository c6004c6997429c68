"""Pelican, as it comes, highlighted by Pygments; and with its own cache switched on."""

from __future__ import annotations

from bench.corpus.courses import Course, Lesson
from bench.peers.generator import Generator, Matter

CACHE = (
    "-e",
    "CACHE_CONTENT=true",
    "LOAD_CONTENT_CACHE=true",
    "GZIP_CACHE=false",
    'CONTENT_CACHING_LAYER="generator"',
)


def _lesson(lesson: Lesson, course: Course) -> Matter:
    url = lesson.url.removeprefix("/")
    return {
        "title": lesson.title,
        "description": lesson.summary,
        "category": course.title,
        "course": course.url.removeprefix("/"),
        "slug": f"{lesson.course}-{lesson.slug}",
        "url": url,
        "save_as": f"{url}index.html",
    }


def _course(course: Course) -> Matter:
    url = course.url.removeprefix("/")
    return {
        "title": course.title,
        "description": course.summary,
        "lessons": len(course.lessons),
        "slug": f"{course.weight:04}",
        "url": url,
        "save_as": f"{url}index.html",
    }


def _row(key: str, name: str, more: tuple[str, ...], note: str) -> Generator:
    return Generator(
        key=key,
        name=name,
        tool="pelican",
        highlights=True,
        skeletons=("pelican",),
        lesson_path="content/courses/{course}/{slug}.md",
        course_path="content/pages/{course}.md",
        build=("-q", "-s", "pelicanconf.py", *more),
        output="output",
        caches=("cache", "__pycache__"),
        style="content/main.css",
        lesson_matter=_lesson,
        course_matter=_course,
        note=note,
    )


PLAIN = _row("pelican", "Pelican", (), "equal template, no sitemap")
CACHED = _row("pelican-cached", "Pelican, cached", CACHE, "with its content cache")
