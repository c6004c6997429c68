"""What may happen to a build from outside: the error is clear, and the last good output stays."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sites import HERE, TODAY, contents, store

PLUGIN = "from kpsite.plugins import Plugin\n\n{code}\n\nplugin = Plugin({hook}={hook})\n"
DIES = (
    "import os, signal\n\ndef html(html, page):\n    os.kill(os.getpid(), signal.SIGKILL)\n    return html\n"
)
HALVES = """
import os, signal, stat

def html(html, page):
    for handle in range(3, 256):
        try:
            if stat.S_ISFIFO(os.fstat(handle).st_mode):
                os.write(handle, b" " * 12)  # the length of a long answer, or nothing to a reader of texts
        except OSError:  # nobody's, or the end that is read from
            pass
    os.kill(os.getpid(), signal.SIGKILL)
"""
WAITS = """
import signal

def {hook}(*given):
    print("here", flush=True)
    signal.pause()
"""
KILLS = """
import glob, os, signal

def checks(site, pages):
    children = []
    for status in glob.glob("/proc/[0-9]*/stat"):
        try:
            with open(status) as file:
                parent = file.read().rpartition(")")[2].split()[1]
        except OSError:  # it has ended meanwhile
            continue
        if int(parent) == os.getpid():
            children.append(int(status.split("/")[2]))
    for reader in sorted(children)[:-1]:  # the last one makes pages
        os.kill(reader, signal.SIGKILL)
    return []
"""
TELLS = """
import os

def html(html, page):
    return f"{html}{os.environ.get('KPSITE_MASTER')}"
"""
CROWDS = """
import os, resource

def checks(site, pages):
    last = max(int(name) for name in os.listdir("/proc/self/fd"))
    resource.setrlimit(resource.RLIMIT_NOFILE, (last + {more}, last + {more}))
    return []
"""
TIRES = """
import threading

left, start = {left}, threading._start_new_thread

def refuse(*thread):
    global left
    if not left:
        raise RuntimeError("can't start new thread")
    left -= 1
    return start(*thread)

def checks(site, pages):
    threading._start_new_thread = refuse
    return []
"""
AGES_AGO = 1_600_000_000
PATIENCE = 120  # seconds; a build that waits for a worker that is gone never ends
SMALLEST = 4096  # bytes that a file may have where the disk is full


def furnished(folder: Path) -> Path:
    """Make and build a store with enough pages for several workers and a picture."""
    made: Path = store(folder, base=HERE / "sites" / "writing")
    course = made / "content" / "courses" / "drawing"
    course.mkdir(parents=True)
    (course / "course.md").write_text("---\ntitle: Drawing\nprice: free\n---\n\n![A dot](dot.svg)\n")
    (course / "dot.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>')
    for number in range(80):
        (course / f"{number:02d}-lesson-{number}.md").write_text(f"---\ntitle: Lesson {number}\n---\nText.\n")
    assert build(made)[0] == 0
    return made


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Such a store, and a copy of it."""
    folder = tmp_path_factory.mktemp("kept")
    made = furnished(folder / "store")
    shutil.copytree(made, folder / "copy", symlinks=True)
    return made, folder / "copy"


@pytest.fixture
def root(kept: tuple[Path, Path]) -> Path:
    """The store as it was built, where it was built: what a build remembers is about this place."""
    made, copy = kept
    shutil.rmtree(made)
    shutil.copytree(copy, made, symlinks=True)
    return made


def build(root: Path, *, limit: int = 0) -> tuple[int, str]:
    """Build with the real command and two workers; gives its exit code and what it said.

    ``limit`` is the most bytes that a file may have.
    """

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        [sys.executable, "-m", "kpsite", "build", "--today", TODAY, "--workers", "2"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
        preexec_fn=full if limit else None,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr + done.stdout


def add_plugin(root: Path, hook: str, code: str) -> None:
    """Let the store use a plugin."""
    (root / "plugins").mkdir(exist_ok=True)
    (root / "plugins" / "fate.py").write_text(PLUGIN.format(code=code, hook=hook))
    site = root / "content" / "site.yaml"
    site.write_text(site.read_text() + "\nplugins: [fate]\n")


def test_a_worker_that_dies(root: Path) -> None:
    """A worker process that is killed, as for want of memory, is told of as such."""
    before = contents(root / "dist")
    add_plugin(root, "html", DIES)
    code, said = build(root)
    assert (code, contents(root / "dist")) == (1, before)
    assert "content: error: found that a worker process died while making pages" in said
    assert "--workers 1" in said


def test_a_worker_that_dies_half_way_through_an_answer(root: Path) -> None:
    """Nobody waits for the rest of what it had to say."""
    before = contents(root / "dist")
    add_plugin(root, "html", HALVES)
    code, said = build(root)
    assert (code, contents(root / "dist")) == (1, before)
    assert "content: error: found that a worker process died while making pages" in said


@pytest.mark.parametrize("more", [5, 9, 11], ids="{} more files".format)
def test_no_more_processes(more: int, root: Path) -> None:
    """Where no worker can be started, or one and no second, this process does the work and waits for none."""
    before = contents(root / "dist")
    add_plugin(root, "checks", CROWDS.format(more=more))
    code, said = build(root)
    assert (code, contents(root / "dist")) == (0, before), said


@pytest.mark.parametrize("left", [0, 1], ids="{} threads".format)
def test_no_more_threads(left: int, root: Path) -> None:
    """Nor does it wait for workers whom nobody can hand work to."""
    before = contents(root / "dist")
    add_plugin(root, "checks", TIRES.format(left=left))
    code, said = build(root)
    assert (code, contents(root / "dist")) == (0, before), said


def forget(root: Path) -> None:
    """Leave a store as if it had never been built: then readers start before anything else."""
    shutil.rmtree(root / "dist")
    shutil.rmtree(root / ".kpsite")


def test_a_worker_that_dies_in_a_first_build(root: Path) -> None:
    """The same is said, and nothing is published."""
    add_plugin(root, "html", DIES)
    forget(root)
    code, said = build(root)
    assert (code, (root / "dist").exists()) == (1, False)
    assert "content: error: found that a worker process died while making pages" in said


def test_readers_that_die_in_a_first_build(root: Path) -> None:
    """Processes that read and render ahead spare time and no more: without them all is as it is with them."""
    site = (root / "content" / "site.yaml").read_text()
    before = contents(root / "dist")
    add_plugin(root, "checks", KILLS)
    forget(root)
    assert build(root)[0] == 0
    (root / "content" / "site.yaml").write_text(site)
    assert build(root)[0] == 0
    assert contents(root / "dist") == before


def test_no_room_in_a_first_build(root: Path) -> None:
    """A page that the disk does not take stops the build, with its name; the next one succeeds."""
    before = contents(root / "dist")
    page = root / "content" / "courses" / "drawing" / "00-lesson-0.md"
    text = page.read_text()
    page.write_text("---\ntitle: Lesson 0\n---\n" + "Many words. " * 2000)
    forget(root)
    code, said = build(root, limit=SMALLEST)
    assert (code, (root / "dist").exists()) == (1, False)
    assert "error: the system says: File too large" in said
    page.write_text(text)
    assert build(root)[0] == 0
    assert contents(root / "dist") == before


@pytest.mark.parametrize("hook", ["checks", "html"])
@pytest.mark.parametrize("first", [True, False], ids=["first", "later"])
def test_a_build_that_is_killed(root: Path, hook: str, *, first: bool) -> None:
    """Those who work for it end as well, even where what they do never ends: who reads the store ahead and
    who makes its pages in a first build, and the workers of a later one.
    """
    before = contents(root / "dist")
    site = (root / "content" / "site.yaml").read_text()
    add_plugin(root, hook, WAITS.format(hook=hook))
    if first:
        forget(root)
    line = [sys.executable, "-m", "kpsite", "build", "--today", TODAY, "--workers", "2"]
    with subprocess.Popen(line, cwd=root, stderr=subprocess.PIPE) as killed:
        assert killed.stderr is not None
        assert killed.stderr.readline() == b"here\n"
        killed.kill()
        # The workers hold the other end of the pipe: it ends when the last of them does.
        killed.stderr.read()
    (root / "content" / "site.yaml").write_text(site)
    assert build(root)[0] == 0
    assert contents(root / "dist") == before


def test_plugins_that_make_pages_find_no_key(root: Path) -> None:
    """The master key is not in the environment of the processes that make the pages."""
    add_plugin(root, "html", TELLS)
    forget(root)
    assert build(root)[0] == 0
    page = (root / "dist" / "courses" / "drawing" / "lesson-0" / "index.html").read_text()
    assert os.environ["KPSITE_MASTER"] not in page
    assert page.endswith("None")


def test_no_room_for_a_page(root: Path) -> None:
    """A page that the disk does not take stops the build, with its name."""
    before = contents(root / "dist")
    page = root / "content" / "courses" / "drawing" / "00-lesson-0.md"
    page.write_text("---\ntitle: Lesson 0\n---\n" + "Many words. " * 2000)
    code, said = build(root, limit=SMALLEST)
    assert (code, contents(root / "dist")) == (1, before)
    assert "dist: error: the system says: File too large" in said
    assert build(root)[0] == 0
    assert "Many words." in (root / "dist" / "courses" / "drawing" / "lesson-0" / "index.html").read_text()


def test_a_picture_that_changes_while_the_store_is_built(root: Path) -> None:
    """A file is read twice, for its address and for its bytes: it must be the same both times."""
    before = contents(root / "dist")
    picture = root / "content" / "courses" / "drawing" / "dot.svg"
    picture.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"/>')
    code = (
        "from pathlib import Path\n\n"
        f"def checks(site, pages):\n    Path({str(picture)!r}).write_text('<svg></svg>')\n    return []\n"
    )
    add_plugin(root, "checks", code)
    status, said = build(root)
    assert (status, contents(root / "dist")) == (1, before)
    assert "dot.svg: error: found a file that changed while the store was being built" in said
