"""A corpus: courses of 25 to 50 lessons, each lesson 3 to 6 KB of Markdown, made of its own seed alone."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.corpus import words
from bench.corpus.blocks import bullets, code, quote, table
from bench.corpus.prose import Dice, fill, paragraph

LESSONS_A_COURSE = (25, 50)
USUAL = 37
BYTES = (3000, 6000)
LAST_BLOCK = 600  # bytes that a lesson may grow by after it has reached its length
BLOCKS = (code, code, table, bullets, bullets, quote)
NOT_A_SLUG = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Lesson:
    """A lesson: ``mark`` is a sentence that stands in it and nowhere else, in letters that no generator
    changes.
    """

    course: str
    slug: str
    title: str
    summary: str
    weight: int
    mark: str
    text: str

    @property
    def url(self) -> str:
        """Its address from the root of the site."""
        return f"/courses/{self.course}/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Course:
    """A course with its lessons in order, and the copy of its own page."""

    slug: str
    title: str
    summary: str
    weight: int
    text: str
    lessons: tuple[Lesson, ...]

    @property
    def url(self) -> str:
        """Its address from the root of the site."""
        return f"/courses/{self.slug}/"


@dataclass(frozen=True, slots=True)
class Corpus:
    """All courses of a site."""

    courses: tuple[Course, ...]

    @property
    def lessons(self) -> tuple[Lesson, ...]:
        """All lessons, course after course."""
        return tuple(lesson for course in self.courses for lesson in course.lessons)

    @property
    def edited(self) -> Lesson:
        """The lesson whose text is changed: one in the middle of the course in the middle."""
        lessons = self.courses[len(self.courses) // 2].lessons
        return lessons[len(lessons) // 2]


def course_sizes(lessons: int) -> list[int]:
    """Share lessons out over courses of uneven length; fewer than 25 make one course."""
    count = max(1, round(lessons / USUAL))
    sizes = [lessons // count + (place < lessons % count) for place in range(count)]
    low, high = LESSONS_A_COURSE
    dice = Dice(f"sizes {lessons}")
    for place in range(0, count - 1, 2):
        room = min(sizes[place] - low, high - sizes[place + 1])
        if room > 0:
            moved = dice.between(0, room)
            sizes[place] -= moved
            sizes[place + 1] += moved
    return sizes


def slug_of(title: str) -> str:
    """Give a title as it stands in an address."""
    return NOT_A_SLUG.sub("-", title.lower()).strip("-")


def make_corpus(lessons: int) -> Corpus:
    """Give a corpus of a number of lessons; the same number gives the same words."""
    plans = [_plan(number, size) for number, size in enumerate(course_sizes(lessons))]
    ways = [way for _, _, titles in plans for way in titles.items()]
    courses = []
    for number, (slug, title, titles) in enumerate(plans):
        made = tuple(
            _lesson(slug, place, url, name, titles, ways)
            for place, (url, name) in enumerate(titles.items(), 1)
        )
        dice = Dice(f"course {number}")
        summary = fill("All about the {adjective} {noun} and the {other}.", dice)
        text = "\n\n".join((paragraph(dice), bullets(dice), paragraph(dice))) + "\n"
        courses.append(Course(slug, title, summary, number + 1, text, made))
    return Corpus(tuple(courses))


def _plan(number: int, size: int) -> tuple[str, str, dict[str, str]]:
    """Give a course's slug and title, and its lessons' titles by address."""
    subject = words.SUBJECTS[number % len(words.SUBJECTS)]
    aspect = words.ASPECTS[number // len(words.SUBJECTS) % len(words.ASPECTS)]
    book = number // (len(words.SUBJECTS) * len(words.ASPECTS)) + 1
    title = f"{subject} {aspect}" + (f" Book {book}" if book > 1 else "")
    slug = slug_of(title)
    titles = {}
    for place in range(1, size + 1):
        dice = Dice(f"title {number} {place}")
        name = fill(dice.pick(words.LESSON_SHAPES), dice)
        titles[f"/courses/{slug}/l{place:02}-{slug_of(name)}/"] = name
    return slug, title, titles


def _lesson(
    course: str,
    place: int,
    url: str,
    title: str,
    near: Mapping[str, str],
    ways: Sequence[tuple[str, str]],
) -> Lesson:
    dice = Dice(f"lesson {url}")
    mark = f"This is lesson {place} of the course {course} and of no other."
    blocks = [paragraph(dice), mark]
    length = dice.between(BYTES[0], BYTES[1] - LAST_BLOCK)
    while _bytes(blocks) < length:
        blocks += _section(dice, list(near.items()), ways, length - _bytes(blocks))
    summary = fill("How the {adjective} {noun} {verbs} the {other}.", dice)
    slug = url.rstrip("/").rpartition("/")[2]
    return Lesson(course, slug, title, summary, place, mark, "\n\n".join(blocks) + "\n")


def _bytes(blocks: Sequence[str]) -> int:
    return sum(len(block.encode()) + 2 for block in blocks)


def _section(
    dice: Dice, near: Sequence[tuple[str, str]], ways: Sequence[tuple[str, str]], room: int
) -> list[str]:
    """Give a heading with paragraphs, a block and links; it ends early when the lesson is long enough."""
    sign = "##" if dice.chance(0.75) else "###"
    heading = fill(dice.pick(words.HEADING_SHAPES), dice)
    parts = [f"{sign} {heading[0].upper()}{heading[1:]}", _linked(paragraph(dice), near, ways, dice)]
    makers = [dice.pick(BLOCKS), paragraph]
    for make in makers:
        if _bytes(parts) < room:
            parts.append(make(dice))
    return parts


def _linked(text: str, near: Sequence[tuple[str, str]], ways: Sequence[tuple[str, str]], dice: Dice) -> str:
    """Add links: mostly to a lesson of the same course, at times to another course or to elsewhere."""
    url, title = dice.pick(near) if dice.chance(0.7) else dice.pick(ways)
    added = f" See [{title}]({url})."
    if dice.chance(0.3):
        archive = f"https://example.org/{dice.between(1, 999)}"
        added += f" More is at [the {dice.word(words.NOUNS)} archive]({archive})."
    return text + added
