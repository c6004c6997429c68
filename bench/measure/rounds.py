"""The rounds: every generator builds from nothing, builds again unchanged, and builds after an edit."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TypeVar

from bench.corpus.courses import Corpus, Lesson
from bench.errors import BenchError
from bench.measure.check import check_equal, check_pages, check_sentence
from bench.measure.noise import calibration
from bench.measure.process import Command, Run, peak_memory, timed
from bench.peers.generator import Generator, forget, path_of, source_of, write_site
from bench.places import WORK
from bench.tools.tool import Tool, environment

COLD, SAME, EDIT = PHASES = ("cold", "same", "edit")
SLOW = 20.0  # seconds of a build from which on it is measured once, or a run would take hours
Say = Callable[[str], None]
T = TypeVar("T")


@dataclass(slots=True)
class Site:
    """A generator with its site on the disk, and what was measured of it so far.

    ``fault`` is why it takes no further part, ``unwatched`` why it has no figures of saves, or empty.
    ``first`` is what its first build took, in seconds; ``peaks`` are bytes.
    """

    generator: Generator
    tool: Tool
    corpus: Corpus
    folder: Path
    runs: dict[str, list[Run]] = field(default_factory=lambda: {phase: [] for phase in PHASES})
    peaks: dict[str, int] = field(default_factory=dict)
    saves: list[float] = field(default_factory=list)
    fault: str = ""
    unwatched: str = ""
    first: float = 0.0
    edits: int = 0

    @property
    def slow(self) -> bool:
        """Whether a build takes so long that one must do."""
        return self.first > SLOW

    @property
    def output(self) -> Path:
        """The folder that builds write."""
        return self.folder / self.generator.output

    def command(self, arguments: Sequence[str]) -> Command:
        """Give what to start, with some arguments."""
        return Command(
            (*self.tool.argv, *arguments),
            self.folder,
            environment(self.tool.environment, self.folder),
            self.folder.with_name(f"{self.generator.key}.log"),
        )

    def edit(self) -> tuple[Lesson, str]:
        """Change one lesson's text on the disk; gives the lesson and the new sentence."""
        self.edits += 1
        sentence = f"This sentence came with edit {self.edits} and goes with the next."
        lesson = self.corpus.edited
        course = next(one for one in self.corpus.courses if one.slug == lesson.course)
        text = lesson.text.replace(lesson.mark, f"{lesson.mark} {sentence}")
        path = self.folder / path_of(self.generator, lesson)
        path.write_text(source_of(self.generator, lesson, text, course), "utf-8", newline="")
        return lesson, sentence


def prepare(size: int, corpus: Corpus, row: Generator, tool: Tool, say: Say) -> Site:
    """Write a generator's site and build it once, untimed: programs and files are then in memory, and every
    page has been looked at.
    """
    site = Site(row, tool, corpus, WORK / "sites" / str(size) / row.key, fault=tool.missing)
    if site.fault:
        return site
    say(f"{size}: preparing {row.name}")
    write_site(row, corpus, tool, site.folder)
    with _faults_in(site, say):
        site.first = timed(site.command(row.build)).wall
        check_pages(corpus, site.output)
        check_equal(corpus, site.output, highlights=row.highlights)
    return site


def measure_times(sites: Sequence[Site], rounds: int, say: Say) -> list[float]:
    """Time all sites, one after the other in each round, beginning with another each time; slow ones take
    part in the first round alone.

    Gives what the calibration took before each site's turn.
    """
    steady = []
    for number in range(rounds):
        first = number * len(sites) // rounds
        for site in (*sites[first:], *sites[:first]):
            if site.fault or (site.slow and number):
                continue
            say(f"round {number + 1} of {rounds}: {site.generator.name}")
            steady.append(calibration())
            with _faults_in(site, say):
                for phase, run in _turn(site, timed):
                    site.runs[phase].append(run)
    return steady


def measure_memory(sites: Sequence[Site], say: Say) -> None:
    """Take the memory of all sites in runs of their own, since looking costs time; of slow ones that of a
    cold build alone.
    """
    for site in sites:
        if not site.fault:
            say(f"memory: {site.generator.name}")
            with _faults_in(site, say):
                site.peaks.update(islice(_turn(site, peak_memory), 1 if site.slow else None))


def _turn(site: Site, measure: Callable[[Command], T]) -> Iterator[tuple[str, T]]:
    """Give what a measurement says of each phase; what was built is checked after each."""
    command = site.command(site.generator.build)
    forget(site.generator, site.folder)
    yield COLD, measure(command)
    check_pages(site.corpus, site.output)
    yield SAME, measure(command)
    check_pages(site.corpus, site.output)
    lesson, sentence = site.edit()
    yield EDIT, measure(command)
    check_pages(site.corpus, site.output)
    check_sentence(site.output, lesson.url, sentence)


@contextmanager
def _faults_in(site: Site, say: Say) -> Iterator[None]:
    """Let a fault end a site's part in the measurement, not the measurement."""
    try:
        yield
    except BenchError as wrong:
        site.fault = str(wrong)
        say(f"{site.generator.name} takes no further part: {wrong}")
