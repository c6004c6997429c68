"""MkDocs, as it comes: no highlighting at build."""

from __future__ import annotations

from bench.corpus.courses import Corpus, Course
from bench.peers.generator import Generator, Matter, with_matter


def _course(course: Course) -> Matter:
    return {"title": course.title, "description": course.summary, "template": "course.html"}


def _extras(_: Corpus) -> dict[str, str]:
    return {"docs/index.md": with_matter({"title": "Bench School", "template": "home.html"}, "")}


MKDOCS = Generator(
    key="mkdocs",
    name="MkDocs",
    tool="mkdocs",
    highlights=False,
    skeletons=("mkdocs",),
    lesson_path="docs/courses/{course}/{slug}.md",
    course_path="docs/courses/{course}/index.md",
    build=("build", "--quiet"),
    output="site",
    style="docs/main.css",
    course_matter=_course,
    extras=_extras,
    note="equal template",
)
