"""A real course that nobody here wrote, when it lies beside the repository."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kpsite.model.prose import Link, Picture, Prose, Target
from kpsite.render.markdown.addressing import addresses
from kpsite.render.markdown.rendering import render
from tests.render.markdown.rig import PARSER

EPISODES = Path(__file__).parents[4] / "shared" / "corpora" / "python-novice-inflammation" / "episodes"


def test_the_episodes_render_without_a_warning() -> None:
    """With every file there, no warning is left, and every callout is one."""
    if not EPISODES.is_dir():
        pytest.skip(
            "the corpus python-novice-inflammation is not beside the repository: its episodes are not tried"
        )
    warnings = []
    for path in sorted(EPISODES.glob("*.md")):
        text = re.sub(r"\A---\n.*?\n---\n", "", path.read_text("utf-8"), flags=re.DOTALL)
        targets: list[tuple[str, Target]] = [
            (each, Picture(f"/{each}", 600, 400) if each.endswith((".png", ".svg")) else Link(f"/{each}/"))
            for each in addresses(text)
        ]
        result = render(Prose(text, path.name, 1, "en", tuple(targets)), PARSER, str)
        assert ":::" not in result.html
        assert result.html.count("<details") == text.count(" solution\n")
        warnings += [(problem.place.path, problem.code) for problem in result.problems]
    assert warnings == []
