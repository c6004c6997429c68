"""What a build keeps for the next one may be damaged in any way: the next one says so, and is right."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.sites import contents
from tests.test_faults import AGES_AGO, build, furnished

FOLDER = b"a folder in its place"
PIPE = b"a pipe in its place, to which nobody writes"
RECORDS = {
    "files": "the record of file facts",
    "build-*": "the record of the last build",
    "folder-*": "the record of what dist holds",
}


@pytest.mark.parametrize("name", RECORDS)
def test_a_damaged_cache(name: str, tmp_path: Path) -> None:
    """A cache file that is empty, foreign, cut off, a folder or a pipe means one line about it, and the
    same output; each is mended by the build that finds it.
    """
    root = furnished(tmp_path / "store")
    before = contents(root / "dist")
    (file,) = (root / ".kpsite" / "cache").glob(name)
    page = root / "content" / "courses" / "drawing" / "course.md"
    for age, damage in enumerate((b"", b"garbage" * 9, None, FOLDER, PIPE)):
        if damage is FOLDER:
            file.unlink()
            (file / "x").mkdir(parents=True)
        elif damage is PIPE:
            file.unlink()
            os.mkfifo(file)
        else:
            file.write_bytes(file.read_bytes()[:-1] if damage is None else damage)
        page.write_text(page.read_text())
        os.utime(page, (AGES_AGO + age, AGES_AGO + age))
        code, said = build(root)
        assert (code, contents(root / "dist")) == (0, before), damage
        assert file.is_file()
        assert [line for line in said.splitlines() if RECORDS[name] in line], damage


def test_the_record_of_another_store(tmp_path: Path) -> None:
    """A whole record that speaks of another place means a full build as well, and one line."""
    root, other = furnished(tmp_path / "store"), furnished(tmp_path / "other")
    before = contents(other / "dist")
    (foreign,) = (root / ".kpsite" / "cache").glob("build-*")
    (own,) = (other / ".kpsite" / "cache").glob("build-*")
    shutil.copy(foreign, own)
    code, said = build(other)
    assert (code, contents(other / "dist")) == (0, before)
    assert said.count("the record of the last build is of another store") == 1


def test_a_pipe_for_each_file_that_is_kept(tmp_path: Path) -> None:
    """Nobody waits for what will never come, whatever the file is for."""
    root = furnished(tmp_path / "store")
    before = contents(root / "dist")
    kept = [path for path in sorted((root / ".kpsite" / "cache").rglob("*")) if path.is_file()]
    for path in (*kept, *(root / ".kpsite" / "folders").glob("*/mark")):
        path.unlink()
        os.mkfifo(path)
    (root / "content" / "site.yaml").write_text((root / "content" / "site.yaml").read_text() + "# no news\n")
    code, said = build(root)
    assert (code, contents(root / "dist")) == (0, before), said
    assert build(root)[0] == 0
