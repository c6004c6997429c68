"""The verbs as creators use them: the real command, its answers, its exit codes, its files."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from kpsite import __version__
from kpsite.model.keys import Record, keys_of
from kpsite.model.kinds import ListOf
from kpsite.model.reference import FILES
from kpsite.model.slug import slugify
from tests.demo import ROOT
from tests.sites import Said, contents, kpsite, store

NO_LINK = 'found the offer "course" without a payment link'


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


def test_a_first_store_takes_one_command(tmp_path: Path) -> None:
    """Flags say everything; the store is complete, builds, and lacks nothing but the payment link."""
    flags = [
        "--name",
        'Anna\'s "Atelier"',
        "--creator",
        "Anna: Müller",
        "--currency",
        "eur",
        "--language",
        "en",
    ]
    said = run(tmp_path, "new", "my-store", *flags, "--url", "https://atelier.example.org/shop", "--no-input")
    assert (said.code, said.err) == (0, "")
    root = tmp_path / "my-store"
    assert {".gitignore", "netlify.toml", "content/site.yaml", "content/creator.md"} <= contents(root).keys()
    site = yaml.safe_load((root / "content" / "site.yaml").read_text("utf-8"))
    assert (site["name"], site["currency"]) == ('Anna\'s "Atelier"', "EUR")
    assert site["url"] == "https://atelier.example.org/shop/"
    checked = run(root, "check", "--json")
    problems = json.loads(checked.out)["problems"]
    assert [(one["code"], one["severity"]) for one in problems] == [("no-payment-link", "warning")]
    assert NO_LINK in problems[0]["message"]
    assert run(root, "build", "--workers", "1").code == 0
    assert b"Anna: M\xc3\xbcller" in (root / "dist" / "creator" / "index.html").read_bytes()


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_a_store_speaks_the_language_that_was_asked_for(language: str, tmp_path: Path) -> None:
    """Without other flags name, address and currency follow; nothing is asked of a pipe."""
    said = run(tmp_path, "new", "ink_and-water", "--language", language, text="never read\n" * 9)
    assert said.code == 0, said.err
    assert "[" not in said.out
    site = yaml.safe_load((tmp_path / "ink_and-water" / "content" / "site.yaml").read_text("utf-8"))
    assert (site["name"], site["language"]) == ("Ink And Water", language)
    assert site["url"] == "https://ink-and-water.example.org/"
    assert site["currency"] == {"zh-CN": "CNY", "en": "USD"}[language]
    checked = run(tmp_path / "ink_and-water", "check", "--json")
    assert [one["code"] for one in json.loads(checked.out)["problems"]] == ["no-payment-link"]


def test_questions_are_asked_at_a_terminal(tmp_path: Path) -> None:
    """Somebody at a terminal is asked for what no flag said, and Enter takes the proposal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kpsite", "new", "shop", "--language", "en"]
    with subprocess.Popen(command, cwd=tmp_path, stdin=theirs, stdout=subprocess.PIPE, text=True) as process:
        os.close(theirs)
        os.write(ours, b"The Asked Shop\nIda\n\nhttps://asked.example.org\n")
        out, _ = process.communicate()
    os.close(ours)
    assert process.returncode == 0
    assert "What is the shop called? [Shop]" in out
    site = yaml.safe_load((tmp_path / "shop" / "content" / "site.yaml").read_text("utf-8"))
    assert (site["name"], site["currency"], site["url"]) == (
        "The Asked Shop",
        "USD",
        "https://asked.example.org/",
    )


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A folder with something in it is refused and stays as it was; an empty one is fine."""
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine")
    said = run(tmp_path, "new", "full", "--no-input")
    assert said.code == 1
    assert "full: error: found something there already" in said.err
    assert contents(tmp_path / "full") == {"mine.txt": b"mine"}
    assert run(tmp_path, "new", "full/mine.txt", "--no-input").code == 1
    (tmp_path / "empty").mkdir()
    assert run(tmp_path, "new", "empty", "--no-input").code == 0


def test_wrong_answers_are_named_together(tmp_path: Path) -> None:
    """Every flag that says something impossible is named, and nothing is written."""
    flags = ["--language", "xx", "--currency", "DOLLAR", "--url", "shop.example.org", "--no-input"]
    said = run(tmp_path, "new", "shop", *flags)
    assert said.code == 1
    for words in (
        '--language: error: found "xx"',
        '--currency: error: found "DOLLAR"',
        '--url: error: found "shop',
    ):
        assert words in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_store_grows_by_commands(tmp_path: Path) -> None:
    """Courses, lessons and posts are made where they belong, numbered on, as drafts, and are in order."""
    root = store(tmp_path)
    said = [
        run(root, "new", "course", "Größer & schöner"),
        run(root, "new", "lesson", "Third letter", "--course", "abc"),
        run(root / "content" / "courses" / "abc", "new", "lesson", "Fourth: letter"),
        run(root, "new", "post", "好消息"),
    ]
    assert [one.code for one in said] == [0, 0, 0, 0], [one.err for one in said]
    assert said[0].out == "+ content/courses/größer-schöner/course.md\n"
    assert said[1].out == "+ content/courses/abc/03-third-letter.md\n"
    assert said[2].out == "+ content/courses/abc/04-fourth-letter.md\n"
    assert re.fullmatch(r"\+ content/posts/\d{4}-\d\d-\d\d-好消息\.md\n", said[3].out)
    assert kpsite(root, "check").err == ""
    assert "  /courses/größer-schöner/  1 lesson public, 0 closed" in run(root, "build", "--drafts").out


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["course"], "found no name for the course", "kpsite new course NAME"),
        (["coarse", "X"], 'found "coarse", which kpsite cannot make', 'did you mean "course"?'),
        (["lesson", "X", "--course", "abd"], 'found no course "abd"', 'did you mean "abc"?'),
        (["post", "!!!"], 'found the name "!!!", which has no letters', "give it a name with letters"),
        (["course", "ABC"], "found such a file already", "choose another name"),
    ],
)
def test_what_cannot_be_made_is_named(words: list[str], message: str, hint: str, tmp_path: Path) -> None:
    """``new`` says what was found and what would be right, and changes nothing."""
    before = contents(store(tmp_path))
    said = run(tmp_path, "new", *words)
    assert said.code == 1
    assert message in said.err
    assert hint in said.err
    assert contents(tmp_path) == before


def test_a_plan_writes_nothing(tmp_path: Path) -> None:
    """``--plan`` shows every change with its reason and leaves no output."""
    root = store(tmp_path)
    said = kpsite(root, "build", "--plan")
    assert (said.code, said.err) == (0, "")
    assert "+ 404.html  new\n" in said.out
    assert said.out.endswith("14 new, 0 unchanged. Nothing was written.\n")
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
    assert run(root / "content" / "courses" / "abc", "build").code == 0
    assert contents(root / "dist")
    assert "nothing changed" in run(tmp_path, "build", "--store", "shop").out
    assert "14 files" in run(tmp_path, "build", "--store", "shop").out


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


class Plain(yaml.SafeLoader):
    """YAML as editors read it for a schema: days are text."""


Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag != "tag:yaml.org,2002:timestamp"]
    for first, known in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
# Which of the demo's files each schema is for.
GLOBS = {
    "site": "site*.yaml", "creator": "creator*.md", "home": "home*.md", "course": "courses/*/course*.md",
    "chapter": "courses/*/*/chapter*.md", "lesson": "courses/*/**/[0-9]*.md", "bundle": "bundles/*.md",
    "testimonials": "courses/*/testimonials*.yaml", "post": "posts/*.md", "page": "pages/*.md",
    "partner": "partners/*.md", "promos": "promos.yaml", "ambassadors": "ambassadors.yaml",
}  # fmt: skip


def front_matter(path: Path) -> object:
    text = path.read_text("utf-8")
    return yaml.load(text if path.suffix == ".yaml" else text.split("\n---\n")[0], Loader=Plain)  # noqa: S506


@pytest.mark.parametrize("name", FILES)
def test_editors_can_check_with_the_schema(name: str, tmp_path: Path) -> None:
    """The JSON Schema is one, accepts every such file of the demo, and refuses a key that nobody knows."""
    schema = json.loads(run(tmp_path, "schema", name).out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for path in (ROOT / "content").glob(GLOBS[name]):
        partial = ".zh-CN." in path.name  # inherits what it must have
        wrong = [
            one
            for one in validator.iter_errors(front_matter(path))
            if not (partial and one.validator == "required")
        ]
        assert wrong == [], path
    strange = {"frobnicate": 1}
    assert not validator.is_valid([strange] if schema.get("type") == "array" else strange)


def test_the_reference_names_every_key(tmp_path: Path) -> None:
    """Every key of every file, and of every mapping in one, stands in the reference with its purpose."""
    text = run(tmp_path, "schema", "--reference").out
    for name, (_, record, _) in FILES.items():
        part = run(tmp_path, "schema", name, "--reference").out.strip()
        assert part in text
        for key, declared in keys_of(record).items():
            assert f"\n| `{key}` |" in part, (name, key)
            inner = declared.kind.item if isinstance(declared.kind, ListOf) else declared.kind
            if isinstance(inner, Record):
                assert all(f"| `{one}` |" in part for one in keys_of(inner.type)), (name, key)
    headings = re.findall(r"^#{2,3} (.+)$", text, re.MULTILINE)
    assert len(headings) == len({slugify(heading) for heading in headings})
