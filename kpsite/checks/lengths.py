"""Texts that are longer than the places where they are shown: search results, feeds, link previews."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from kpsite.checks.subject import Subject
from kpsite.problems import Problem, warning

# Search engines show about 600 pixels of a title and two lines of a description, cut at the end. Measured in
# letters of middling width; a Chinese character is as wide as two.
LONGEST_TITLE = 70
LONGEST_DESCRIPTION = 250


def width(text: str) -> int:
    """Give how many letters wide a text is."""
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def check(subject: Subject) -> Iterator[Problem]:
    """Find titles and descriptions that others cut short, and videos that search engines cannot show."""
    for thing in subject.site.written():
        matter = thing.matter
        if not matter.listed or matter.seo.noindex:
            continue
        wide = width(matter.seo.title or matter.title)
        if wide > LONGEST_TITLE:
            key = "seo.title" if matter.seo.title else "title"
            hint = f'at most {LONGEST_TITLE} are shown in search results; set "seo.title" to a shorter one'
            message = f"found a title {wide} letters wide"
            yield warning(subject.place(thing.path, key), "long-title", message, hint)
        wide = width(matter.description)
        if wide > LONGEST_DESCRIPTION:
            hint = f"search results show about 160 and cut the rest; keep it under {LONGEST_DESCRIPTION}"
            message = f"found a description {wide} letters wide"
            yield warning(subject.place(thing.path, "description"), "long-description", message, hint)
    for course in subject.site.courses:
        for lesson in course.lessons:
            if lesson.video is not None and lesson.state != "closed" and lesson.matter.date is None:
                hint = 'add the "date" of the lesson: search engines show no video without one'
                message = "found a free lesson with a video and without a date"
                yield warning(subject.place(lesson.path, "video"), "video-without-date", message, hint)
