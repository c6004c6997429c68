"""Closed text has no way out but the one that is meant."""

from __future__ import annotations

import copy
import dataclasses
import json
import logging
import pickle
from collections.abc import Callable

import pytest

from kpsite.model.lesson import Closed, ClosedParts, Lesson, LessonMatter
from kpsite.model.prose import Prose
from kpsite.pages.page import Page
from kpsite.render.fingerprint import Fingerprints

PARTS = ClosedParts(Prose("SENTINEL", "a.md", 1, "en"))
CLOSED = Closed(lambda: PARTS)


@pytest.mark.parametrize(
    "read",
    [
        str, format, hash, bytes, list, len, iter, vars, float, pickle.dumps, copy.copy, copy.deepcopy,
        json.dumps,
        dataclasses.asdict, "{}".format, "%s".__mod__, lambda closed: closed == "SENTINEL",
        lambda closed: closed != Closed(lambda: PARTS), lambda closed: "S" in closed,
        lambda closed: closed + "",
        lambda closed: {closed}, lambda closed: f"{closed}", lambda closed: "".join(map(str, [closed])),
        lambda closed: Fingerprints().of(closed),
    ],
)  # fmt: skip
def test_nothing_reads_it(read: Callable[[object], object]) -> None:
    """Printing, formatting, comparing, hashing, copying, pickling and fingerprinting it all fail."""
    with pytest.raises(TypeError) as refused:
        read(CLOSED)
    assert "SENTINEL" not in str(refused.value)


def test_what_holds_it_shows_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """The repr of a lesson, in a traceback or a log, names the closed part and does not show it."""
    lesson = Lesson(LessonMatter("First"), "first", "a.md", "/a/", "en", 0, 1, 1, "closed", "", None, CLOSED)
    logging.getLogger("kpsite").warning("%r", lesson)
    assert "<closed>" in caplog.text
    assert "SENTINEL" not in caplog.text
    with pytest.raises(TypeError):
        pickle.dumps(lesson)


def test_it_opens_for_whom_it_is_meant() -> None:
    """``reveal`` gives the text back, and no page has a place for it."""
    assert CLOSED.reveal() is PARTS
    assert "Closed" not in {field.type for field in dataclasses.fields(Page)}
