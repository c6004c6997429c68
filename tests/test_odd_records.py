"""Whatever stands in the place of what kpsite keeps for itself, no verb waits for it, and none breaks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kpsite.reading.stamp import VARIABLE
from tests.sites import Said, built_store, contents

PATIENCE = 120  # seconds: more than the slowest machine needs, so that a run which waits for ever ends


def run(root: Path, *words: str) -> Said:
    """Run the real command, which would wait for a pipe until the patience ends."""
    command = [sys.executable, "-m", "kpsite", *words]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=PATIENCE)
    return Said(done.returncode, done.stdout, done.stderr)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def circle(path: Path) -> None:
    path.symlink_to(path.name)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a store that was built, and its preview of changes looked at."""
    root = built_store(tmp_path_factory.mktemp("kept") / "store")
    run(root, "build", "--allow-test")
    return root


def records(root: Path) -> list[Path]:
    """Give what is kept in one file each; of drawings and templates there are many of a kind."""
    cache = root / ".kpsite" / "cache"
    files = [path for path in sorted(cache.iterdir()) if path.is_file()]
    files += [
        next(iter(sorted(path for path in folder.rglob("*") if path.is_file())))
        for folder in sorted(cache.iterdir())
        if folder.is_dir() and any(path.is_file() for path in folder.rglob("*"))
    ]
    return files


@pytest.mark.parametrize("odd", [pipe, circle, endless])
def test_a_record_that_is_no_file_is_none(odd: Callable[[Path], None], kept: Path) -> None:
    """After a change, and with nothing to do, the store is built as without the record."""
    wanted = contents(kept / "dist")
    for record in records(kept):
        data = record.read_bytes()
        record.unlink()
        odd(record)
        for words in (("build", "--allow-test"), ("check", "--allow-test")):
            said = run(kept, *words)
            assert "Traceback" not in said.err, record
            if "did not write" not in said.err:  # what was published is known by a record as well
                assert said.code == 0, (record, said.err)
        assert contents(kept / "dist") == wanted
        if record.exists() or record.is_symlink():
            record.unlink()
        record.write_bytes(data)


@pytest.mark.parametrize("name", ["kpsite.lock", "kpsite.access", "kpsite.buyers", "kpsite.sealed"])
def test_a_pipe_in_place_of_a_committed_file_is_named(name: str, kept: Path, tmp_path: Path) -> None:
    """Each of the files at the store's root is named, and what is published stays."""
    root = tmp_path / "store"
    shutil.copytree(kept, root, ignore=shutil.ignore_patterns(".kpsite", "dist"))
    (root / name).unlink(missing_ok=True)
    pipe(root / name)
    said = run(root, "build", "--allow-test")
    assert (said.code, said.err.startswith(f"{name}: error: found a ")) == (1, True), said.err
    assert not (root / "dist").exists()


@pytest.mark.parametrize("name", [".kpsite", ".kpsite/cache", ".kpsite/master.key"])
def test_what_is_in_the_way_is_named(name: str, kept: Path, tmp_path: Path) -> None:
    """A file where a folder belongs, or a folder where a file does, is no traceback."""
    root = tmp_path / "store"
    shutil.copytree(kept, root, ignore=shutil.ignore_patterns(".kpsite", "dist"))
    if name.endswith(".key"):
        (root / name).mkdir(parents=True)
        os.environ.pop(VARIABLE)  # else nobody asks for the file
    else:
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(b"")
    said = run(root, "build", "--allow-test")
    assert said.code == 1
    assert said.err.startswith(".kpsite")
    assert "Traceback" not in said.err


def test_a_lesson_that_became_a_pipe_is_named(kept: Path, tmp_path: Path) -> None:
    """Also where only texts seem to have changed since the last build."""
    root = tmp_path / "store"
    shutil.copytree(kept, root, ignore=shutil.ignore_patterns(".kpsite", "dist"))
    run(root, "build", "--allow-test")
    lesson = root / "content" / "courses" / "abc" / "01-first.md"
    lesson.unlink()
    pipe(lesson)
    assert "01-first.md: error: found a device, socket or pipe" in run(root, "build", "--allow-test").err


def test_a_practice_account_that_is_none_is_named(kept: Path, tmp_path: Path) -> None:
    """Anything in place of the account of practice is told, and how to begin anew."""
    root = tmp_path / "store"
    shutil.copytree(kept, root, ignore=shutil.ignore_patterns(".kpsite", "dist"))
    account = root / ".kpsite" / "practice" / "account.sqlite3"
    account.parent.mkdir(parents=True)
    account.write_bytes(b"no database" * 100)
    said = run(root, "plan", "--practice")
    assert said.code == 1
    assert said.err.startswith(
        ".kpsite/practice/account.sqlite3: error: found a practice account that cannot"
    )
