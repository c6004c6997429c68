"""Eleventy with Nunjucks, as it comes: no highlighting."""

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


ELEVENTY = Generator(
    key="eleventy",
    name="Eleventy",
    tool="eleventy",
    highlights=False,
    skeletons=("eleventy",),
    lesson_path="content/courses/{course}/{slug}.md",
    course_path="content/courses/{course}/index.md",
    build=("--quiet",),
    output="_site",
    caches=(".cache",),
    style="static/main.css",
    course_matter=_course,
    extras=_extras,
    watcher=Watcher(("--quiet", "--watch", "--incremental"), "_site"),
    note="equal template",
)
