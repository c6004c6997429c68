"""Eleventy with Nunjucks, as it comes, without highlighting; and with its own plugin for that."""

from __future__ import annotations

import json

from bench.corpus.courses import Corpus, Course
from bench.peers.generator import Generator, Matter, Watcher, with_matter


def _course(course: Course) -> Matter:
    return {
        "layout": "course.njk",
        "title": course.title,
        "description": course.summary,
        "weight": course.weight,
    }


def _extras(corpus: Corpus) -> dict[str, str]:
    files = {
        "content/index.md": with_matter({"layout": "home.njk", "title": "Bench School"}, ""),
        "content/courses/courses.json": json.dumps({"layout": "lesson.njk"}),
    }
    for course in corpus.courses:
        files[f"content/courses/{course.slug}/{course.slug}.json"] = json.dumps({"course": course.slug})
    return files


def _row(key: str, name: str, build: tuple[str, ...], *, highlights: bool) -> Generator:
    return Generator(
        key=key,
        name=name,
        tool="eleventy",
        highlights=highlights,
        skeletons=("eleventy",),
        lesson_path="content/courses/{course}/{slug}.md",
        course_path="content/courses/{course}/index.md",
        build=build,
        output="_site",
        caches=(".cache",),
        style="static/main.css",
        course_matter=_course,
        extras=_extras,
        watcher=Watcher((*build, "--watch", "--incremental"), "_site"),
        note="equal template",
    )


PLAIN = _row("eleventy", "Eleventy", ("--quiet",), highlights=False)
COLOURED = _row(
    "eleventy-coloured", "Eleventy, colours", ("--quiet", "--config=coloured.config.mjs"), highlights=True
)
