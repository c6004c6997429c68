"""Zola, as it comes: no highlighting."""

from __future__ import annotations

from bench.corpus.courses import Corpus, Course
from bench.peers.generator import Generator, Matter, with_matter


def _course(course: Course) -> Matter:
    return {
        "title": course.title,
        "description": course.summary,
        "weight": course.weight,
        "sort_by": "weight",
    }


def _extras(_: Corpus) -> dict[str, str]:
    return {
        "content/_index.md": with_matter({"title": "Bench School"}, ""),
        "content/courses/_index.md": with_matter({"title": "Courses", "sort_by": "weight"}, ""),
    }


ZOLA = Generator(
    key="zola",
    name="Zola",
    tool="zola",
    highlights=False,
    skeletons=("zola",),
    lesson_path="content/courses/{course}/{slug}.md",
    course_path="content/courses/{course}/_index.md",
    build=("build",),
    output="public",
    style="static/main.css",
    course_matter=_course,
    extras=_extras,
    note="equal template; the newest release that starts here",
)
