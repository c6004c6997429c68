"""Chapters and lessons: what is open of them, and what is closed."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import NoReturn

from kpsite.model.frozen import Mapping
from kpsite.model.keys import key
from kpsite.model.kinds import Flag, Free, Integer, ListOf, Text
from kpsite.model.language import Language
from kpsite.model.measures import Date, Minutes, Percent, Release
from kpsite.model.places import File, FileOrUrl
from kpsite.model.prose import Asset, Prose
from kpsite.model.slug import Slug
from kpsite.problems import Problem
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class ChapterMatter:
    """The keys of ``chapter.md``."""

    title: str = key(Text(limit=300), "The chapter's name.", "Seeing")
    summary: str = key(Text(inline=True, limit=600), "One or two sentences.", default="")
    slug: str = key(
        Slug, "For the course's `preview`; default: the folder's name without its number.", default=""
    )
    weight: int | None = key(
        Integer(-100_000, 100_000), "Its place, when the folder's number should not decide.", default=None
    )
    preview: bool = key(Flag(), "Its lessons are free previews.", default=False)
    release: str = key(Release(), "When its lessons open to buyers.", "2026-12-01", default="")
    extra: Mapping = key(Free(), "Keys of your own, reachable in themes.", default=Mapping())


@dataclass(frozen=True, slots=True)
class LessonMatter:
    """The keys of a lesson."""

    title: str = key(Text(limit=300), "The lesson's name.", "What a chart is for")
    summary: str = key(
        Text(inline=True, limit=600), "One or two sentences; public even when the lesson is not.", default=""
    )
    slug: str = key(Slug, "Its address; default: the file's name without its number.", default="")
    weight: int | None = key(
        Integer(-100_000, 100_000), "Its place, when the file's number should not decide.", default=None
    )
    draft: bool = key(Flag(), "Leave it out of the store.", default=False)
    date: datetime.date | None = key(
        Date(), "When it appears in the store; left out before that day.", default=None
    )
    updated: datetime.date | None = key(Date(), "When it last changed.", default=None)
    preview: bool = key(Flag(), "A free preview.", default=False)
    duration: int = key(Minutes(), "How long it takes; default: counted from the words.", "12 min", default=0)
    video: str = key(
        FileOrUrl(),
        "A video: a file beside the lesson, or an address at YouTube, Vimeo, Bilibili or PeerTube.",
        default="",
    )
    audio: str = key(File(), "An audio file beside the lesson.", default="")
    transcript: str = key(File(), "The words of the video or audio, as a Markdown file.", default="")
    downloads: tuple[str, ...] = key(ListOf(File()), "Files to take away.", "[figures.csv]", default=())
    quiz: int = key(
        Percent(),
        "How many of its questions must be right for it to be passed; default: what the course says.",
        "80%",
        default=0,
    )
    release: str = key(
        Release(), "When it opens to buyers: a date, or days after the purchase.", "+7d", default=""
    )
    listed: bool = key(
        Flag(), "Set to false, a closed lesson shows nothing of itself to visitors.", default=True
    )
    language: str = key(Language(), "The language of this file, when its name does not say it.", default="")
    extra: Mapping = key(Free(), "Keys of your own, reachable in themes.", default=Mapping())


@dataclass(frozen=True, slots=True)
class ClosedParts:
    """What only buyers may have of a lesson, with everything that its addresses lead to.

    ``problems`` are what was wrong with the files that it names.
    """

    body: Prose
    video: Prose | None = None
    audio: Prose | None = None
    transcript: Prose | None = None
    downloads: tuple[tuple[str, Asset], ...] = ()
    problems: tuple[Problem, ...] = ()


class Closed:
    """Text and media that only buyers may have.

    It has no string form, is no dataclass, cannot be pickled, and stands in no view. Until it is revealed,
    its links, pictures and files are not even looked up.
    """

    __slots__ = ("__parts",)

    def __init__(self, parts: Callable[[], ClosedParts]) -> None:
        """Close what ``parts`` gives; the one way back is ``reveal``, which only sealing calls."""
        self.__parts = parts

    def reveal(self) -> ClosedParts:
        """Give what is closed. Whoever calls this answers for where it goes."""
        return self.__parts()

    def __repr__(self) -> str:
        return "<closed>"

    def _refuse(self, *_: object) -> NoReturn:
        raise TypeError("closed text cannot be shown, compared or stored")

    __str__ = __format__ = __reduce__ = __reduce_ex__ = __hash__ = __eq__ = _refuse


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson of one course in one language.

    ``state`` is ``free`` (the course costs nothing), ``preview``, ``partial`` (a preview up to the paywall)
    or ``closed``. ``open`` is the text that everyone may read, None when nothing is; ``closed`` is the rest,
    None when there is no rest. ``minutes`` is 0 for an empty lesson.
    """

    matter: LessonMatter
    slug: str
    path: str
    url: str
    language: str
    chapter: int
    number: int
    minutes: int
    state: str
    release: str
    open: Prose | None
    closed: Closed | None
    video: Prose | None = None
    audio: Prose | None = None
    transcript: Prose | None = None
    downloads: tuple[tuple[str, Asset], ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of a course; the title is empty for the lessons that sit directly in the course."""

    matter: ChapterMatter
    slug: str
    path: str
