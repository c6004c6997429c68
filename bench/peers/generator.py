"""What the benchmark knows of a site generator, and how the corpus becomes a site for it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.corpus.courses import Corpus, Course, Lesson
from bench.places import SITES, set_aside
from bench.tools.tool import Tool

Matter = Mapping[str, str | int]
NO_FILES: Mapping[str, str] = {}


def no_extras(_: Corpus) -> Mapping[str, str]:
    """Give no further files."""
    return NO_FILES


def usual_lesson(lesson: Lesson, _: Course) -> Matter:
    """Give a lesson's front matter with the keys that most generators use."""
    return {"title": lesson.title, "description": lesson.summary, "weight": lesson.weight}


def usual_course(course: Course) -> Matter:
    """Give a course's front matter with the keys that most generators use."""
    return {"title": course.title, "description": course.summary, "weight": course.weight}


@dataclass(frozen=True, slots=True)
class Watcher:
    """How a generator follows saves: its arguments, and the folder in which the changed page appears."""

    arguments: tuple[str, ...]
    output: str


@dataclass(frozen=True, slots=True)
class Generator:
    """A row of the table.

    ``skeletons`` are folders of ``bench/sites``, later ones over earlier ones. ``lesson_path`` and
    ``course_path`` are patterns of a source file's path. ``caches`` is what a cold build must not find
    besides ``output``.
    """

    key: str
    name: str
    tool: str
    highlights: bool
    skeletons: tuple[str, ...]
    lesson_path: str
    course_path: str
    build: tuple[str, ...]
    output: str
    caches: tuple[str, ...] = ()
    style: str = ""
    lesson_matter: Callable[[Lesson, Course], Matter] = usual_lesson
    course_matter: Callable[[Course], Matter] = usual_course
    extras: Callable[[Corpus], Mapping[str, str]] = no_extras
    watcher: Watcher | None = None
    note: str = ""


def source_of(generator: Generator, lesson: Lesson, text: str, course: Course) -> str:
    """Give a lesson's source file with a text."""
    return with_matter(generator.lesson_matter(lesson, course), text)


def path_of(generator: Generator, lesson: Lesson) -> str:
    """Give the path of a lesson's source file in the site."""
    return generator.lesson_path.format(course=lesson.course, slug=lesson.slug)


def with_matter(matter: Matter, text: str) -> str:
    """Give a Markdown file with front matter. Values must need no quotes in YAML."""
    return "\n".join(["---", *(f"{key}: {value}" for key, value in matter.items()), "---", "", text])


def write_site(generator: Generator, corpus: Corpus, tool: Tool, folder: Path) -> None:
    """Write a whole site anew: skeleton, style sheet, and every course and lesson."""
    set_aside(folder)
    for skeleton in generator.skeletons:
        shutil.copytree(SITES / skeleton, folder, dirs_exist_ok=True)
    files = dict(generator.extras(corpus))
    if generator.style:
        files[generator.style] = (SITES / "main.css").read_text("utf-8")
    for course in corpus.courses:
        path = generator.course_path.format(course=course.slug)
        files[path] = with_matter(generator.course_matter(course), course.text)
        for lesson in course.lessons:
            files[path_of(generator, lesson)] = source_of(generator, lesson, lesson.text, course)
    for name, text in files.items():
        path_on_disk = folder / name
        path_on_disk.parent.mkdir(parents=True, exist_ok=True)
        path_on_disk.write_text(text, "utf-8", newline="")
    if tool.modules is not None:
        (folder / "node_modules").symlink_to(tool.modules, target_is_directory=True)


def forget(generator: Generator, folder: Path) -> None:
    """Take away what a build left: the output and every cache."""
    for name in (generator.output, *generator.caches):
        set_aside(folder / name, folder)
