"""Small stores with the whole output that each should have, compared byte for byte.

After a change that is meant, ``python -m tests.test_golden_sites`` writes what is expected anew; read every
line of the difference before committing it.
"""

from __future__ import annotations

import difflib
import json
import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest

from kpsite.reading.stamp import VARIABLE
from tests.sites import HERE, MASTER, contents, kpsite, store

CASES = sorted((HERE / "sites").iterdir())
# Text that nobody but buyers may read, drafts, private notes: whatever holds this word must not be published.
SENTINEL = "SENTINEL"
# Drawn pictures and codes, stylesheets and what is sealed have tests of their own; here only which there are.
FOLDERS = ("assets/", "media/", "_kp/")
DRAWN = ("/qr.svg", "/wechat.svg")
DIGEST = re.compile(rb"(?<=-)[0-9a-f]{10,12}(?=[-.])|(?<=_kp/b/)[0-9a-f]{40}")


def expected(case: Path) -> dict[str, str]:
    return {name: data.decode() for name, data in contents(case / "expected").items()}


def published(root: Path) -> dict[str, str]:
    """Give the output folder as text, digests in addresses masked, with the list of all files as one more."""
    found = contents(root / "dist")
    shown = {name for name in found if not name.startswith(FOLDERS) and not name.endswith(DRAWN)}
    masked = {name: DIGEST.sub(b"...", data) for name, data in found.items() if name in shown}
    listed = sorted(DIGEST.sub(b"...", name.encode()) for name in found)
    return {name: data.decode() for name, data in masked.items()} | {
        "files.txt": "".join(f"{name.decode()}\n" for name in listed)
    }


def difference(wanted: dict[str, str], found: dict[str, str]) -> str:
    lines: list[str] = []
    for name in sorted(wanted.keys() | found.keys()):
        one, other = (side.get(name, "").splitlines() for side in (wanted, found))
        lines += difflib.unified_diff(one, other, f"expected/{name}", f"dist/{name}", lineterm="")
        if name in wanted and name not in found:
            lines.append(f"dist/{name} is missing")
        elif name not in wanted:
            lines.append(f"dist/{name} is not expected")
    return "\n".join(lines)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_store_looks_as_its_creator_expects(case: Path, tmp_path: Path) -> None:
    """Every page, redirect and header is as written down, and nothing else is published."""
    root = store(tmp_path, base=case)
    said = kpsite(root, "build")
    assert said.code == 0, said.err
    difference_found = difference(expected(case), published(root))
    assert not difference_found, f"\n{difference_found}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_nothing_closed_or_private_leaves_the_store(case: Path, tmp_path: Path) -> None:
    """No byte of closed lessons, drafts and private notes is in the output, nor in what any verb says."""
    root = store(tmp_path, base=case)
    shutil.rmtree(root / "expected")
    assert any(SENTINEL.encode() in data for data in contents(root / "content").values())
    for words in (["build", "--plan"], ["check", "--json"], ["build", "--json"]):
        said = kpsite(root, *words)
        assert SENTINEL not in said.out + said.err, words
        assert "--json" not in words or json.loads(said.out)
    out = contents(root / "dist")
    assert out
    assert [name for name, data in out.items() if SENTINEL.encode() in data or SENTINEL in name] == []


def write_anew() -> None:
    """Write what is expected of every store as it is today."""
    os.environ[VARIABLE] = MASTER.write()
    for case in CASES:
        with tempfile.TemporaryDirectory() as folder:
            root = store(Path(folder), base=case)
            said = kpsite(root, "build")
            assert said.code == 0, said.err
            shutil.rmtree(case / "expected", ignore_errors=True)
            for name, text in published(root).items():
                path = case / "expected" / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, "utf-8")


if __name__ == "__main__":
    write_anew()
