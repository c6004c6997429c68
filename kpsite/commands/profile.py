"""Where the time of a build went, as a table and for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kpsite.commands.terminal import paint, say

if TYPE_CHECKING:
    from kpsite.building.laps import Laps

LEAST = 0.0005  # seconds; what took less is not shown
BAR = 24  # characters for the whole time


def show_profile(laps: Laps, whole: float) -> None:
    """Print the stages of a build that took ``whole`` seconds, each with its share, and what was slowest."""
    rows = _rows(laps, whole)
    width = max(len(stage) for stage, _ in rows)
    for stage, seconds in rows:
        share = seconds / whole if whole else 0.0
        bar = paint("█" * max(round(share * BAR), 0), "cyan")
        say(f"{stage:<{width}}  {seconds:8.3f} s  {share:4.0%}  {bar}".rstrip())
    say(f"{paint('Together'.ljust(width), 'bold')}  {whole:8.3f} s")
    for work, seconds in laps.asides.items():
        say(f"Of these, all workers together: {seconds:.3f} s {work}")
    slowest = [(path, seconds) for path, seconds in laps.slowest() if seconds >= LEAST]
    if slowest:
        say("Slowest, each on one core:")
        for path, seconds in slowest:
            say(f"  {seconds * 1000:6.1f} ms  {path}")
    say()


def profile_values(laps: Laps, whole: float) -> dict[str, Any]:
    """Give the same for ``--json``, in seconds."""
    return {
        "stages": {stage: round(seconds, 4) for stage, seconds in _rows(laps, whole)},
        "asides": {work: round(seconds, 4) for work, seconds in laps.asides.items()},
        "slowest": [{"path": path, "seconds": round(seconds, 4)} for path, seconds in laps.slowest()],
    }


def _rows(laps: Laps, whole: float) -> list[tuple[str, float]]:
    shown = [(stage, seconds) for stage, seconds in laps.stages.items() if seconds >= LEAST]
    rest = whole - sum(seconds for _, seconds in shown)
    return [*shown, ("All the rest", max(rest, 0.0))]
