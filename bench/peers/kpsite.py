"""kpsite: with its own theme as it comes, and with templates equal to those of the other sites."""

from __future__ import annotations

from bench.corpus.courses import Course, Lesson
from bench.peers.generator import Generator, Matter, Watcher


def _lesson(lesson: Lesson, _: Course) -> Matter:
    return {"title": lesson.title, "summary": lesson.summary, "weight": lesson.weight}


def _course(course: Course) -> Matter:
    return {
        "title": course.title,
        "description": course.summary,
        "price": "free",
        "status": "open",
        "weight": course.weight,
    }


def _row(key: str, name: str, skeletons: tuple[str, ...], style: str, note: str) -> Generator:
    return Generator(
        key=key,
        name=name,
        tool="kpsite",
        highlights=True,
        skeletons=skeletons,
        lesson_path="content/courses/{course}/{slug}.md",
        course_path="content/courses/{course}/course.md",
        build=("build",),
        output="dist",
        caches=(".kpsite",),
        style=style,
        lesson_matter=_lesson,
        course_matter=_course,
        watcher=Watcher(("serve", "--port", "0"), ".kpsite/preview/visitor"),
        note=note,
    )


STOREFRONT = _row("kpsite", "kpsite", ("kpsite",), "", "the default theme with all it has")
BARE = _row("kpsite-bare", "kpsite, bare", ("kpsite-bare",), "themes/bare/assets/main.css", "equal template")
