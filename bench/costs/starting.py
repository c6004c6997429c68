"""Starting up: what a command takes that has nothing to do, and how many modules it loads for it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

from bench.costs.cost import Cost
from bench.measure.process import Command, timed
from bench.report.spread import Spread, spread
from bench.store.demo import demo_command, write_demo
from bench.tools.tool import Tool

TIMES = 10
BUILD = ("build", "--allow-test")  # the demo store has payment links of Stripe's test mode
# Says how many modules are loaded at the end, and which of those that take long to load.
PROBE = """
import sys
from kpsite.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(len(sys.modules), *sorted(set(sys.modules) & set({slow!r})))
"""
SLOW = (
    "PIL", "asyncio", "babel", "concurrent.futures.process", "cryptography", "http.server", "jinja2",
    "livereload", "markdown_it", "multiprocessing", "pygments", "rich", "stripe", "yaml",
)  # fmt: skip


def starting(tool: Tool) -> Iterator[Cost]:
    """Time Python alone for scale, then kpsite's version, then a build of the demo store with nothing new."""
    write_demo()
    timed(demo_command(tool, *BUILD))
    alone = demo_command(tool)
    python = Command((sys.executable, "-c", "pass"), alone.folder, alone.environment, alone.log)
    yield Cost("starting Python alone", "-c pass", _times(python), "")
    for words, of in ((("--version",), ""), (BUILD, "the demo store, nothing to do")):
        seconds = _times(demo_command(tool, *words))
        yield Cost(f"kpsite {words[0]}", of, seconds, _loaded(demo_command(tool), words))


def _times(command: Command) -> Spread:
    return spread([timed(command).wall for _ in range(TIMES)])


def _loaded(surroundings: Command, words: Sequence[str]) -> str:
    """Say how many modules a command of kpsite loads, and which slow ones."""
    argv = (sys.executable, "-c", PROBE.format(slow=SLOW), *words)
    timed(Command(argv, surroundings.folder, surroundings.environment, surroundings.log))
    count, *slow = surroundings.log.read_text("utf-8").splitlines()[-1].split()
    return f"{count} modules, " + (f"slow ones: {', '.join(slow)}" if slow else "no slow ones")
