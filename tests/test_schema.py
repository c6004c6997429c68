"""``kpsite schema``: what editors complete and check by, and the page of every key."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest
import yaml

from kpsite.model.keys import Record, keys_of
from kpsite.model.kinds import ListOf
from kpsite.model.reference import FILES
from kpsite.model.slug import slugify
from tests.demo import ROOT
from tests.test_commands import run


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
    return yaml.load(text if path.suffix == ".yaml" else text.split("\n---\n")[0], Loader=Plain)  # noqa: S506 - a safe loader of ours


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
