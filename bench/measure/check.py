"""Whether a build really made every page: no figure counts without it."""

from __future__ import annotations

import re
from pathlib import Path

from bench.corpus.courses import Corpus, Course
from bench.errors import BenchError

COLOURED = re.compile(r"<pre.*?<span", re.DOTALL)
SHOWN = 3


def check_pages(corpus: Corpus, output: Path) -> None:
    """See that home, every course and every lesson are there, each lesson with its own sentence.

    Raises ``BenchError`` with the first that are not.
    """
    wrong = [url for url in ("/", *(course.url for course in corpus.courses)) if not _page(output, url)]
    wrong += [lesson.url for lesson in corpus.lessons if lesson.mark not in _page(output, lesson.url)]
    _stop(wrong, "pages are missing or without their text")


def check_equal(corpus: Corpus, output: Path, *, highlights: bool) -> None:
    """See that the templates give what they should: head, sidebar, ways on, footer, and colours or none.

    Raises ``BenchError`` with the first pages that lack something.
    """
    wrong = [fault for course in corpus.courses for fault in _course_faults(course, output)]
    _stop(wrong, "pages lack something that equal templates have")
    coloured = [bool(COLOURED.search(_page(output, lesson.url))) for lesson in corpus.lessons]
    if any(coloured) != highlights:
        raise BenchError(f"code is {'not ' if highlights else ''}highlighted, against what the table says")


def check_sentence(output: Path, url: str, words: str) -> None:
    """See that a page has a sentence. Raises ``BenchError`` when it does not."""
    if words not in _page(output, url):
        raise BenchError(f"the edit of {url} is not in its page")


def _course_faults(course: Course, output: Path) -> list[str]:
    found = []
    lessons = course.lessons
    for place, lesson in enumerate(lessons):
        html = _page(output, lesson.url)
        wanted = [f'href="{url}"' for url in (course.url, *(one.url for one in lessons))]
        wanted += ['property="og:title"', "<footer", 'name="description"', 'rel="canonical"']
        wanted += ['rel="prev"'] if place else []
        wanted += ['rel="next"'] if place + 1 < len(lessons) else []
        found += [f"{lesson.url} has no {one}" for one in wanted if one not in html]
        for rel, near in (("prev", lessons[place - 1 : place]), ("next", lessons[place + 1 : place + 2])):
            tag = re.search(rf'<a [^>]*rel="{rel}"[^>]*>', html)
            if near and tag and f'href="{near[0].url}"' not in tag[0]:
                found.append(f"{lesson.url} leads to another page than {near[0].url} by {rel}")
    return found


def _page(output: Path, url: str) -> str:
    try:
        return (output / url.removeprefix("/") / "index.html").read_text("utf-8")
    except OSError:
        return ""


def _stop(wrong: list[str], what: str) -> None:
    if wrong:
        shown = "; ".join(wrong[:SHOWN])
        raise BenchError(f"{len(wrong)} {what}: {shown}")
