"""In a store that seals lessons a save of words makes one page too, and that page is looked through."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.building import write
from tests.sites import aged, contents, kpsite, store
from tests.test_saves import WHOLE, rebuilt, stages

OPEN = "content/courses/abc/01-first.md"
CLOSED = "content/courses/abc/02-second.md"
PAID = "Only those who paid may ever read of the grey heron and its nest."
# A plugin that shows a closed lesson where a page asks for it.
SHOWS = f"""from pathlib import Path
from kpsite.plugins import Plugin

def html(text, page):
    return text.replace("TELL", {PAID!r}) if page.kind == "lesson" else text

plugin = Plugin(html=html)
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A store with an open lesson and a sealed one, built."""
    made = write(
        store(tmp_path / "store"),
        {
            OPEN: "---\ntitle: First\npreview: true\n---\n\nThe letter A, as everybody sees it.\n",
            CLOSED: f"---\ntitle: Second\n---\n\n{PAID}\n",
        },
    )
    return settled(made)


def settled(root: Path, *words: str) -> Path:
    """Build it, when it has rested: what has just changed is looked at twice."""
    said = kpsite(aged(root), "build", "--allow-test", *words)
    assert said.code == 0, said.err
    return root


def edit(root: Path, before: str, after: str) -> None:
    text = (root / OPEN).read_text("utf-8")
    assert before in text
    (root / OPEN).write_text(text.replace(before, after), "utf-8")


def test_a_save_of_words_makes_one_page(root: Path) -> None:
    """Nothing else is looked at, the sealed lessons least of all; the output is that of a whole build."""
    edit(root, "sees it", "may see it")
    told = rebuilt(root, "--allow-test")
    assert WHOLE not in stages(told)


def test_what_a_save_gives_away_is_found(root: Path) -> None:
    """A word that makes a plugin show closed text stops the build, and the last good page stays."""
    site = root / "content/site.yaml"
    write(
        root, {"plugins/shows.py": SHOWS, "content/site.yaml": site.read_text("utf-8") + "plugins: [shows]\n"}
    )
    settled(root)
    before = contents(root / "dist")
    edit(root, "sees it", "sees it TELL")
    said = kpsite(root, "build", "--allow-test")
    assert said.code == 1
    assert f"{CLOSED}: error: found closed text of this lesson" in said.err + said.out
    assert PAID not in said.err + said.out
    assert contents(root / "dist") == before


def test_a_store_that_seals_nothing_pays_nothing(tmp_path: Path) -> None:
    """Neither ciphers nor the search for closed text are loaded for one in which all is open."""
    made = store(tmp_path)
    course = made / "content/courses/abc/course.md"
    course.write_text(course.read_text("utf-8").replace("[first]", "[first, second]"), "utf-8")
    code = (
        "import sys; from kpsite.cli import main; print(main(['build', '--allow-test'])); print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=made, capture_output=True, text=True, check=True)
    code_, loaded = done.stdout.splitlines()[-2:]
    assert code_ == "0", done.stderr
    costly = {"cryptography", "kpsite.building.sealed", "kpsite.building.sealer", "kpsite.sealing.leaks"}
    assert costly & set(loaded.split()) == set()


LOOKS = """import os
from kpsite.plugins import Plugin

SEEN = sorted({"KPSITE_MASTER", "STRIPE_API_KEY"} & set(os.environ))
plugin = Plugin(html=lambda text, page: text + f"<!-- {SEEN} {sorted(set(SEEN) & set(os.environ))} -->")
"""


@pytest.mark.parametrize("workers", ["1", "4"])
def test_no_plugin_finds_a_key(workers: str, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in a whole build nor after a save; the build after it finds them again."""
    monkeypatch.setenv("STRIPE_API_KEY", "rk_test_none")
    site = root / "content/site.yaml"
    more = {
        f"content/courses/abc/{10 + one}-more.md": f"---\nslug: m{one}\ntitle: {one}\n---\n"
        for one in range(60)
    }
    write(
        root,
        more
        | {"plugins/looks.py": LOOKS, "content/site.yaml": site.read_text("utf-8") + "plugins: [looks]\n"},
    )
    settled(root, "--workers", workers)
    edit(root, "sees it", "may see it")
    assert WHOLE not in stages(rebuilt(root, "--allow-test"))
    pages = [data for name, data in contents(root / "dist").items() if name.endswith(".html")]
    assert len([page for page in pages if b"<!-- [] [] -->" in page]) == len(pages) > 60
    assert os.environ["STRIPE_API_KEY"] == "rk_test_none"


@pytest.mark.parametrize("lost", ["leaks", "sealed"])
def test_without_the_memory_of_closed_texts_the_store_is_built_whole(root: Path, lost: str) -> None:
    """Half a memory counts as none; what is published is the same."""
    (root / ".kpsite" / "cache" / lost).unlink()
    edit(root, "sees it", "may see it")
    told = rebuilt(root, "--allow-test")
    assert WHOLE in stages(told)
