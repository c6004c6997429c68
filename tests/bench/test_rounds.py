"""Running builds for the benchmark, with a small program that builds sites well or badly."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bench.corpus.courses import Corpus, make_corpus
from bench.errors import BenchError
from bench.measure.process import Command, processor_seconds, started, timed
from bench.measure.rounds import PHASES, SLOW, Site, measure_memory, measure_times
from bench.peers.generator import Generator, path_of, write_site
from bench.report.figures import row_of
from bench.tools.tool import Tool

# Copies every lesson to the page that stands in pages.json, but for those that are to be left out.
BUILDER = """
import json, pathlib, sys
for source, page in json.loads(pathlib.Path("pages.json").read_text()).items():
    if page not in sys.argv[1:]:
        out = pathlib.Path("out") / page / "index.html"
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(pathlib.Path(source).read_text() if source.endswith(".md") else "<h1>A page</h1>")
"""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return make_corpus(3)


@pytest.fixture(autouse=True)
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the programs' home out of the checkout."""
    monkeypatch.setattr("bench.tools.tool.WORK", tmp_path)


def site(folder: Path, corpus: Corpus, *left_out: str) -> Site:
    """Write a site for the builder."""
    row = Generator("mine", "Mine", "mine", False, (), "in/{slug}.md", "in/{course}.md", left_out, "out")
    tool = Tool("mine", (sys.executable, str(folder / "builder.py")), "1.0")
    write_site(row, corpus, tool, folder / "site")
    pages = {path_of(row, lesson): lesson.url.strip("/") for lesson in corpus.lessons}
    pages |= {"home": "", **{course.slug: course.url.strip("/") for course in corpus.courses}}
    (folder / "site" / "pages.json").write_text(json.dumps(pages), "utf-8")
    (folder / "builder.py").write_text(BUILDER, "utf-8")
    return Site(row, tool, corpus, folder / "site")


def quiet(_: str) -> None:
    """Say nothing."""


def test_every_phase_of_every_round_is_timed(corpus: Corpus, tmp_path: Path) -> None:
    """Two rounds give two figures of each phase, with the noise taken before each."""
    one = site(tmp_path, corpus)
    steady = measure_times([one], 2, quiet)
    assert one.fault == ""
    assert {phase: len(runs) for phase, runs in one.runs.items()} == dict.fromkeys(PHASES, 2)
    assert len(steady) == 2


def test_a_slow_generator_is_timed_once(corpus: Corpus, tmp_path: Path) -> None:
    """Whoever needs long for a build takes part in one round, and one look at its memory."""
    one = replace(site(tmp_path, corpus), first=SLOW + 1)
    measure_times([one], 3, quiet)
    measure_memory([one], quiet)
    assert {phase: len(runs) for phase, runs in one.runs.items()} == dict.fromkeys(PHASES, 1)
    assert set(one.peaks) == {PHASES[0]}


def test_a_generator_that_leaves_out_a_page_takes_no_further_part(corpus: Corpus, tmp_path: Path) -> None:
    """A build that skips work is no faster for it: its row has a fault in place of figures."""
    one = site(tmp_path, corpus, corpus.lessons[1].url.strip("/"))
    measure_times([one], 1, quiet)
    assert one.fault.startswith("1 pages are missing")
    assert row_of(one).fault == one.fault


def test_an_edit_that_is_not_taken_up_is_a_fault(corpus: Corpus, tmp_path: Path) -> None:
    """A generator that keeps the old page of the edited lesson is found out by the sentence."""
    one = site(tmp_path, corpus)
    timed(one.command(()))
    pages: Mapping[str, str] = json.loads((tmp_path / "site" / "pages.json").read_text("utf-8"))
    kept = tmp_path / "site" / "kept.md"
    kept.write_text(corpus.edited.text, "utf-8")
    swapped = {"kept.md" if url == corpus.edited.url.strip("/") else name: url for name, url in pages.items()}
    (tmp_path / "site" / "pages.json").write_text(json.dumps(swapped), "utf-8")
    measure_times([one], 1, quiet)
    assert one.fault == f"the edit of {corpus.edited.url} is not in its page"


def test_a_site_without_saves_keeps_its_other_figures(corpus: Corpus, tmp_path: Path) -> None:
    """What went wrong while watching is told in the row, whose times stay."""
    one = replace(site(tmp_path, corpus), unwatched="a save was not followed")
    measure_times([one], 1, quiet)
    row = row_of(one)
    assert set(row.wall) == set(PHASES)
    assert row.unwatched == "a save was not followed"


def test_a_program_that_fails_says_why(tmp_path: Path) -> None:
    """The last words of a build that failed stand in the fault."""
    words = (sys.executable, "-c", "import sys; sys.exit('no room on the disk')")
    with pytest.raises(BenchError, match="it ended with 1: no room on the disk"):
        timed(Command(words, tmp_path, {}, tmp_path / "log"))


def test_the_work_of_all_children_counts(tmp_path: Path) -> None:
    """Whether a generator rests is seen by its whole session, not by its first process alone."""
    spin = "while sum(range(1000)): pass"
    words = (
        sys.executable,
        "-c",
        f"import subprocess, sys; subprocess.run([sys.executable, '-c', '{spin}'])",
    )
    with started(Command(words, tmp_path, {}, tmp_path / "log")) as process:
        while processor_seconds(process.pid) < 0.3:
            assert process.poll() is None
