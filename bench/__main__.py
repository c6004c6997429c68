"""The command line of the benchmark."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from collections.abc import Callable, Sequence

from bench.costs.table import costs, table
from bench.errors import BenchError
from bench.measure.rounds import COLD, PHASES
from bench.peers.table import GENERATORS
from bench.places import alone
from bench.profiling import profile
from bench.run import run, say
from bench.store.lighthouse import judge_demo
from bench.store.weight import weigh_demo
from bench.tools import own

ROUNDS = 5


def _run(asked: Namespace) -> bool:
    """Measure kpsite beside its peers."""
    return run(asked.sizes, asked.rounds or ROUNDS, asked.only)


def _costs(_: Namespace) -> bool:
    """Measure what costs more than its place."""
    print(table(costs(own.tool(), say)), end="")
    return True


def _weight(_: Namespace) -> bool:
    """Weigh pages of the demo store."""
    said, met = weigh_demo()
    print(said, end="")
    return met


def _lighthouse(asked: Namespace) -> bool:
    """Let Lighthouse judge pages of the demo store."""
    said, full = judge_demo(asked.rounds or 1, say)
    print(said, end="")
    return full


def _profile(asked: Namespace) -> bool:
    """Show where kpsite's own time goes."""
    for size in asked.sizes:
        print(profile(size, asked.phase, asked.top))
    return True


VERBS: dict[str, Callable[[Namespace], bool]] = {
    "run": _run,
    "costs": _costs,
    "weight": _weight,
    "lighthouse": _lighthouse,
    "profile": _profile,
}


def main(words: Sequence[str] | None = None) -> int:
    """Measure; gives 0 when everything worked and every limit of the verb is kept, else 1."""
    asked = _parser().parse_args(words)
    try:
        with alone(say):
            return 0 if VERBS[asked.verb](asked) else 1
    except BenchError as wrong:
        say(str(wrong))
        return 1


def _parser() -> ArgumentParser:
    keys = [row.key for row in GENERATORS]
    parser = ArgumentParser("python -m bench", description="Speed, side by side with other generators.")
    told = " ".join(f"{name}: {verb.__doc__}" for name, verb in VERBS.items())
    parser.add_argument("verb", nargs="?", choices=VERBS, default="run", help=f"{told} (default: run)")
    sizes = "lessons: 100,1000 (default), or up to 100,1000,10000, which takes about an hour"
    parser.add_argument("--sizes", type=_sizes, default=[100, 1000], help=sizes)
    rounds = f"how often everything is timed (default: {ROUNDS}; for lighthouse 1)"
    parser.add_argument("--rounds", type=_count, default=0, help=rounds)
    parser.add_argument("--only", nargs="+", choices=keys, default=[], help="measure these alone")
    parser.add_argument("--phase", choices=PHASES, default=COLD, help="what to profile (default: cold)")
    parser.add_argument("--top", type=_count, default=15, help="how many functions to show (default: 15)")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise ArgumentTypeError(f'"{text}" is no number of at least 1')
    return int(text)


def _sizes(text: str) -> list[int]:
    try:
        return [_count(one) for one in text.split(",")]
    except ArgumentTypeError:
        raise ArgumentTypeError(f'"{text}" is no list of sizes; write it as 100,1000') from None


if __name__ == "__main__":
    sys.exit(main())
