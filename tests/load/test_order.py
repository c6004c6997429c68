"""The order of lessons: numbers, weights and names decide, and nothing is ever dropped."""

from __future__ import annotations

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kpsite.load.settings import Settings
from kpsite.load.store import load
from kpsite.load.tree import Tree
from kpsite.model.lesson import Lesson
from tests.building import DAY

SITE = b"name: A\nurl: https://a.example.org/\n"
COURSE = b"---\ntitle: C\nprice: free\n---\n"
NAMES = st.sampled_from(["01-a", "1_b", "02. c", "2-d", "10-e", "f", "g", "3d", "99 h", "2026", "第-i"])
CHAPTERS = st.sampled_from(["", "", "01-one/", "2_two/", "rest/"])
WEIGHTS = st.sampled_from(["", "", "", "weight: 0\n", "weight: -3\n", "weight: 50\n"])


LESSONS = st.dictionaries(st.tuples(CHAPTERS, NAMES), st.tuples(WEIGHTS, st.booleans()), max_size=12)


@given(lessons=LESSONS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_every_lesson_has_one_place(lessons: dict[tuple[str, str], tuple[str, bool]]) -> None:
    """Each lesson stands once, chapters stay together; in each weights, numbers, then names decide."""
    documents = {"content/site.yaml": SITE, "content/courses/c/course.md": COURSE}
    for (chapter, name), (weight, folder) in lessons.items():
        file = f"{name}/lesson.md" if folder else f"{name}.md"
        documents[f"content/courses/c/{chapter}{file}"] = f"---\ntitle: T\n{weight}---\nx\n".encode()
    loaded = load(Tree(documents, {}), Settings(DAY))
    assert loaded.problems == ()
    assert loaded.site
    (course,) = loaded.site.courses
    paths = {path for path in documents if path.startswith("content/courses/c/")}
    assert {lesson.path for lesson in course.lessons} == paths - {"content/courses/c/course.md"}
    assert [lesson.number for lesson in course.lessons] == list(range(1, len(lessons) + 1))
    chapters = [lesson.chapter for lesson in course.lessons]
    assert chapters == sorted(chapters)
    for index in set(chapters):
        ranks = [_rank(lesson) for lesson in course.lessons if lesson.chapter == index]
        assert ranks == sorted(ranks)


def _rank(lesson: Lesson) -> tuple[float, str]:
    path = Path(lesson.path)
    stem = path.parent.name if path.name == "lesson.md" else path.stem
    numbers = {"01-a": 1, "1_b": 1, "02. c": 2, "2-d": 2, "10-e": 10, "99 h": 99}
    weight = lesson.matter.weight
    return float(numbers.get(stem, "inf") if weight is None else weight), stem
