"""What is to be reached, and whether it is: limits of ratios by the number of lessons, and of a save.

A figure may be at most its limit times the other's. Where there are two limits, the second is the next aim.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Limits = Mapping[int, Sequence[float]]  # by lessons

SAVE = 0.050  # seconds from a save to the changed page
MEMORY = "memory"
BELOW = (1.0,)

HUGO: Mapping[str, Limits] = {
    "cold": {100: (1.5,), 1000: (1.2, 1.0), 10_000: (1.2, 1.0)},
    "same": {100: (1 / 3,), 1000: (1 / 12,), 10_000: (1 / 40,)},
    "edit": {100: (1 / 1.5,), 1000: (1 / 5,), 10_000: (1 / 20,)},
    MEMORY: {100: BELOW, 1000: BELOW, 10_000: BELOW},
}
OTHERS: Mapping[str, Limits] = {"cold": {100: BELOW, 1000: (1 / 3,), 10_000: (1 / 3,)}}


def verdict(limits: Sequence[float], ratio: float | None) -> str:
    """Say of each limit whether a ratio is within it, as ``<= 1.2 x: met``."""
    return "; ".join(f"{_wording(limit)}: {_met(ratio, limit)}" for limit in limits)


def save_verdict(seconds: float | None) -> str:
    """Say whether a save is taken up soon enough."""
    return f"<= {SAVE * 1000:.0f} ms: {_met(seconds, SAVE)}"


def _wording(limit: float) -> str:
    return f"<= {limit:g} x" if limit >= 1 else f">= {1 / limit:.3g} x faster"


def _met(value: float | None, limit: float) -> str:
    return "not measured" if value is None else "met" if value <= limit else "missed"
