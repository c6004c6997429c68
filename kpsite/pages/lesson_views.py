"""What templates see of lessons. A save of words needs these and nothing else of what makes pages."""

from __future__ import annotations

from kpsite.growth.share import Buttons
from kpsite.model.frozen import Mapping
from kpsite.model.prose import Prose
from kpsite.pages.link_parts import NavLink
from kpsite.pages.parts import CourseBrief, Download, Outline, View
from kpsite.pages.sale_parts import OfferView
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class LessonView(View):
    """An open lesson.

    ``state`` is ``free``, ``preview`` or ``partial``; ``buyer`` is True in a preview of what buyers see.
    ``sealed`` is the path under which the rest of the lesson is sealed, or empty. ``quiz`` is the share of
    its questions that must be right, in percent.
    """

    course: CourseBrief
    outline: Outline
    number: int
    total: int
    title: str
    summary: str
    minutes: int
    state: str
    chapter: str
    quiz: int
    body: Prose
    video: Prose | None
    audio: Prose | None
    transcript: Prose | None
    downloads: tuple[Download, ...]
    previous: NavLink | None
    next: NavLink | None
    next_free: NavLink | None
    last_free: bool
    share: Buttons
    buyer: bool
    sealed: str
    extra: Mapping


@dataclass(frozen=True, slots=True)
class ClosedLessonView(View):
    """A closed lesson: nothing of its text, all of the way to it.

    ``sealed`` is the path under which the lesson is sealed; empty when it opens to nobody here.
    """

    course: CourseBrief
    outline: Outline
    number: int
    total: int
    title: str
    summary: str
    minutes: int
    chapter: str
    release: str
    release_days: int
    previous: NavLink | None
    next: NavLink | None
    next_free: NavLink | None
    first_free: NavLink | None
    offers: tuple[OfferView, ...]
    sealed: str
    extra: Mapping
