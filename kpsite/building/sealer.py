"""Sealing one thing: rendering a lesson or reading a file, and opening again what was sealed."""

from __future__ import annotations

import dataclasses
import hashlib
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from kpsite.building.names import Known
from kpsite.building.pictures import media_bytes
from kpsite.building.piece import Piece
from kpsite.load.tree import AssetFacts
from kpsite.pages.page import Fragment
from kpsite.problems import KpsiteError, Place, error, unreadable
from kpsite.sealing.leaks import ANCHORED, Guard, suspicion
from kpsite.sealing.lessons import SealedLessonView, closed_texts, lesson_plaintext
from kpsite.sealing.sealed import FOLDER, PART, Sealing, sealing
from kpsite.sealing.search import CourseIndex, search_plaintext
from kpsite.sealing.tasks import Part, Task
from kpsite.values import dataclass

if TYPE_CHECKING:
    from kpsite.building.studio import Studio

_BLOCK = 1 << 20
TEXT_TYPES = ("text/", "application/json", "application/xml", "image/svg")


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals with a studio, where files really are, and what is known of them."""

    studio: Studio
    real: Mapping[str, str]
    facts: Mapping[str, AssetFacts]
    guard: Guard

    def piece(self, path: str, make: Task | Part) -> Piece:
        """Seal; what is wrong with the creator's files comes back in the piece."""
        begun = time.perf_counter()
        try:
            data, facts = self.seal(make)
        except KpsiteError as wrong:
            return Piece(path, b"", b"", wrong.problems)
        return Piece(path, data, facts, (), time.perf_counter() - begun)

    def looked(self, piece: Piece) -> Piece:
        """Look through a file that everybody will be able to get."""
        if piece.path.startswith(FOLDER):
            return piece
        begun = time.perf_counter()
        found = suspicion(self.guard, piece.path, piece.data)
        took = time.perf_counter() - begun
        return dataclasses.replace(piece, suspicion=found or None, looked=took)

    def seal(self, make: Task | Part) -> tuple[bytes, bytes]:
        """Give sealed bytes and packed facts.

        Of a task the bytes are empty when it is a file as it is, or does not fit into one part: those are
        made part by part.
        """
        if isinstance(make, Part):
            return self._part(make), b""
        if make.as_it_is:
            return b"", self._digest(make).pack()
        plain, faults = self._plaintext(make)
        self._remember(make, plain)
        one = sealing(make.keys, make.path, plain)
        data = _sealed(one, 0, plain) if len(plain) <= PART else b""
        return data, Known(one.size, one.digest, faults).pack()

    def _plaintext(self, task: Task) -> tuple[bytes, tuple[tuple[str, int, str, str], ...]]:
        if isinstance(task.make, Fragment):
            made = self.studio.render(task.make, closed=True)
            faults = tuple(
                (problem.place.path, problem.place.line, str(problem.severity), problem.code)
                for problem in made.problems
            )
            return lesson_plaintext(made.html), faults
        if isinstance(task.make, CourseIndex):
            return search_plaintext(task.make), ()
        file = task.make
        digest = self.facts[file.path].digest if file.path else ""
        return media_bytes(file, self.real.get(file.path, ""), digest), ()

    def _remember(self, task: Task, plain: bytes) -> None:
        """Let the guard know what must be found nowhere else."""
        if isinstance(task.make, Fragment):
            view = task.make.view
            if isinstance(view, SealedLessonView):
                for text in closed_texts(view):
                    self.guard.close(text)
        elif not isinstance(task.make, CourseIndex):  # its texts are those of the lessons
            self.guard.close_bytes(plain)
            if task.mime.startswith(TEXT_TYPES):
                self.guard.close(plain.decode("utf-8", "replace"))

    def _digest(self, task: Task) -> Known:
        digest, size, tail = hashlib.sha256(), 0, b""
        text = task.mime.startswith(TEXT_TYPES)
        with self._open(task) as file:
            while block := file.read(_BLOCK):
                digest.update(block)
                size += len(block)
                self.guard.close_bytes(tail + block)
                if text:
                    self.guard.close((tail + block).decode("utf-8", "replace"))
                tail = block[1 - ANCHORED :]
        return Known(size, digest.digest())

    def _part(self, part: Part) -> bytes:
        if part.task.as_it_is:
            with self._open(part.task) as file:
                file.seek(part.number * PART)
                plain = file.read(PART)
                whole = file.seek(0, 2)
            digest = hashlib.sha256(plain).digest() if whole <= PART else part.sealing.digest
            if (whole, digest) != (part.sealing.size, part.sealing.digest):
                hint = "run again"
                message = "found that the file changed while it was being sealed"
                raise KpsiteError([error(Place(part.task.source), "changed-meanwhile", message, hint)])
        else:
            start = part.number * PART
            plain = self._plaintext(part.task)[0][start : start + PART]
        return _sealed(part.sealing, part.number, plain)

    def _open(self, task: Task) -> BinaryIO:
        try:
            return Path(self.real[task.source]).open("rb")
        except OSError as wrong:
            raise KpsiteError([unreadable(task.source, wrong)]) from wrong


def _sealed(one: Sealing, number: int, plain: bytes) -> bytes:
    """Seal, and open again: what is published is what was meant, or nothing is."""
    data = one.part(number, plain)
    if one.opened(number, data) != plain:
        raise AssertionError(f"{one.path} does not open again")
    return data
