"""Messages show what stands in a file, but no secret of anybody's, and nothing that a terminal obeys."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kpsite.problems import Place, error, veiled
from tests.building import write
from tests.sites import MASTER, kpsite, store


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('found "sk_' + 'live_abcdefgh12345678"', 'found "sk_live_…"'),
        ("rk_" + "test_abcdefgh12345678 and whsec_" + "abcdefgh12345678", "rk_test_… and whsec_…"),
        ("https://me:word@shop.example.org/", "https://…@shop.example.org/"),
        ("write to hello@example.org", "write to hello@example.org"),
        ("a key such as sk_live_ belongs elsewhere", "a key such as sk_live_ belongs elsewhere"),
    ],
)
def test_secrets_are_left_out(text: str, shown: str) -> None:
    """Keys of Stripe's and passwords in addresses are cut, in whatever part of a message they stand."""
    assert veiled(text) == shown
    problem = error(Place("content/site.yaml", 1, text), "x", text, text)
    assert str(problem) == f"content/site.yaml:1: {shown}: error: {shown} ({shown})"


def test_the_master_key_is_left_out() -> None:
    """A key that was pasted into a file of the store by mistake is not repeated."""
    assert MASTER.write()[8:] not in veiled(f"found {MASTER.write()!r}")


@pytest.mark.parametrize("sign", ["\\n", "\\u202e", "\\u2028"])
def test_no_file_speaks_to_the_terminal(sign: str, tmp_path: Path) -> None:
    """What turns lines round, or begins one, is shown as what it is."""
    site = (store(tmp_path) / "content" / "site.yaml").read_text("utf-8")
    write(tmp_path, {"content/site.yaml": f'{site}"one{sign}two": x\n'})
    said = kpsite(tmp_path, "check")
    assert said.err.startswith(f"content/site.yaml:4: one{sign}two: error: found a key")


def test_a_name_that_the_output_cannot_show_breaks_nothing(tmp_path: Path) -> None:
    """Where output goes into a file in an old encoding, other letters are written as escapes."""
    command = [sys.executable, "-m", "kpsite", "new", "店", "--no-input", "--language", "zh-CN"]
    surroundings = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=tmp_path, env=surroundings, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(rb"\u5e97: a store with one course")


def test_a_fault_of_a_template_is_told_once(tmp_path: Path) -> None:
    """However many pages are made with it."""
    lessons = {f"content/courses/abc/{number:02d}-x{number}.md": "# More\n" for number in range(3, 9)}
    template = {"themes/plain/templates/closed_lesson.html": "{{ nothing }}", "content/site.yaml": SITE}
    root = write(store(tmp_path), lessons | template)
    for verb in ("build", "check"):
        said = kpsite(root, verb)
        assert said.err.count("'nothing' is undefined") == 1
        assert "while making /courses/abc/second/" in said.err


SITE = "name: Test shop\nurl: https://shop.example.org/\ntheme: plain\ndelivery: external\n"
