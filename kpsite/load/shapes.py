"""Where files stand decides what they are: every document of the tree becomes a ``Found``, or a problem."""

from __future__ import annotations

from collections.abc import Iterable

from kpsite.load.documents import is_yaml
from kpsite.load.names import split_language
from kpsite.model.language import NAMES, SCRIPTS, is_language
from kpsite.problems import Place, Problem, did_you_mean, error, warning
from kpsite.values import dataclass

ROOT = "content/"
SINGLE = {"home": "home", "creator": "creator"}
FOLDERS = {"bundles": "bundle", "posts": "post", "pages": "page", "partners": "partner", "creators": "person"}
# What a repository's visitors look for in a folder is for them, wherever it stands, and never a page.
FOR_READERS_OF_FILES = ("readme", "license")
DATA = {"site": "site", "promos": "promos", "ambassadors": "ambassadors"}


@dataclass(frozen=True, slots=True)
class Found:
    """A document and what it is. ``language`` is the suffix of its name, empty for none.

    ``course`` is the course's folder (``content/courses/x``), ``chapter`` the chapter's folder or empty;
    ``stem`` is the name that order, date and slug are read from: the file's, or the folder's where the folder
    stands for it. Translations of one thing share everything but path and language.
    """

    kind: str
    path: str
    language: str
    stem: str
    course: str = ""
    chapter: str = ""

    @property
    def family(self) -> tuple[str, str, str, str]:
        """What translations of one thing have in common."""
        return (self.kind, self.course, self.chapter, self.stem)


_ALIKE = (".markdown", ".mdown", ".mkd", ".mdx", ".md.txt")
"""What names of Markdown end with elsewhere, and what Windows makes of them."""


def classify(paths: Iterable[str]) -> tuple[list[Found], list[Problem]]:
    """Say what each document is. ``paths`` are relative to the store's root."""
    ordered = sorted(paths)
    lesson_folders = {
        path.rsplit("/", 1)[0] for path in ordered if _stem(path)[0] == "lesson" and path.endswith(".md")
    }
    found: list[Found] = []
    problems: list[Problem] = []
    single: dict[tuple[str, str, str], str] = {}
    for path in ordered:
        stem, language = _stem(path)
        if language and not is_language(language):
            hint = (
                did_you_mean(language, [*NAMES, *SCRIPTS])
                or 'a suffix names a language, such as ".zh-CN"; use a hyphen for anything else'
            )
            problems.append(
                error(
                    Place(path),
                    "unknown-language",
                    f'found the unknown language "{language}" in the file\'s name',
                    hint,
                )
            )
            continue
        made = _shape(path, stem, language, lesson_folders)
        if isinstance(made, Found) and is_yaml(path):
            first = single.setdefault((made.kind, made.course, language), path)
            if first != path:
                message = f"found a second file of its kind; the first is {first}"
                made = error(Place(path), "second-file", message, "keep one of them")
        if isinstance(made, Found):
            found.append(made)
        elif made is not None:
            problems.append(made)
    return found, problems


def misnamed(assets: Iterable[str]) -> list[Problem]:
    """Name texts that are taken for files of another kind, since their names do not end with ``.md``."""
    hint = "let its name end with .md"
    found = "found a text under a name that texts do not have; it is no page"
    return [warning(Place(path), "misnamed", found, hint) for path in assets if path.lower().endswith(_ALIKE)]


def _stem(path: str) -> tuple[str, str]:
    name = path.rsplit("/", 1)[-1]
    return split_language(name.rsplit(".", 1)[0])


def _shape(path: str, stem: str, language: str, lesson_folders: set[str]) -> Found | Problem | None:
    parts = path.removeprefix(ROOT).split("/")
    is_data = is_yaml(path)
    if stem.lower() in FOR_READERS_OF_FILES and not is_data:
        return None
    if parts[0] == "courses" and len(parts) > 1:
        return _course_shape(path, parts, stem, language, lesson_folders)
    if len(parts) == 1 and is_data and stem in DATA and (stem == "site" or not language):
        return Found(DATA[stem], path, language, stem)
    if len(parts) == 1 and not is_data and stem in SINGLE:
        return Found(SINGLE[stem], path, language, stem)
    if parts[0] in FOLDERS and not is_data:
        if len(parts) == 2:
            return Found(FOLDERS[parts[0]], path, language, stem)
        if len(parts) == 3 and stem == "index":
            return Found(FOLDERS[parts[0]], path, language, parts[1])
    return _stray(path, parts, stem)


def _course_shape(
    path: str, parts: list[str], stem: str, language: str, lesson_folders: set[str]
) -> Found | Problem | None:
    if len(parts) == 2:
        hint = f'a course is a folder: move it to "content/courses/{stem}/course.md"'
        return error(Place(path), "stray-file", "found a file where only course folders stand", hint)
    course = "/".join([ROOT + "courses", parts[1]])
    if is_yaml(path):
        return (
            Found("testimonials", path, language, stem, course)
            if len(parts) == 3 and stem == "testimonials"
            else _stray(path, parts, stem)
        )
    folder = path.rsplit("/", 1)[0]
    if len(parts) == 3:
        return Found("course" if stem == "course" else "lesson", path, language, stem, course)
    if len(parts) == 4 and folder not in lesson_folders:
        return Found("chapter" if stem == "chapter" else "lesson", path, language, stem, course, folder)
    if stem == "lesson" and len(parts) in (4, 5):
        chapter = "/".join([course, parts[2]]) if len(parts) == 5 else ""
        return Found("lesson", path, language, parts[-2], course, chapter)
    if folder in lesson_folders:
        return None
    return _stray(path, parts, stem)


def _stray(path: str, parts: list[str], stem: str) -> Problem:
    if len(parts) > 1 and parts[0] == "courses":
        hint = "a lesson is a file in its course or chapter, or a folder with lesson.md"
        return warning(
            Place(path), "stray-file", "found a file that is no part of a course; it is left out", hint
        )
    known = [*SINGLE, *DATA] if len(parts) == 1 else ["courses", *FOLDERS]
    hint = did_you_mean(stem if len(parts) == 1 else parts[0], known) or "see the guide for what stands where"
    return error(Place(path), "stray-file", "found a file that kpsite does not know what to do with", hint)
