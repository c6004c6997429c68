"""The corpus of the benchmark: the same everywhere, of the promised size, and fit for every generator."""

from __future__ import annotations

import hashlib
import re

import pytest

from bench.corpus.courses import BYTES, LESSONS_A_COURSE, Corpus, course_sizes, make_corpus


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return make_corpus(60)


def test_the_same_number_gives_the_same_words(corpus: Corpus) -> None:
    """Figures of different days and machines are of the same text, down to the letter."""
    texts = "".join(lesson.title + lesson.text for lesson in corpus.lessons)
    assert make_corpus(60) == corpus
    assert hashlib.blake2b(texts.encode(), digest_size=8).hexdigest() == "9d9846cbbd625869"


def test_lessons_have_the_promised_length(corpus: Corpus) -> None:
    """Every lesson is 3 to 6 KB of Markdown."""
    sizes = [len(lesson.text.encode()) for lesson in corpus.lessons]
    assert min(sizes) >= BYTES[0]
    assert max(sizes) <= BYTES[1]


@pytest.mark.parametrize("lessons", [1, 24, 60, 75, 100, 1000, 10_000])
def test_courses_have_the_promised_length(lessons: int) -> None:
    """All lessons are shared out, 25 to 50 to a course unless there are too few."""
    sizes = course_sizes(lessons)
    assert sum(sizes) == lessons
    assert max(sizes) <= LESSONS_A_COURSE[1]
    assert lessons < LESSONS_A_COURSE[0] or min(sizes) >= LESSONS_A_COURSE[0]


def test_lessons_hold_everything_that_costs_time(corpus: Corpus) -> None:
    """Code in several languages, tables, lists, headings, emphasis and quotations all come up often."""
    text = "\n".join(lesson.text for lesson in corpus.lessons)
    signs = (
        r"^\|---",
        r"^- ",
        r"^\d\. ",
        r"^    - ",
        r"^## ",
        r"^### ",
        r"^> ",
        r"\*\*\w",
        r"[^*]\*\w",
        r"`\w",
    )
    assert {sign for sign in signs if len(re.findall(sign, text, re.MULTILINE)) < 15} == set()
    assert len(set(re.findall(r"^```(\w+)", text, re.MULTILINE))) >= 6


def test_links_lead_to_lessons_that_are_there(corpus: Corpus) -> None:
    """Every link from the root is another lesson's address."""
    linked = {url for lesson in corpus.lessons for url in re.findall(r"\]\((/[^)]*)\)", lesson.text)}
    assert linked
    assert linked <= {lesson.url for lesson in corpus.lessons}


def test_no_generator_takes_the_text_for_its_own_signs(corpus: Corpus) -> None:
    """Nothing looks like a template's braces, and front matter needs no quotes."""
    for lesson in corpus.lessons:
        assert not re.search(r"\{\{|\}\}|\{%|\{#", lesson.text)
    heads = [(one.title, one.summary) for one in corpus.lessons]
    for title, summary in [*heads, *((one.title, one.summary) for one in corpus.courses)]:
        assert re.fullmatch(r"[A-Za-z ]+", title)
        assert re.fullmatch(r"[A-Za-z ]+\.", summary)


def test_every_lesson_is_known_by_its_own_sentence(corpus: Corpus) -> None:
    """The sentence by which a page is checked stands in its own lesson and in no other."""
    whole = "\n".join(lesson.text for lesson in corpus.lessons)
    assert all(whole.count(lesson.mark) == lesson.text.count(lesson.mark) == 1 for lesson in corpus.lessons)
