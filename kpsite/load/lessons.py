"""The chapters and lessons of one course in one language: their order, their addresses, and what of them is
open.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace

from kpsite.load.documents import Document, decode, read_document, split
from kpsite.load.links import Links
from kpsite.load.names import split_number
from kpsite.load.paywall import cut, reading_minutes
from kpsite.load.settings import Settings
from kpsite.load.texts import Text, digest
from kpsite.load.titles import opening
from kpsite.load.variants import Desk, Variant
from kpsite.model.course import CourseMatter
from kpsite.model.lesson import Chapter, ChapterMatter, Closed, ClosedParts, Lesson, LessonMatter
from kpsite.model.nodes import Map
from kpsite.model.prose import Asset, Prose
from kpsite.model.report import Report
from kpsite.values import dataclass

_PLAIN = str.maketrans("[]<>\\", "()()/")


@dataclass(frozen=True, slots=True)
class Placed:
    """A lesson in its place: the index of its chapter, its number in the course (from 1), its slug and its
    address.
    """

    variant: Variant[LessonMatter]
    chapter: int
    number: int
    slug: str
    url: str


@dataclass(frozen=True, slots=True)
class Syllabus:
    """The order of a course in one language."""

    chapters: tuple[Chapter, ...]
    lessons: tuple[Placed, ...]


def _order(stem: str, weight: int | None) -> tuple[float, str]:
    number = split_number(stem).number
    place = weight if weight is not None else number
    return (math.inf if place is None else float(place), stem)


def visible(matter: LessonMatter, settings: Settings) -> str:
    """Give why a lesson is left out today, or an empty string."""
    if settings.drafts:
        return ""
    if matter.draft:
        return "it is a draft"
    return f"it appears on {matter.date}" if matter.date and matter.date > settings.today else ""


def syllabus(
    course_url: str, chapters: Iterable[Variant[ChapterMatter]], lessons: Iterable[Variant[LessonMatter]]
) -> Syllabus:
    """Order the lessons: numbers or weights decide, names come after them; lessons and chapters of the
    course's own level share one order.
    """
    matters = {variant.found.chapter: variant for variant in chapters}
    groups: dict[str, list[Variant[LessonMatter]]] = {}
    for lesson in lessons:
        groups.setdefault(lesson.found.chapter, []).append(lesson)
    top: list[tuple[tuple[float, str], str, list[Variant[LessonMatter]]]] = []
    for folder, members in groups.items():
        if folder:
            stem = folder.rsplit("/", 1)[1]
            known = matters.get(folder)
            top.append((_order(stem, known.matter.weight if known else None), folder, members))
        else:
            top.extend((_order(one.found.stem, one.matter.weight), "", [one]) for one in members)
    return _number(course_url, sorted(top, key=lambda item: item[0]), matters)


def slug_of(lesson: Variant[LessonMatter]) -> str:
    """Give a lesson's slug in its language."""
    return lesson.matter.slug or split_number(lesson.found.stem).slug or "lesson"


def _number(
    course_url: str,
    top: list[tuple[tuple[float, str], str, list[Variant[LessonMatter]]]],
    matters: dict[str, Variant[ChapterMatter]],
) -> Syllabus:
    chapters: list[Chapter] = []
    placed: list[Placed] = []
    for _, folder, members in top:
        if folder or not chapters or chapters[-1].path:
            chapters.append(_chapter(folder, matters.get(folder)))
        for lesson in sorted(members, key=lambda one: _order(one.found.stem, one.matter.weight)):
            slug = slug_of(lesson)
            placed.append(Placed(lesson, len(chapters) - 1, len(placed) + 1, slug, f"{course_url}{slug}/"))
    return Syllabus(tuple(chapters), tuple(placed))


def _chapter(folder: str, known: Variant[ChapterMatter] | None) -> Chapter:
    slug = split_number(folder.rsplit("/", 1)[1]).slug if folder else ""
    if known is not None:
        return Chapter(known.matter, known.matter.slug or slug, folder)
    words = slug.replace("-", " ")
    return Chapter(ChapterMatter(words[:1].upper() + words[1:]), slug, folder)


@dataclass(frozen=True, slots=True)
class Opening:
    """Who may read what in one course: everything (``free``), the previews, or everything because a buyer's
    view is asked for.
    """

    free: bool
    previews: frozenset[str]
    buyer: bool

    def shows(self, slug: str) -> bool:
        """Whether anything of a lesson may be read."""
        return self.free or self.buyer or slug in self.previews


def make_lesson(placed: Placed, chapter: Chapter, opening: Opening, links: Links, desk: Desk) -> Lesson:
    """Build a lesson; what is closed of it is never looked at for links, pictures or files."""
    matter, document = placed.variant.matter, placed.variant.document
    above, below = cut(document, desk.report(document.path))
    preview = opening.free or placed.slug in opening.previews
    if opening.free or opening.buyer:
        above, below = (above + "\n" + below if below else above), ""
    elif not preview:
        above, below = "", document.body
    state = "free" if opening.free else "closed" if not preview else "partial" if below else "preview"
    shown = preview or opening.buyer
    whole = shown and not below
    return Lesson(
        matter=matter,
        slug=placed.slug,
        path=document.path,
        url=placed.url,
        language=placed.variant.language,
        chapter=placed.chapter,
        number=placed.number,
        minutes=matter.duration or _minutes(document),
        state=state,
        release=matter.release or chapter.matter.release,
        open=links.prose(above, document, placed.variant.language) if shown else None,
        closed=Closed(lambda: _closed(below, whole, placed, links, desk))
        if below or (not whole and _has_media(matter))
        else None,
        video=player(matter.video, placed.variant, links, "video", desk) if whole else None,
        audio=player(matter.audio, placed.variant, links, "audio", desk) if whole else None,
        transcript=_transcript(matter.transcript, placed, links, desk) if whole else None,
        downloads=_downloads(matter.downloads, placed.variant, links, desk) if whole else (),
    )


def _minutes(document: Document) -> int:
    return document.facts.minutes if document.facts else reading_minutes(document.body)


def _has_media(matter: LessonMatter) -> bool:
    return bool(matter.video or matter.audio or matter.transcript or matter.downloads)


def _closed(below: str, whole: bool, placed: Placed, links: Links, desk: Desk) -> ClosedParts:
    """Look up what closed text leads to; the media are open already where the ``whole`` lesson is."""
    matter, document = placed.variant.matter, placed.variant.document
    own = replace(desk, problems=[])
    line = document.line + document.body.count("\n") - below.count("\n")
    return ClosedParts(
        links.prose(below, document, placed.variant.language, line),
        video=None if whole else player(matter.video, placed.variant, links, "video", own),
        audio=None if whole else player(matter.audio, placed.variant, links, "audio", own),
        transcript=None if whole else _transcript(matter.transcript, placed, links, own),
        downloads=() if whole else _downloads(matter.downloads, placed.variant, links, own),
        problems=tuple(own.problems),
    )


def player(
    address: str, variant: Variant[CourseMatter] | Variant[LessonMatter], links: Links, key: str, desk: Desk
) -> Prose | None:
    """Give a video or audio file, or a video's address elsewhere, as the Markdown that becomes its player;
    None without an address, or for one that leads to no such file.
    """
    document = variant.document
    if not address:
        return None
    if "://" not in address and not isinstance(links.file(address, document.path, key, desk), Asset):
        return None
    words = variant.matter.title.translate(_PLAIN)
    return links.prose(f"[{words}](<{address}>)", document, variant.language)


def _transcript(address: str, placed: Placed, links: Links, desk: Desk) -> Prose | None:
    document = placed.variant.document
    if not address:
        return None
    path = document.path.rsplit("/", 1)[0] + "/" + address
    data = links.media.tree.documents.get(path)
    if data is None:
        desk.error(
            document.path,
            "transcript",
            "missing-file",
            f'found "{address}", which is no Markdown file of this store',
            "write its path from this file",
        )
        return None
    if path in links.pages or path in links.hidden:
        message = f'found "{address}", which is a page of its own'
        hint = "keep the words in a file that is no lesson, beside lesson.md"
        desk.error(document.path, "transcript", "page-as-transcript", message, hint)
        return None
    read = read_document(path, data, desk.report(path))
    return links.prose(read.body, read, placed.variant.language) if read else None


def _downloads(
    addresses: tuple[str, ...], variant: Variant[LessonMatter], links: Links, desk: Desk
) -> tuple[tuple[str, Asset], ...]:
    made = []
    for index, address in enumerate(addresses):
        found = links.download(address, variant.document.path, f"downloads[{index}]", desk)
        if found is not None:
            made.append((address.rsplit("/", 1)[-1], found))
    return tuple(made)


def text_of(lesson: Lesson, data: bytes, *, buyer: bool) -> Text | None:
    """Give the text of a lesson whose file has these bytes; None for one of which nothing is open.

    ``buyer`` says that the store is shown as buyers see it.
    """
    report = Report(lesson.path)
    whole = decode(data, report)
    halves = split(whole) if whole is not None else None
    if lesson.open is None or halves is None:
        return None
    body, line = halves[1:]
    title = opening(body) if lesson.open.line > line else ""
    if lesson.open.line != line + title.count("\n"):
        return None
    body = body[len(title) :]
    below = cut(Document(lesson.path, Map((), 1), body, lesson.open.line), report)[1]
    minutes = 0 if lesson.matter.duration else lesson.minutes
    whole_text = buyer or lesson.state == "free"
    return Text(lesson.open, digest(halves[0]), title, digest(below), whole_text, minutes)
