"""Remembered patterns match as if they had been compiled just now."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from pathlib import Path

import pytest

from kpsite.reading import patterns

# Served in a process of its own, since all of it hears of it.
ALL = """
import re, sys, warnings
from kpsite.reading.patterns import Patterns

served = Patterns(sys.argv[1])
served.serve()
{code}
served.keep()
"""
WRITTEN = [
    rb"(?P<year>\d{4})-(\d\d)",
    r"(?P<year>\d{4})-(\d\d)",
    r"(?i)straße|ÜBER",
    r"[[a-z]&&b]|x{2,}+",
    r"(?x) a  b # c",
    r"(a)|(?P<b>b)(?(b)c|d)",
    r"\b[^\W\d_]+\b",
    "[\U0001f600-\U0001f64f]",
    r"(?s:.)\Z",
    *(f"word{number}" for number in range(9)),
]
TEXT = "2026-11-22 STRASSE über bc ad xxx a  b ab 😀 word3 [x]\n"


def run(file: Path, code: str) -> str:
    line = [sys.executable, "-W", "always", "-c", ALL.format(code=code), str(file)]
    root = Path(__file__).resolve().parent.parent
    return subprocess.run(line, cwd=root, capture_output=True, text=True, check=True).stdout


def found() -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compiled = [re.compile(one) for one in WRITTEN]
    return repr([_all(one) for one in compiled])


def _all(pattern: re.Pattern[str] | re.Pattern[bytes]) -> object:
    text = TEXT.encode() if isinstance(pattern.pattern, bytes) else TEXT
    matches = pattern.finditer(text)  # type: ignore[arg-type]
    hits = [(one.span(), one.groups(), one.groupdict()) for one in matches]
    return pattern.pattern, pattern.flags, pattern.groups, dict(pattern.groupindex), hits


CODE = "from tests.test_patterns import found; print(found())"


def test_what_is_remembered_matches_the_same(tmp_path: Path) -> None:
    """Flags, groups and matches are those of a pattern just compiled, and nothing is compiled twice."""
    file = tmp_path / "patterns"
    assert run(file, CODE) == found() + "\n"
    kept = file.read_bytes()
    count = "import re._compiler as c; c._code = lambda *_: 1 / 0; print([re.compile(w).pattern for w in W])"
    assert run(file, CODE) == found() + "\n"
    assert file.read_bytes() == kept
    said = run(file, f"W = {[one for one in WRITTEN if isinstance(one, str)]!r}; {count}")
    assert said == repr([one for one in WRITTEN if isinstance(one, str)]) + "\n"


def test_a_pattern_that_is_compiled_within_another_is_not_taken_for_it(tmp_path: Path) -> None:
    """A warning about a pattern is told with the help of patterns of its own."""
    file = tmp_path / "patterns"
    code = (
        "import re._parser as p; plain = p.parse\n"
        "def parse(text, flags=0):\n"
        "    found = plain(text, flags)\n"
        "    if text.startswith('outer'): re.compile('inner' + text)\n"
        "    return found\n"
        "p.parse = parse\n"
        "for number in range(9): re.compile(f'outer{number}')\n"
    )
    run(file, code)
    said = run(
        file, "print([bool(re.compile(f'outer{number}').match(f'outer{number}')) for number in range(9)])"
    )
    assert said == repr([True] * 9) + "\n"


def test_threads_do_not_mistake_their_patterns_for_one_another(tmp_path: Path) -> None:
    """Several threads compile at once; each pattern is remembered as it is."""
    file = tmp_path / "patterns"
    code = (
        "from threading import Thread\n"
        "sys.setswitchinterval(1e-6)\n"
        "def some(t): [re.compile(f'[{n}x]t{t}n{n}') for n in range(120)]\n"
        "threads = [Thread(target=some, args=(t,)) for t in range(4)]\n"
        "[one.start() for one in threads], [one.join() for one in threads]\n"
    )
    run(file, code)
    check = "all(re.compile(f'[{n}x]t{t}n{n}').fullmatch(f'xt{t}n{n}') for n in range(120) for t in range(4))"
    assert run(file, f"print({check})") == "True\n"


@pytest.mark.parametrize("damage", [b"", b"foreign", None], ids=["empty", "foreign", "cut"])
def test_a_damaged_file_counts_as_none(damage: bytes | None, tmp_path: Path) -> None:
    """Whatever stands in the file, every pattern matches as it should."""
    file = tmp_path / "patterns"
    run(file, CODE)
    file.write_bytes(file.read_bytes()[:-9] if damage is None else damage)
    assert run(file, CODE) == found() + "\n"
    assert file.read_bytes().startswith(patterns.MAGIC)
