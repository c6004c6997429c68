"""What is to be sealed, as plain data that any process can carry out."""

from __future__ import annotations

from kpsite.load.media import MediaFile
from kpsite.pages.page import Fragment
from kpsite.sealing.keys import UnitKeys
from kpsite.sealing.sealed import Sealing
from kpsite.sealing.search import CourseIndex
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to seal: a lesson's text to be rendered, a file, or a course's index.

    ``path`` is its logical path, to which it is bound; ``inputs`` is the fingerprint of all that decides the
    plaintext; ``mime`` is empty for a text.
    """

    keys: UnitKeys
    path: str
    make: Fragment | MediaFile | CourseIndex
    inputs: str
    mime: str = ""

    @property
    def source(self) -> str:
        """The file of the store that it comes from."""
        return self.make.path if isinstance(self.make, MediaFile) else self.make.source

    @property
    def as_it_is(self) -> bool:
        """Whether it is a file whose bytes are sealed as they are, and may be large."""
        return isinstance(self.make, MediaFile) and bool(self.make.path) and self.make.variant is None


@dataclass(frozen=True, slots=True)
class Part:
    """A file to be: one part of something whose name is known, as its digest has been taken."""

    task: Task
    sealing: Sealing
    number: int
