"""The same files give the same bytes wherever, in whatever order and by however many they are made."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tests.render.pictures import saved
from tests.sites import HERE, TODAY, contents, store

SURROUNDINGS = {
    "another time zone, a Turkish locale and other hashes": {
        "TZ": "Pacific/Kiritimati",
        "LC_ALL": "tr_TR.UTF-8",
        "PYTHONHASHSEED": "4711",
    },
    "the plainest locale and files made in another order": {"LC_ALL": "C", "ORDER": "7"},
    "four workers": {"WORKERS": "4"},
}


def build(root: Path, **surroundings: str) -> dict[str, bytes]:
    """Build a store with the real command in some surroundings, and give its output folder."""
    command = [sys.executable, "-m", "kpsite", "build", "--today", TODAY, "--allow-test"]
    command += ["--workers", surroundings.pop("WORKERS", "1")]
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "TZ"))}
    done = subprocess.run(
        command, cwd=root, env=plain | surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return contents(root / "dist")


def large_store(root: Path) -> Path:
    """Make a store of every kind of page, enough of them to be shared out, and a picture in several sizes."""
    store(root, base=HERE / "sites" / "languages")
    store(root, base=HERE / "sites" / "writing")
    shutil.copy(HERE / "sites" / "languages" / "content" / "site.yaml", root / "content" / "site.yaml")
    folder = root / "content" / "courses" / "long"
    folder.mkdir()
    (folder / "course.md").write_text("---\ntitle: Long\nprice: free\n---\n\n![A dot](dot.png)\n")
    (folder / "dot.png").write_bytes(saved(Image.effect_noise((900, 600), 60), "png"))
    for number in range(1, 71):
        text = f"Lesson *{number}*.\n\n```python\nx = {number}\n```\n\n$x^{number}$\n"
        (folder / f"{number:02d}-lesson-{number}.md").write_text(
            f"---\ntitle: Lesson {number}\n---\n\n{text}"
        )
    return root


def shuffled(source: Path, target: Path, seed: int) -> Path:
    """Copy a store file by file in another order, so that folders list them in another."""
    files = sorted(path for path in source.rglob("*") if path.is_file())
    random.Random(seed).shuffle(files)  # noqa: S311 - no secret, only another order
    for path in files:
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, copy)
    return target


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = large_store(tmp_path_factory.mktemp("original"))
    build(root, PYTHONHASHSEED="0")
    return root


@pytest.mark.parametrize("what", SURROUNDINGS)
def test_the_surroundings_leave_no_trace(what: str, original: Path, tmp_path: Path) -> None:
    """Another folder and one more difference, and every byte of the output is the same."""
    surroundings = dict(SURROUNDINGS[what])
    root = tmp_path / "a folder with another name"
    sources = tmp_path / "sources"
    for name in ("content", "themes"):
        shutil.copytree(original / name, sources / name)
    shuffled(sources, root, int(surroundings.pop("ORDER", "0")))
    assert build(root, **surroundings) == contents(original / "dist")


def test_the_surroundings_do_differ(tmp_path: Path) -> None:
    """The differences that the test above makes reach the program, so its passing says something."""
    code = "import time, locale, sys; print(time.tzname, hash('a'), locale.getpreferredencoding(False))"
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env=extra, capture_output=True, text=True, check=True
        ).stdout
        for extra in ({"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "4711"})
    }
    assert len(said) == 2
