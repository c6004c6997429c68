"""The verbs as creators use them: the real command, its answers, its exit codes, its files."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from kpsite import __version__
from tests.sites import Said, contents, kpsite, store


def run(folder: Path, *words: str, text: str = "", **environment: str) -> Said:
    """Run the real command with something piped into it."""
    command = [sys.executable, "-m", "kpsite", *words]
    done = subprocess.run(
        command,
        cwd=folder,
        input=text,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return Said(done.returncode, done.stdout, done.stderr)


def test_a_plan_writes_nothing(tmp_path: Path) -> None:
    """``--plan`` shows every change with its reason and leaves no output."""
    root = store(tmp_path)
    said = kpsite(root, "build", "--plan")
    assert (said.code, said.err) == (0, "")
    assert "+ 404.html  new\n" in said.out
    assert said.out.endswith("35 new, 0 unchanged. Nothing was written.\n")
    assert not (root / "dist").exists()
    kpsite(root, "build")
    before = contents(root / "dist")
    (root / "content" / "courses" / "abc" / "02-second.md").unlink()
    said = kpsite(root, "build", "--plan")
    assert "- courses/abc/second/index.html  no longer wanted\n" in said.out
    assert "~ courses/abc/index.html  content changed\n" in said.out
    assert contents(root / "dist") == before


CHANGE = {
    "type": "object",
    "required": ["kind", "path", "reasons"],
    "additionalProperties": False,
    "properties": {
        "kind": {"enum": ["create", "update", "replace", "retire"]},
        "path": {"type": "string"},
        "reasons": {"type": "array", "minItems": 1, "items": {"type": "string"}},
    },
}
PROBLEM = {
    "type": "object",
    "required": ["path", "line", "key", "severity", "code", "message", "hint"],
    "additionalProperties": False,
    "properties": {
        **{name: {"type": "string"} for name in ("path", "key", "code", "message", "hint")},
        "line": {"type": "integer"},
        "severity": {"enum": ["error", "warning"]},
    },
}
ANSWER = {
    "type": "object",
    "required": ["planned", "seconds", "digest", "unchanged", "changes", "courses", "problems", "note"],
    "properties": {
        "planned": {"type": "boolean"},
        "seconds": {"type": "number"},
        "digest": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
        "unchanged": {"type": "integer"},
        "changes": {"type": "array", "items": CHANGE},
        "courses": {
            "type": "array",
            "items": {"type": "object", "required": ["url", "language", "status", "public", "closed"]},
        },
        "problems": {"type": "array", "items": PROBLEM},
        "note": {"type": "string"},
    },
}


def test_machines_get_the_same_in_json(tmp_path: Path) -> None:
    """``--json`` gives the plan, the build and its failure in one documented shape."""
    root = store(tmp_path)
    planned = json.loads(kpsite(root, "build", "--plan", "--json").out)
    made = json.loads(kpsite(root, "build", "--json").out)
    for answer in (planned, made):
        jsonschema.validate(answer, ANSWER)
    assert (planned["planned"], made["planned"]) == (True, False)
    assert (planned["digest"], planned["changes"]) == (made["digest"], made["changes"])
    assert made["courses"] == [
        {"url": "/courses/abc/", "language": "en", "status": "open", "public": 1, "closed": 1}
    ]
    (root / "content" / "courses" / "abc" / "01-first.md").write_text("---\ntitel: First\n---\n")
    failed = kpsite(root, "build", "--json")
    assert failed.code == 1
    problems = json.loads(failed.out)["problems"]
    jsonschema.validate(problems, {"type": "array", "minItems": 2, "items": PROBLEM})
    places = [(one["path"], one["line"], one["key"]) for one in problems]
    assert places == [("content/courses/abc/01-first.md", 2, key) for key in ("titel", "title")]


def test_warnings_stop_a_strict_build(tmp_path: Path) -> None:
    """A warning is shown and published; with ``--strict`` it is an error, and nothing is."""
    root = store(tmp_path)
    (root / "content" / "courses" / "abc" / "01-first.md").write_text("---\ntitle: First\n---\n\n[x](y.md)\n")
    strict = kpsite(root, "build", "--strict")
    assert (strict.code, "01-first.md:5: error:" in strict.err) == (1, True)
    assert "1 error; nothing was written." in strict.err
    assert not (root / "dist").exists()
    loose = kpsite(root, "build")
    assert (loose.code, "01-first.md:5: warning:" in loose.err) == (0, True)
    assert kpsite(root, "check").code == 1


def test_drafts_and_another_address_are_asked_for(tmp_path: Path) -> None:
    """``--drafts`` lets drafts in, ``--base-url`` moves every address, ``--out`` goes elsewhere."""
    root = store(tmp_path)
    lesson = root / "content" / "courses" / "abc" / "03-third.md"
    lesson.write_text("---\ntitle: Third\ndraft: true\n---\n\nLetter C.\n")
    assert "1 lesson public, 1 closed" in kpsite(root, "build").out
    said = kpsite(root, "build", "--drafts", "--base-url", "https://next.example.org/try", "--out", "next")
    assert "1 lesson public, 2 closed" in said.out
    html = (root / "next" / "courses" / "abc" / "index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://next.example.org/try/courses/abc/">' in html
    assert 'href="/try/courses/abc/third/"' in html
    assert "third" not in (root / "dist" / "courses" / "abc" / "index.html").read_text("utf-8")


def test_a_store_is_found_from_within(tmp_path: Path) -> None:
    """Any folder of a store will do, and ``--store`` names one from elsewhere; output goes to its root."""
    root = store(tmp_path / "shop")
    assert run(root / "content" / "courses" / "abc", "build", "--allow-test").code == 0
    assert contents(root / "dist")
    assert "nothing changed" in run(tmp_path, "build", "--store", "shop", "--allow-test").out
    assert "35 files" in run(tmp_path, "build", "--store", "shop", "--allow-test").out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["biuld"], 'there is no verb "biuld", did you mean "build"?'),
        (["frobnicate"], 'there is no verb "frobnicate"\n'),
        (["build", "--today", "tomorrow"], '"tomorrow" is no day; write it as 2026-05-01'),
        (["build", "--workers", "-1"], '"-1" is no number of processes'),
        (["build", "--base-url", "shop.example.org"], '"shop.example.org" is no whole address'),
        (["build", "--frob"], "unrecognized arguments: --frob"),
        (["serve", "--port", "70000"], '"70000" is no port; write a number from 0 to 65535'),
        (["schema", "curse"], "invalid choice: 'curse'"),
    ],
)
def test_wrong_usage_is_told_from_problems(words: list[str], message: str, tmp_path: Path) -> None:
    """What was typed wrong is said in two lines; the exit code is 2."""
    said = run(store(tmp_path), *words)
    assert (said.code, said.out) == (2, "")
    assert message in said.err
    assert said.err.splitlines()[-1].startswith("Try: kpsite")
    assert len(said.err.splitlines()) == 2


def test_help_and_version_are_there(tmp_path: Path) -> None:
    """``--version`` says the version; without a verb the verbs are listed."""
    assert run(tmp_path, "--version") == Said(0, f"kpsite {__version__}\n", "")
    said = run(tmp_path)
    assert said.code == 2
    assert all(f"  {verb} " in said.out for verb in ("new", "build", "serve", "check", "schema"))


def coloured(root: Path, **environment: str) -> bool:
    """Make a post at a terminal of our own, and say whether colour came back."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kpsite", "new", "post", f"In {len(environment)} {environment['TERM']}"]
    plain = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    subprocess.run(command, cwd=root, stdout=theirs, stderr=theirs, env=plain | environment, check=False)
    os.close(theirs)
    said = os.read(ours, 65536)
    os.close(ours)
    assert b"content/posts/" in said
    return b"\x1b[" in said


def test_colour_is_for_terminals(tmp_path: Path) -> None:
    """Colour at a terminal, none in a pipe, none where NO_COLOR is set or the terminal has none."""
    root = store(tmp_path)
    assert coloured(root, TERM="xterm")
    assert not coloured(root, TERM="xterm", NO_COLOR="1")
    assert not coloured(root, TERM="dumb")
    assert "\x1b" not in run(root, "check", TERM="xterm").out
