"""What an edition is made from: plain values, gathered from a course, with all that its texts lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from kpsite.load.media import MediaFile
from kpsite.model.course import Course
from kpsite.model.language import direction
from kpsite.model.lesson import Lesson
from kpsite.model.prose import Asset, Picture, Prose
from kpsite.pages.course import instructors, newest
from kpsite.pages.parts import Download
from kpsite.pages.shopfront import Shopfront
from kpsite.render.markdown.plain import plain_text
from kpsite.values import dataclass

_UNDATED = "2000-01-01"


@dataclass(frozen=True, slots=True)
class EditionLesson:
    """A lesson of an edition: ``name`` is that of its file without an ending, ``url`` its page in the
    store; ``chapter`` is empty for a lesson that sits directly in the course.
    """

    name: str
    title: str
    summary: str
    chapter: str
    url: str
    body: Prose
    video: Prose | None
    audio: Prose | None
    transcript: Prose | None
    downloads: tuple[Download, ...]


@dataclass(frozen=True, slots=True)
class Phrases:
    """The interface words of an edition, in its language."""

    contents: str
    previous: str
    next: str
    transcript: str
    take_away: str
    more: str
    published: str
    prepared: str


@dataclass(frozen=True, slots=True)
class Edition:
    """A course to be made into a file.

    ``address`` is the whole address of the course's page, ``base`` the path of the store on its host;
    ``modified`` is an ISO day of the front matter; ``whole`` is False for a preview. ``buyer`` is for whom it
    was prepared, or empty. ``files`` are the media that its texts lead to, by the addresses that stand there.
    """

    title: str
    subtitle: str
    description: str
    authors: tuple[str, ...]
    publisher: str
    language: str
    direction: str
    address: str
    base: str
    modified: str
    cover: Picture
    cover_alt: str
    lessons: tuple[EditionLesson, ...]
    files: tuple[tuple[str, MediaFile], ...]
    phrases: Phrases
    whole: bool = True
    buyer: str = ""

    @property
    def origin(self) -> str:
        """Scheme and host of the store."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


def edition(
    course: Course, front: Shopfront, files: Mapping[str, MediaFile], *, whole: bool = True, buyer: str = ""
) -> Edition:
    """Give the edition of a course: all lessons whose text is open, in a store that may have been loaded as
    its buyers see it. ``files`` are the store's media by address from its root.
    """
    lessons = tuple(_lessons(course, front))
    site, language = front.site, course.language
    shown = {f"{site.base}{url[1:]}": file for url, file in files.items()}
    wanted = sorted({*_addresses(lessons), course.cover.src} & shown.keys())
    dates = (newest(course.matter), *(one.matter.updated or one.matter.date for one in course.lessons))
    return Edition(
        title=course.matter.title,
        subtitle=plain_text(course.matter.subtitle),
        description=course.matter.description or plain_text(course.matter.subtitle),
        authors=tuple(one.name for one in instructors(course, front)),
        publisher=site.matters[language].name,
        language=language,
        direction=direction(language),
        address=site.absolute(course.url),
        base=site.base,
        modified=max((day.isoformat() for day in dates if day), default=_UNDATED),
        cover=course.cover,
        cover_alt=course.matter.cover_alt,
        lessons=lessons,
        files=tuple((url, shown[url]) for url in wanted),
        phrases=_phrases(lambda msgid: front.word(language, msgid), front, language),
        whole=whole,
        buyer=buyer,
    )


def _lessons(course: Course, front: Shopfront) -> Iterator[EditionLesson]:
    readable = [lesson for lesson in course.lessons if lesson.open is not None]
    digits = max(2, len(str(len(readable))))
    for number, lesson in enumerate(readable, 1):
        yield _lesson(lesson, f"{number:0{digits}}-{lesson.slug}", course, front)


def _lesson(lesson: Lesson, name: str, course: Course, front: Shopfront) -> EditionLesson:
    assert lesson.open is not None  # noqa: S101 - the caller has looked
    return EditionLesson(
        name,
        lesson.matter.title,
        plain_text(lesson.matter.summary),
        course.chapters[lesson.chapter].matter.title,
        front.site.href(lesson.url),
        lesson.open,
        lesson.video,
        lesson.audio,
        lesson.transcript,
        tuple(Download(title, asset) for title, asset in lesson.downloads),
    )


def _addresses(lessons: Iterable[EditionLesson]) -> Iterator[str]:
    for lesson in lessons:
        yield from (one.asset.url for one in lesson.downloads)
        for text in (lesson.body, lesson.video, lesson.audio, lesson.transcript):
            for _, target in text.targets if text else ():
                if isinstance(target, Picture):
                    yield target.src
                elif isinstance(target, Asset):
                    yield target.url


def _phrases(_: Callable[[str], str], front: Shopfront, language: str) -> Phrases:
    return Phrases(
        contents=_("Contents"),
        previous=_("Previous"),
        next=_("Next"),
        transcript=_("Transcript"),
        take_away=_("To take away"),
        more=_("This is the free part. The whole course is here:"),
        published=_("Published by %(name)s.") % {"name": front.site.matters[language].name},
        prepared=_("Prepared for %(name)s."),
    )
