"""The first build of a store, for which several processes read, render and make pages: as if one had."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.render.markdown.rig import rendered
from tests.render.markdown.test_cases import CASE, CASES
from tests.sites import TODAY, contents, store

HERE = Path(__file__).parent
DOT = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>'
OWN = (
    "![A dot](dot.svg)\n\nSee ![it](dot.svg), [the next](02-lesson-2.md#then) and [](02-lesson-2.md).\n",
    (
        "## Then\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```output\nwarm\n```\n\n"
        "::: tip\nOne.[^1]\n:::\n\n[^1]: Two.\n"
    ),
    "<b>Raw</b> words.\n",
    "::: quiz\nWhich?\n- [x] this\n- [ ] that\n:::\n",
    "[Nowhere](gone.md)\n",
)
SHOUTS = """
def shout(state):
    for token in state.tokens:
        for child in token.children or ():
            child.content = child.content.upper()

def markdown(md):
    md.core.ruler.push("shout", shout)
"""
# As one that asks other programs for every page.
WAITS = """
import os
import time

def html(html, page):
    time.sleep(0.005)
    return f"{html}<!-- {os.getpid()} -->"
"""
FAILS = """
import time

def html(html, page):
    time.sleep(0.005)
    if "lesson-40" in page.url:
        raise ValueError("no room for this page")
    return html
"""
MADE_IN = re.compile(rb"<!-- (\d+) -->$")


def run(root: Path, workers: int) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "kpsite", "build", "--today", TODAY, "--workers", str(workers)]
    return subprocess.run(line, cwd=root, capture_output=True, text=True, check=False)


def build(root: Path, workers: int) -> dict[str, bytes]:
    """Build a store that was never built, with the real command; gives what came out."""
    done = run(root, workers)
    assert done.returncode == 0, done.stderr + done.stdout
    return contents(root / "dist")


def add_plugin(root: Path, code: str, part: str) -> None:
    """Give a store a plugin, whose part of a name is a function in some code; share images would take longer
    than all else.
    """
    (root / "plugins").mkdir()
    (root / "plugins" / "own.py").write_text(
        f"from kpsite.plugins import Plugin\n{code}\nplugin = Plugin({part}={part})\n"
    )
    site = root / "content" / "site.yaml"
    site.write_text(f"{site.read_text()}\nplugins: [own]\nshare: {{draw: false}}\n")


def lessons() -> list[str]:
    """Give texts of every kind that stores may hold without errors."""
    cases = [
        match["text"] for path in sorted(CASES.glob("*.md")) for match in CASE.finditer(path.read_text())
    ]
    return [*OWN, *[text for text in cases if not rendered(text).problems]]


def write(root: Path) -> Path:
    made = store(root, base=HERE / "sites" / "writing")
    course = made / "content" / "courses" / "drawing"
    course.mkdir(parents=True)
    (course / "dot.svg").write_text(DOT)
    for name in ("course.md", "course.zh-CN.md"):
        (course / name).write_text("---\ntitle: Drawing\nprice: free\n---\n\n![A dot](dot.svg)\n")
    texts = lessons()
    assert 60 <= len(texts) < 400
    for number, text in enumerate(texts, 1):
        matter = f"---\ntitle: Lesson {number}\n---\n"
        (course / f"{number:02d}-lesson-{number}.md").write_text(f"{matter}{text}", "utf-8")
        if number % 3 == 0:
            (course / f"{number:02d}-lesson-{number}.zh-CN.md").write_text(f"{matter}{text}", "utf-8")
    return made


@pytest.mark.parametrize("plugin", [False, True], ids=["plain", "with a plugin for Markdown"])
def test_several_processes_make_what_one_makes(tmp_path: Path, *, plugin: bool) -> None:
    """Pages, twins, feeds and pictures are the same bytes, whoever read and rendered them."""
    outcome = []
    for workers in (1, 4):
        root = write(tmp_path / str(workers))
        if plugin:
            add_plugin(root, SHOUTS, "markdown")
        outcome.append(build(root, workers))
    assert outcome[0] == outcome[1]
    page = outcome[0]["courses/drawing/lesson-2/index.html"].decode()
    assert ("ONE." in page) == plugin


def test_pages_that_take_long_are_shared(tmp_path: Path) -> None:
    """Several processes make them in a small store as well, with the same outcome."""
    outcome = []
    for workers in (1, 4):
        root = write(tmp_path / str(workers))
        add_plugin(root, WAITS, "html")
        outcome.append(build(root, workers))
    makers = [{found[1] for data in one.values() for found in MADE_IN.finditer(data)} for one in outcome]
    assert len(makers[0]) == 1
    assert len(makers[1]) > 1
    alone, shared = [{path: MADE_IN.sub(b"", data) for path, data in one.items()} for one in outcome]
    assert alone == shared


def test_a_plugin_that_fails_on_one_page_is_named(tmp_path: Path) -> None:
    """Whichever process had that page: nothing is published, and the message is that of one process."""
    said = []
    for workers in (1, 4):
        root = write(tmp_path / str(workers))
        add_plugin(root, FAILS, "html")
        done = run(root, workers)
        assert done.returncode == 1
        assert not (root / "dist").exists()
        said.append(done.stderr)
    assert "no room for this page" in said[0]
    assert said[0] == said[1]
