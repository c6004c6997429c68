"""Which lessons of a course are free previews: those that its ``preview`` names, and those that say so
themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kpsite.load.lessons import Syllabus, slug_of
from kpsite.load.names import split_number
from kpsite.load.variants import Desk, Variant
from kpsite.model.course import CourseMatter
from kpsite.model.lesson import ChapterMatter, LessonMatter
from kpsite.values import dataclass

Family = tuple[str, str]
"""A lesson in all its languages: its chapter's folder, and the name of its file."""


@dataclass(frozen=True, slots=True)
class Parts:
    """All lessons and chapters of a course in all languages, those included that are not shown today: a name
    that means one of them must never open another. ``families`` also holds lessons that could not be read.
    """

    lessons: tuple[Variant[LessonMatter], ...]
    chapters: tuple[Variant[ChapterMatter], ...]
    families: frozenset[Family]

    def named(self, name: str, language: str) -> tuple[set[Family], set[str]]:
        """Give the lessons and the folders of the chapters that a name means in a language.

        Slugs in that language come first, then those of the originals, and names of files last, as far as a
        single file has the name.
        """
        for lessons, chapters in (
            (_of(self.lessons, language), _of(self.chapters, language)),
            (_originals(self.lessons), _originals(self.chapters)),
        ):
            found = {_family(lesson) for lesson in lessons if slug_of(lesson) == name}
            slugs = {chapter.found.chapter: chapter.matter.slug for chapter in chapters}
            within = {folder for folder in self._folders() if (slugs.get(folder) or _slug(folder)) == name}
            if found or within:
                return found, within
        found = {family for family in self.families if split_number(family[1]).slug == name}
        return found if len(found) == 1 else set(), {
            folder for folder in self._folders() if _slug(folder) == name
        }

    def names(self) -> set[str]:
        """Give every name by which a lesson or chapter can be meant."""
        slugs = {slug_of(lesson) for lesson in self.lessons}
        slugs |= {chapter.matter.slug for chapter in self.chapters if chapter.matter.slug}
        return slugs | {_slug(folder) for folder in self._folders()}

    def _folders(self) -> set[str]:
        folders = {chapter for chapter, _ in self.families if chapter}
        return folders | {chapter.found.chapter for chapter in self.chapters}


def _of(some: Iterable[Variant[Any]], language: str) -> list[Variant[Any]]:
    return [variant for variant in some if variant.language == language]


def _originals(some: Iterable[Variant[Any]]) -> list[Variant[Any]]:
    return [variant for variant in some if not variant.found.language]


def _family(lesson: Variant[LessonMatter]) -> Family:
    return lesson.found.chapter, lesson.found.stem


def _slug(folder: str) -> str:
    return split_number(folder.rsplit("/", 1)[1]).slug


def previews(
    order: Syllabus, course: Variant[CourseMatter], original: Variant[CourseMatter], parts: Parts, desk: Desk
) -> frozenset[str]:
    """Give the slugs of the lessons that are free previews.

    ``original`` is where a translation has its ``preview`` from when it says nothing itself; the names are
    then meant as they are there. One that is neither lesson nor chapter is an error, and one that is both.
    """
    source = course if course.document.matter.get("preview") is not None else original
    lessons: set[Family] = set()
    chapters: set[str] = set()
    for index, name in enumerate(course.matter.preview):
        found, within = parts.named(name, source.language)
        if not found and not within:
            what = "lesson or chapter of this course"
            desk.unknown(source.found.path, f"preview[{index}]", name, parts.names(), what)
        if found and any(family[0] in within and family not in found for family in parts.families):
            # Whichever were taken, the other may be meant, and the chapter's other lessons are sold.
            message = f'found "{name}", which is a lesson and a chapter, so that it may open too much'
            hint = 'take it out, and write "preview: true" in the lesson, or in chapter.md for all of them'
            desk.error(source.found.path, f"preview[{index}]", "ambiguous-name", message, hint)
            continue
        lessons |= found
        chapters |= within
    return frozenset(
        placed.slug
        for placed in order.lessons
        if placed.variant.matter.preview
        or _family(placed.variant) in lessons
        or order.chapters[placed.chapter].matter.preview
        or order.chapters[placed.chapter].path in chapters
    )
