"""``kpsite.access``: who was given access, and which edition of a course is current. It holds no secrets."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from kpsite.model.frozen import Mapping as Frozen
from kpsite.model.uid import is_uid
from kpsite.problems import KpsiteError, Place, error
from kpsite.values import dataclass

FILE = "kpsite.access"


@dataclass(frozen=True, slots=True)
class Grant:
    """Access that was given by hand: its claim follows from the master key and the serial number."""

    serial: int
    courses: tuple[str, ...]
    date: datetime.date
    note: str = ""
    revoked: bool = False


@dataclass(frozen=True, slots=True)
class Book:
    """The grants, and the editions of courses by uid; an edition that is not told of is 1."""

    editions: Frozen = field(default_factory=Frozen)
    grants: tuple[Grant, ...] = ()

    def edition(self, uid: str) -> int:
        """Give the current edition of a course."""
        return int(self.editions.get(uid, 1))

    @property
    def next_serial(self) -> int:
        """Give a serial number that no grant has had."""
        return max((grant.serial for grant in self.grants), default=0) + 1

    def write(self) -> str:
        """Give the file's text."""
        grants = [
            {
                "serial": one.serial,
                "courses": list(one.courses),
                "date": one.date.isoformat(),
                **({"note": one.note} if one.note else {}),
                **({"revoked": True} if one.revoked else {}),
            }
            for one in self.grants
        ]
        data = {"editions": dict(sorted(self.editions.items())), "grants": grants}
        return json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def read_book(text: str) -> Book:
    """Read the file's text. Raises ``KpsiteError`` for one that nobody could have meant."""
    try:
        data = json.loads(text)
        editions = {_uid(uid): _number(edition) for uid, edition in data["editions"].items()}
        grants = tuple(_grant(one) for one in data["grants"])
        if len({one.serial for one in grants}) != len(grants):
            raise ValueError("a serial number stands there twice")
    except (ValueError, KeyError, TypeError, AttributeError) as wrong:
        line = wrong.lineno if isinstance(wrong, json.JSONDecodeError) else 0
        hint = 'take an earlier version of the file; "kpsite grant" and "kpsite keys rotate" write it'
        message = f"found something that kpsite did not write: {wrong}"
        raise KpsiteError([error(Place(FILE, line), "bad-access", message, hint)]) from wrong
    return Book(Frozen(editions), grants)


def _grant(data: Mapping[str, Any]) -> Grant:
    return Grant(
        _number(data["serial"]),
        tuple(_uid(uid) for uid in data["courses"]),
        datetime.date.fromisoformat(data["date"]),
        str(data.get("note", "")),
        data.get("revoked", False) is True,
    )


def _uid(text: object) -> str:
    if not isinstance(text, str) or not is_uid(text):
        raise ValueError("a course's id is none")
    return text


def _number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value < 1 << 31:
        raise ValueError("a number is not above 0")
    return value
