"""What the verbs about access work on: the store with its sealed courses, its key, and who has access."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from pathlib import Path

from kpsite.building.laps import Laps
from kpsite.building.store import Prepared, prepare
from kpsite.load.settings import Settings
from kpsite.model.course import Course
from kpsite.problems import did_you_mean, refusal
from kpsite.reading.access import Keyring, read_keyring
from kpsite.reading.hidden import without_secrets
from kpsite.reading.stamp import KEY_FILE, VARIABLE
from kpsite.sealing.access import Book
from kpsite.sealing.keys import Master
from kpsite.sealing.lessons import sealed_courses
from kpsite.values import dataclass


@dataclass(frozen=True, slots=True)
class SealedStore:
    """A store as it stands today; ``courses`` are those that are sealed, by uid, in all their languages."""

    root: Path
    prepared: Prepared
    courses: Mapping[str, list[Course]]
    keyring: Keyring

    @property
    def book(self) -> Book:
        """Who has access, and which edition of each course is current."""
        return self.keyring.book

    def uid(self, name: str) -> str:
        """Give the uid of a sealed course by its slug or id; raises ``KpsiteError`` for an unknown one."""
        for uid, versions in self.courses.items():
            if name == uid or any(name == course.slug for course in versions):
                return uid
        known = [course.slug for versions in self.courses.values() for course in versions]
        hint = did_you_mean(name, known) or f"there is {', '.join(sorted(set(known))) or 'none'}"
        message = f'found no sealed course "{name}"'
        raise refusal(name, "unknown-course", message, hint)

    def name(self, uid: str) -> str:
        """Give what people call a course, its slug; or its uid, when it is not among the sealed ones now."""
        return self.courses[uid][0].slug if uid in self.courses else uid

    def master(self) -> Master:
        """Give the master key; raises ``KpsiteError`` when there is none."""
        if self.keyring.master is None:
            hint = f'make one with "kpsite keys new", or set {VARIABLE}'
            raise refusal(KEY_FILE, "no-key", "found no master key", hint)
        return self.keyring.master


def read_sealed_store(root: Path) -> SealedStore:
    """Read a store for today; raises ``KpsiteError`` when it cannot be read."""
    keyring = read_keyring(root, os.environ)  # first, as plugins are not to find the key
    today = datetime.date.today()  # noqa: DTZ011 - the creator's own day
    with without_secrets(os.environ):
        prepared = prepare(root, Settings(today), Laps())
    return SealedStore(root, prepared, sealed_courses(prepared.site), keyring)
