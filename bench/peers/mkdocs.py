"""MkDocs, as it comes, without highlighting at build; and with the extension for that."""

from __future__ import annotations

from bench.corpus.courses import Corpus, Course
from bench.peers.generator import Generator, Matter, with_matter


def _course(course: Course) -> Matter:
    return {"title": course.title, "description": course.summary, "template": "course.html"}


def _extras(_: Corpus) -> dict[str, str]:
    return {"docs/index.md": with_matter({"title": "Bench School", "template": "home.html"}, "")}


def _row(key: str, name: str, build: tuple[str, ...], *, highlights: bool) -> Generator:
    return Generator(
        key=key,
        name=name,
        tool="mkdocs",
        highlights=highlights,
        skeletons=("mkdocs",),
        lesson_path="docs/courses/{course}/{slug}.md",
        course_path="docs/courses/{course}/index.md",
        build=build,
        output="site",
        style="docs/main.css",
        course_matter=_course,
        extras=_extras,
        note="equal template",
    )


PLAIN = _row("mkdocs", "MkDocs", ("build", "--quiet"), highlights=False)
COLOURED = _row(
    "mkdocs-coloured", "MkDocs, colours", ("build", "--quiet", "--config-file=coloured.yml"), highlights=True
)
