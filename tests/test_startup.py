"""What a build does that finds nothing to do: little, and never too little."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest

from kpsite.building import record
from kpsite.building.record import Asked, Recalled, recall
from kpsite.cli import main
from kpsite.commands.again import out_of, say_again
from kpsite.commands.key_file import make_key
from kpsite.reading.stamp import VARIABLE, stamp
from tests.building import write
from tests.sites import TODAY, aged, contents, kpsite, store

FIRST = "content/courses/abc/01-first.md"
MODULES = "import sys; before = set(sys.modules); "
ITS_OWN = {
    "__future__", "_operator", "errno", "gc", "itertools", "kpsite", "kpsite.building",
    "kpsite.building.record",
    "kpsite.cli", "kpsite.commands", "kpsite.commands.again", "kpsite.commands.terminal",
    "kpsite.commands.told", "kpsite.reading", "kpsite.reading.snapshot",
    "kpsite.reading.stamp", "kpsite.reading.whole", "operator", "time", "zlib",
}  # fmt: skip


# What a save of words must not load: what stores are made of, and what pages are worked out with.
TOO_MUCH = (
    "kpsite.model.store", "kpsite.model.site", "kpsite.load.store", "kpsite.pages.table", "argparse",
    "kpsite.reading.plugins", "kpsite.growth.poster", "datetime", "babel", "pygments",
)  # fmt: skip


def settled(folder: Path) -> Path:
    """Make a store that has rested."""
    return aged(store(folder))


def asked(root: Path) -> Asked:
    return Asked(
        str(root), out_of(str(root), "dist"), TODAY, allow_test=True, keys=stamp(str(root), os.environ)
    )


def look(root: Path) -> Recalled:
    """Look what has changed since the last build that ``kpsite`` of the rig made."""
    return recall(asked(root))


def run(root: Path, code: str) -> tuple[list[str], list[str]]:
    """Run Python in a store; gives the lines that it printed, to the error stream as well."""
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    return done.stdout.splitlines(), done.stderr.splitlines()


def test_a_build_with_nothing_to_do_loads_next_to_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No parser, no data classes, no theme, no Markdown: what a look at the files takes, and no more."""
    root = settled(tmp_path)
    monkeypatch.delenv(VARIABLE)  # the key lies where "kpsite keys new" puts it
    make_key(root)
    run(root, "from kpsite.cli import main; main(['build', '--allow-test'])")
    code = "from kpsite.cli import main; main(['build', '--allow-test']); "
    code += "print(*set(sys.modules) - before, file=sys.stderr)"
    said, loaded = run(root, MODULES + code)
    assert "nothing changed" in said[-1]
    assert set(loaded[-1].split()) <= ITS_OWN


def test_the_version_is_said_without_loading_anything(tmp_path: Path) -> None:
    """Nor is any verb loaded."""
    code = "from kpsite.cli import main; main(['--version']); print(*set(sys.modules) - before)"
    assert set(run(tmp_path, MODULES + code)[0][1].split()) <= {"__future__", "kpsite", "kpsite.cli"}


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["--drafts"],
        ["--out", "public/site"],
        ["--base-url", "https://other.example.org/"],
        ["--today", TODAY, "--drafts"],
        ["--store", "."],
        ["--store", "content"],
    ],
)
def test_a_quick_look_understands_and_says_the_same(
    words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the parser makes of the same words, and every word that the whole way says."""
    monkeypatch.chdir(settled(tmp_path))
    today = ["--allow-test", *([] if "--today" in words else ["--today", TODAY])]
    first, whole = (said_of(["build", *words, *today, "--workers", "1"]) for _ in range(2))
    assert "nothing changed" not in first
    with redirect_stdout(StringIO()) as quick:
        assert say_again([*words, *today])[0]
    assert without_time(quick.getvalue()) == without_time(whole)


@pytest.mark.parametrize(
    "line", ["--dra", "--out=dist", "--plan", "--json", "--workers 2", "--out", "--today -1", "x"]
)
def test_a_quick_look_leaves_the_rest_to_the_parser(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Words that are not plain."""
    monkeypatch.chdir(settled(tmp_path))
    kpsite(tmp_path, "build")
    assert say_again(["--allow-test", "--today", TODAY])[0]
    assert say_again(["--allow-test", "--today", TODAY, *line.split()]) == (False, None)


def said_of(words: list[str]) -> str:
    with redirect_stdout(StringIO()) as out:
        assert main(words) == 0
    return out.getvalue()


def without_time(text: str) -> str:
    return re.sub(r"in [0-9.]+ s\n", "", text)


def edit(dist: Path) -> None:
    page = dist / "index.html"
    page.write_bytes(page.read_bytes()[::-1])


def edit_quietly(dist: Path) -> None:
    """Change a page in its place, to the same length."""
    with (dist / "index.html").open("r+b") as page:
        page.write(b"<")


def rename(dist: Path) -> None:
    (dist / "index.html").rename(dist / "home.html")


def link(dist: Path) -> None:
    shutil.move(dist / "courses", dist / "moved")
    (dist / "courses").symlink_to("moved")


BY_HAND: list[Callable[[Path], object]] = [
    edit,
    edit_quietly,
    rename,
    link,
    lambda dist: (dist / "404.html").unlink(),
    lambda dist: shutil.rmtree(dist / "courses"),
    shutil.rmtree,
    lambda dist: write(dist, {"mine.html": "mine"}),
    lambda dist: write(dist, {"courses/abc/__pycache__/mine.html": "mine"}),
    lambda dist: (dist / "courses" / "mine").mkdir(),
    lambda dist: (dist / "mine").symlink_to("nowhere"),
]


@pytest.mark.parametrize("helpers", [False, True])
@pytest.mark.parametrize("change", BY_HAND)
def test_what_is_done_to_the_output_by_hand_is_seen(
    change: Callable[[Path], object], helpers: bool, tmp_path: Path
) -> None:
    """Whoever looks, the build itself or processes that help it with a large folder; and it is undone."""
    root = settled(tmp_path)
    kpsite(root, "build")
    before = contents(root / "dist")
    change(root / "dist")
    assert untouched(root, helpers) == "False"
    kpsite(root, "build")
    assert contents(root / "dist") == before
    assert untouched(root, helpers) == "True"


def untouched(root: Path, helpers: bool) -> str:
    """Say in a process of its own whether the output is as it was left."""
    keys = stamp(str(root), os.environ)
    asked = f"{str(root)!r}, {str(root / 'dist')!r}, {TODAY!r}, allow_test=True, keys={keys!r}"
    code = f"record.recall(record.Asked({asked})).untouched"
    few = "record.MANY = 0; " if helpers else ""
    return run(root, f"from kpsite.building import record; {few}print({code})")[0][0]


def test_a_folder_that_was_only_touched_is_as_it_was(tmp_path: Path) -> None:
    """As happens when an editor has put a file there for a moment."""
    root = settled(tmp_path)
    kpsite(root, "build")
    for folder in (root / "dist", root / "dist" / "courses", root / "content" / "courses"):
        os.utime(folder)
    assert look(root).still_said is not None


def put_folder(root: Path) -> None:
    (root / FIRST).unlink()
    (root / FIRST).mkdir()


PAGE = "themes/plain/templates/base.html"
OTHER = "content/courses/abc/01-x.md"
CONTENT: dict[str, tuple[Callable[[Path], object], list[str]]] = {
    "nothing": (lambda _: None, []),
    "an edit": (lambda root: write(root, {FIRST: "---\ntitle: Other\n---\n"}), [FIRST]),
    "a file more": (lambda root: write(root, {"content/x/a.md": "A"}), ["content/x/", "content/x/a.md"]),
    "a file less": (lambda root: (root / FIRST).unlink(), [FIRST]),
    "a file renamed": (lambda root: (root / FIRST).rename(root / OTHER), [FIRST, OTHER]),
    "a folder for a file": (put_folder, [FIRST, f"{FIRST}/"]),
    "a theme": (lambda root: write(root, {PAGE: "x"}), [PAGE]),
    "a first plugin": (
        lambda root: write(root, {"plugins/mine.py": "x"}),
        ["plugins", "plugins/", "plugins/mine.py"],
    ),
}


@pytest.mark.parametrize("name", CONTENT)
def test_the_record_says_which_inputs_changed(name: str, tmp_path: Path) -> None:
    """Each by its path, and nothing besides."""
    change, expected = CONTENT[name]
    root = settled(tmp_path)
    kpsite(root, "build")
    change(root)
    found = look(root)
    assert (found.changed, found.untouched) == (expected, True)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "cut short": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "one byte of it changed": lambda data: data[:-9] + bytes([data[-9] ^ 1]) + data[-8:],
    "foreign": lambda data: b"something else\n" * 90,
    "of an older version": lambda data: data.replace(b"kpsite-build 7", b"kpsite-build 1", 1),
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_record_that_cannot_be_used_is_told(name: str, tmp_path: Path) -> None:
    """In one line; everything is looked at, and the next build has a good record again."""
    root = settled(tmp_path)
    kpsite(root, "build")
    before = contents(root / "dist")
    [file] = (root / ".kpsite" / "cache").glob("build-*")
    file.write_bytes(DAMAGE[name](file.read_bytes()))
    said = kpsite(root, "build")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[0] == record.DAMAGED
    assert contents(root / "dist") == before
    assert look(root).still_said is not None
    assert record.DAMAGED not in kpsite(root, "build").out


def test_a_save_of_words_loads_what_makes_its_page_alone(tmp_path: Path) -> None:
    """One lesson's text is made without what the rest of the store is read and worked out with."""
    root = settled(tmp_path / "shop")
    kpsite(root, "build")
    lesson = root / FIRST
    lesson.write_text(lesson.read_text("utf-8") + "\nMore of it.\n")
    words = ["--allow-test", "--today", TODAY]
    code = f"from kpsite.commands.again import say_again; import sys; print(say_again({words!r})[0]); "
    said, _ = run(root, code + "print(*sys.modules, sep='\\n')")
    assert "True" in said
    assert "More of it." in (root / "dist" / "courses" / "abc" / "first" / "index.html").read_text("utf-8")
    assert [name for name in said if name.startswith(TOO_MUCH)] == []
