"""A real course that nobody here wrote becomes a store: its warnings are true, and its links resolve."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from kpsite.building.build import build
from kpsite.building.order import BuildOrder
from kpsite.load.settings import Settings
from kpsite.problems import Severity
from kpsite.reading.access import Keyring
from tests.building import DAY
from tests.corpus_store import COURSE, make_store
from tests.links import lost
from tests.render.pictures import WIDE, quarters, saved
from tests.sites import HERE, MASTER, contents

CORPORA = HERE.parent.parent / "shared" / "corpora"
ORIGIN = "https://bench.example.org"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A course, and the faults that its texts really have: file, line, and a part of what is said.

    ``loose`` are the addresses that lead nowhere because of those faults; ``lessons`` is how many there are.
    """

    folder: Path
    faults: tuple[tuple[str, int, str], ...]
    loose: frozenset[str]
    lessons: int


STAND_IN = Corpus(
    HERE / "data" / "carpentries",
    (
        # The glossary explains "number" alone.
        ("episodes/02-more.md", 8, '"#nothing"'),
        # No words stand between the brackets, and none behind the picture.
        ("learners/setup.md", 5, "no alternative text"),
    ),
    frozenset({"/courses/python/reference/#nothing"}),
    4,
)
INFLAMMATION = Corpus(
    CORPORA / "python-novice-inflammation",
    (
        # The glossary's entry is called "silent failure".
        ("episodes/12-cmdline.md", 484, '"#silence-failure"'),
        # The one picture of the course without any words.
        ("learners/discuss.md", 310, "no alternative text"),
        # The entry "debug" has a link to itself in place of its anchor.
        ("learners/reference.md", 60, '"#debug"'),
        # The entry's anchor is "floating-point-number".
        ("learners/reference.md", 288, '"#float"'),
        # The archive of programs is made when their site is built; the repository has none.
        ("learners/setup.md", 22, "python-novice-inflammation-code.zip"),
    ),
    frozenset({"/courses/python/reference/#silence-failure", "#debug", "#float"}),
    15,
)


@pytest.fixture(params=[STAND_IN, INFLAMMATION], ids=lambda corpus: corpus.folder.name)
def corpus(request: pytest.FixtureRequest) -> Corpus:
    found: Corpus = request.param
    if not found.folder.is_dir():
        pytest.skip(f"no course to try: {found.folder.name} is not in ../shared/corpora beside this checkout")
    return found


def published(root: Path, *, buyer: bool) -> tuple[list[tuple[str, int, str]], Path]:
    """Build the store as visitors or as buyers see it: what was said, each with its place, and the output."""
    out = root / ("bought" if buyer else "dist")
    made = build(BuildOrder(root, out, Settings(DAY, buyer=buyer), workers=1, keyring=Keyring(MASTER)))
    assert {problem.severity for problem in made.problems} <= {Severity.WARNING}
    places = [
        (problem.place.path.removeprefix(f"{COURSE}/"), problem.place.line) for problem in made.problems
    ]
    said = [problem.message for problem in made.problems]
    return [(path, line, words) for (path, line), words in zip(places, said, strict=True)], out


@pytest.fixture
def root(corpus: Corpus, tmp_path: Path) -> Path:
    shutil.copytree(HERE / "themes" / "plain", tmp_path / "themes" / "plain")
    return make_store(corpus.folder, tmp_path)


def test_the_course_can_be_sold(corpus: Corpus, root: Path) -> None:
    """Previews are open, all else is closed, nothing of it is published, and nothing else leads nowhere."""
    said, out = published(root, buyer=False)
    assert {fault[:2] for fault in said} <= set(truths(corpus))
    assert loose_ends(out) <= corpus.loose
    files = contents(out / "courses" / "python")
    pages = {name: data for name, data in files.items() if name.endswith(".html")}
    assert len(pages) == corpus.lessons + 1
    closed = [name for name, data in pages.items() if b">closed " in data]
    assert len(closed) == corpus.lessons - 2
    assert b"<p>preview" in pages["intro/index.html"]
    names = {path.name.rsplit("-", 1)[0] for path in (out / "media").iterdir()}
    assert "python-novice-inflammation-data" not in names


def test_every_warning_about_the_whole_course_is_true(corpus: Corpus, root: Path) -> None:
    """With every lesson open, exactly the faults that the course really has are named, line by line."""
    dot = saved(quarters().resize(WIDE), "png")
    for path in root.rglob("*.png"):
        path.write_bytes(dot)  # encoding sixty screenshots takes half a minute, and says nothing about texts
    said, out = published(root, buyer=True)
    assert [place[:2] for place in said] == truths(corpus)
    assert all(part in words for (_, _, part), (_, _, words) in zip(corpus.faults, said, strict=True))
    assert loose_ends(out) == corpus.loose
    html = (out / "courses" / "python" / "intro" / "index.html").read_text("utf-8")
    assert ":::" not in html
    assert html.count("<details") >= 1


def truths(corpus: Corpus) -> list[tuple[str, int]]:
    return [(path, line) for path, line, _ in corpus.faults]


def loose_ends(out: Path) -> frozenset[str]:
    """Give the addresses in a built store that lead nowhere within it."""
    return frozenset(line.rsplit('href="', 1)[-1].removesuffix('">') for line in lost(out, ORIGIN))
