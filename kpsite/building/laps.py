"""Where the time of a build goes, stage by stage."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

SLOWEST = 5


class Laps:
    """Collects the seconds of stages by name, in the order in which they first began, and of the outputs that
    took longest.
    """

    def __init__(self) -> None:
        """Begin with nothing."""
        self.stages: dict[str, float] = {}
        self.asides: dict[str, float] = {}
        self._outputs: list[tuple[float, str]] = []

    @contextmanager
    def lap(self, stage: str) -> Iterator[None]:
        """Add the time that the body takes to a stage."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.stages[stage] = self.stages.get(stage, 0.0) + time.perf_counter() - begun

    def aside(self, work: str, seconds: float) -> None:
        """Add the time that workers took for something within a stage, all of them together."""
        if seconds:
            self.asides[work] = self.asides.get(work, 0.0) + seconds

    def note(self, path: str, seconds: float) -> None:
        """Note how long an output took to make."""
        self._outputs.append((seconds, path))

    def slowest(self) -> list[tuple[str, float]]:
        """Give the outputs that took longest to make, with their seconds, slowest first."""
        return [(path, seconds) for seconds, path in sorted(self._outputs, reverse=True)[:SLOWEST]]
