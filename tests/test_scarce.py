"""Where the system gives little: a build gets by, or says in a line what is missing."""

from __future__ import annotations

import errno
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from kpsite.commands.exhausted import exhausted
from tests.render.pictures import saved
from tests.sites import TODAY, contents, store

HERE = Path(__file__).parent


def build(root: Path, files: int) -> subprocess.CompletedProcess[str]:
    """Build with the real command, which may have so many files open at once."""
    line = [sys.executable, "-m", "kpsite", "build", "--json", "--today", TODAY]
    return subprocess.run(
        line,
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files)),
    )


def test_a_build_gets_by_with_few_open_files(tmp_path: Path) -> None:
    root = store(tmp_path / "few", base=HERE / "sites" / "writing")
    plenty = store(tmp_path / "plenty", base=HERE / "sites" / "writing")
    assert build(root, 16).returncode == 0
    assert build(plenty, 256).returncode == 0
    assert contents(root / "dist") == contents(plenty / "dist")


def test_too_few_open_files_are_told_of(tmp_path: Path) -> None:
    """What was published before stays, and programs that read the answer can."""
    root = store(tmp_path / "store", base=HERE / "sites" / "writing")
    assert build(root, 256).returncode == 0
    before = contents(root / "dist")
    (root / "content" / "site.yaml").write_text("name: Another name\nurl: https://shop.example/\n")
    done = build(root, 5)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    said = [one["message"] for one in json.loads(done.stdout)["problems"] if one["severity"] == "error"]
    assert said
    assert all("files" in message for message in said), said
    assert contents(root / "dist") == before


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_what_a_disk_refuses_is_told_of(number: int) -> None:
    """Wherever a disk refuses, the file is named; what the network refuses is another matter."""
    told = exhausted(OSError(number, os.strerror(number), "content/site.yaml"))
    assert told is not None
    assert str(told.problems[0]).startswith("content/site.yaml: error: ")
    assert exhausted(ImportError("no module")) is None
    assert exhausted(ConnectionRefusedError(errno.ECONNREFUSED, "refused")) is None


@pytest.mark.parametrize("megabytes", [70, 100, 150, 220])
def test_too_little_memory_is_told_of(megabytes: int, tmp_path: Path) -> None:
    """Whatever it is that finds no more room, a library that is loaded or a picture that is made: no build,
    or a line.
    """
    root = store(tmp_path / "store", base=HERE / "sites" / "writing")
    picture = root / "content" / "posts" / "large.png"
    picture.write_bytes(saved(Image.effect_noise((1600, 1600), 90), "PNG"))
    post = root / "content" / "posts" / "2026-05-01-moss.md"
    post.write_text(post.read_text() + "\n\n![Noise](large.png)\n")
    size = megabytes << 20
    done = subprocess.run(
        [sys.executable, "-m", "kpsite", "build", "--today", TODAY, "--workers", "1"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)),
    )
    assert "Traceback" not in done.stderr, done.stderr
    assert done.returncode == 0 or "the system says: there is no memory left" in done.stderr
