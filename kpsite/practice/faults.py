"""Faults on purpose, so that what talks to Stripe can be tested against lost answers and refusals."""

from __future__ import annotations

import enum
from collections.abc import Callable
from typing import TypeAlias

from kpsite.practice.api import Request
from kpsite.values import dataclass


class Fault(enum.StrEnum):
    """What goes wrong with a request."""

    DROP_BEFORE = "the connection breaks before anything happened"
    DROP_AFTER = "the connection breaks after it happened"
    HANG_BEFORE = "no answer ever comes, and nothing happened"
    HANG_AFTER = "no answer ever comes, though it happened"
    RATE_LIMIT = "429, nothing happened"
    CONFLICT = "409, nothing happened"
    SERVER_ERROR = "500, nothing happened, and nothing is kept under the idempotency key"
    SERVER_ERROR_AFTER = "500, though it happened; the key answers as if it had gone well"
    SERVER_ERROR_KEPT = "500, nothing happened, and the same answer comes for the same key"


@dataclass(frozen=True, slots=True)
class Served:
    """A request that reached the stand-in, counted from 1 in the order in which they came."""

    number: int
    request: Request

    @property
    def writes(self) -> bool:
        """Whether it may change something."""
        return self.request.method != "GET"


# Chooses the fault of a request, or none.
Faults: TypeAlias = Callable[[Served], Fault | None]


def no_faults(_: Served) -> None:
    """Let everything go well."""


def at(number: int, fault: Fault) -> Faults:
    """Give one fault, to the request with a number."""
    return lambda served: fault if served.number == number else None


class Matching:
    """Gives one fault to the first requests of a method whose path begins so."""

    def __init__(self, method: str, path: str, fault: Fault, times: int = 1) -> None:
        """Take what to look for, and how often the fault comes before all is well again."""
        self._method, self._path, self._fault, self._left = method, path, fault, times

    def __call__(self, served: Served) -> Fault | None:
        """Give the fault while any is left."""
        request = served.request
        if self._left and request.method == self._method and request.path.startswith(self._path):
            self._left -= 1
            return self._fault
        return None
