"""The command line of the benchmark."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Sequence

from bench.errors import BenchError
from bench.measure.rounds import COLD, PHASES
from bench.peers.table import GENERATORS
from bench.places import alone
from bench.profiling import profile
from bench.run import run, say


def main(words: Sequence[str] | None = None) -> int:
    """Measure, or with ``profile`` show where kpsite's own time goes."""
    keys = [row.key for row in GENERATORS]
    parser = ArgumentParser("python -m bench", description="Speed, side by side with other generators.")
    parser.add_argument("verb", nargs="?", choices=("run", "profile"), default="run")
    parser.add_argument("--sizes", type=_sizes, default=[100, 1000], help="lessons: 100,1000 (default)")
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is timed (default: 5)")
    parser.add_argument("--only", nargs="+", choices=keys, default=[], help="measure these alone")
    parser.add_argument("--phase", choices=PHASES, default=COLD, help="what to profile (default: cold)")
    parser.add_argument("--top", type=int, default=15, help="how many functions to show (default: 15)")
    asked = parser.parse_args(words)
    try:
        with alone(say):
            if asked.verb == "run":
                return 0 if run(asked.sizes, asked.rounds, asked.only) else 1
            for size in asked.sizes:
                print(profile(size, asked.phase, asked.top))
    except BenchError as wrong:
        say(str(wrong))
        return 1
    return 0


def _sizes(text: str) -> list[int]:
    try:
        sizes = [int(one) for one in text.split(",")]
    except ValueError:
        sizes = []
    if not sizes or min(sizes) < 1:
        raise ArgumentTypeError(f'"{text}" is no list of sizes; write it as 100,1000')
    return sizes


sys.exit(main())
