"""After a save that changes words alone, nothing else of the store is looked at; whatever else a save
changes, the output is that of a whole build: pages, their Markdown, and the index for searching.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sites import aged, contents, kpsite, store

WHOLE = "Understanding texts"
COURSE = "content/courses/drawing"
BESIDE = ["courses/drawing/look/index.md", "search/en/drawing.json"]
KEYS = "---\ntitle: {title}\n---\n"
TEXT = "Draw what you see.\n\nNot [what you know](02-shade.md).\n\n## Edges\n\nThey are soft.\n"
QUIZ = """::: quiz
Which light?

- [x] A soft one
  > For edges.
- [ ] A hard one
:::
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A store with a course of two lessons, all open, built."""
    made = store(tmp_path / "store")
    course = made / COURSE
    shutil.rmtree(made / "content" / "courses")
    course.mkdir(parents=True)
    (course / "course.md").write_text(
        "---\ntitle: Drawing\ndescription: See.\nprice: free\n---\n\nAll of it.\n"
    )
    (course / "01-look.md").write_text(KEYS.format(title="Look") + TEXT)
    (course / "02-shade.md").write_text(KEYS.format(title="Shade") + "Light, then dark.\n")
    site = made / "content" / "site.yaml"
    site.write_text(site.read_text().replace("theme: plain", "theme: storefront"))
    assert kpsite(aged(made), "build").code == 0
    return made


def rebuilt(root: Path, *words: str) -> dict[str, object]:
    """Build with a profile; gives what was said, and holds that the output is that of a fresh store."""
    said = kpsite(root, "build", "--profile", "--json", *words)
    fresh = root.parent / "fresh"
    shutil.copytree(root, fresh, ignore=shutil.ignore_patterns(".kpsite", "dist"))
    again = kpsite(fresh, "build", "--json", *words)
    assert said.code == again.code
    if said.code == 0:
        assert contents(root / "dist") == contents(fresh / "dist")
    shutil.rmtree(fresh)
    told: dict[str, object] = json.loads(said.out)
    assert told["problems"] == json.loads(again.out)["problems"]
    return told


def stages(told: dict[str, object]) -> set[str]:
    """Give the stages that took any time."""
    profile = told["profile"]
    assert isinstance(profile, dict)
    return set(profile["stages"])


def edit(root: Path, before: str, after: str, name: str = "01-look.md") -> None:
    """Change a lesson's file."""
    file = root / COURSE / name
    text = file.read_text()
    assert before in text
    file.write_text(text.replace(before, after))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("what you see", "what you really see"),
        ("## Edges", "## Soft edges"),
        ("They are soft.", "They are soft.\n\n```python\nprint(1)\n```\n"),
        ("They are soft.", f"They are soft.\n\n{QUIZ}"),
        ("They are soft.", "They are soft, see [there](02-shade.md#nowhere)."),
    ],
    ids=["words", "a heading", "code", "a question", "a link to no heading"],
)
def test_new_words_need_no_look_at_the_store(before: str, after: str, root: Path) -> None:
    """A new text gives the page that a whole build would give, and its problems; nothing else is read."""
    edit(root, before, after)
    told = rebuilt(root)
    assert WHOLE not in stages(told)
    assert changes(told) == ["courses/drawing/look/index.html", *BESIDE]
    assert rebuilt(root)["changes"] == []
    edit(root, after, before)
    assert WHOLE not in stages(rebuilt(root))


def changes(told: dict[str, object]) -> list[str]:
    """Give the paths of what a build changed."""
    made = told["changes"]
    assert isinstance(made, list)
    return [change["path"] for change in made]


def _two_lessons(root: Path) -> None:
    edit(root, "soft", "hard")
    edit(root, "dark", "darker", "02-shade.md")


def test_several_lessons_at_once(root: Path) -> None:
    """A save of several files makes the pages of all of them."""
    _two_lessons(root)
    told = rebuilt(root)
    assert WHOLE not in stages(told)
    shade = ["courses/drawing/shade/index.html", "courses/drawing/shade/index.md"]
    assert changes(told) == ["courses/drawing/look/index.html", BESIDE[0], *shade, BESIDE[1]]
    assert "They are hard." in (root / "dist" / BESIDE[0]).read_text()
    index = (root / "dist" / BESIDE[1]).read_text()
    assert "They are hard." in index
    assert "then darker" in index


def _longer(root: Path) -> None:
    edit(root, "soft.", "soft. " + "And so on. " * 300)


def _title(root: Path) -> None:
    edit(root, "title: Look", "title: Looking")


def _image(root: Path) -> None:
    edit(root, "soft.", "soft.\n\n![An edge](edge.png)")


def _gone(root: Path) -> None:
    (root / COURSE / "02-shade.md").unlink()


def _new(root: Path) -> None:
    edit(root, "soft", "hard")
    (root / COURSE / "03-colour.md").write_text(KEYS.format(title="Colour") + "Red.\n")


def _linked(root: Path) -> None:
    edit(root, "soft", "hard")
    file = root / COURSE / "01-look.md"
    file.rename(root / "elsewhere.md")
    file.symlink_to(root / "elsewhere.md")


def _site(root: Path) -> None:
    file = root / "content" / "site.yaml"
    file.write_text(file.read_text().replace("name: ", "name: My "))


def _page_by_hand(root: Path) -> None:
    edit(root, "soft", "hard")
    (root / "dist" / "index.html").write_text("mine")


def _closed(root: Path) -> None:
    edit(root, "price: free", "price: 10 USD\npreview: [look]", "course.md")
    assert kpsite(root, "build").code == 0
    edit(root, "## Edges", "<!-- paywall -->\n\n## Edges")


@pytest.mark.parametrize(
    "change",
    [_longer, _title, _image, _gone, _new, _linked, _site, _page_by_hand, _closed],
    ids=lambda change: change.__name__.strip("_"),
)
def test_what_shows_elsewhere_takes_a_whole_build(change: Callable[[Path], None], root: Path) -> None:
    """Reading time, titles, pictures, files, the paywall, the site and the output folder concern more than
    one page.
    """
    change(root)
    assert WHOLE in stages(rebuilt(root))


def test_strict_builds_stop_at_new_warnings(root: Path) -> None:
    """A warning that comes with a new text stops a strict build, and the last good page stays."""
    assert kpsite(root, "build", "--strict").code == 0
    before = contents(root / "dist")
    edit(root, "02-shade.md", "02-shade.md#nowhere")
    assert rebuilt(root, "--strict")["problems"] != []
    assert contents(root / "dist") == before


def test_answers_stand_on_the_page_alone(root: Path) -> None:
    """A save of a question changes the files beside the page too, and they do not give the answer away."""
    edit(root, "They are soft.", f"They are soft.\n\n{QUIZ}")
    rebuilt(root)
    edit(root, "[ ] A hard one\n", "[ ] A hard one\n  > For nothing.\n")
    told = rebuilt(root)
    assert WHOLE not in stages(told)
    assert changes(told) == ["courses/drawing/look/index.html", *BESIDE]
    page, twin, index = (
        (root / "dist" / name).read_text() for name in ("courses/drawing/look/index.html", *BESIDE)
    )
    assert "For nothing." in page
    assert "For nothing." not in twin + index
    assert "- A soft one\n- A hard one" in twin
    assert "Which light? A soft one A hard one" in index


def test_a_question_without_an_answer_is_not_published(root: Path) -> None:
    """A save that leaves a question without a right answer is refused, and the last good page stays."""
    edit(root, "They are soft.", f"They are soft.\n\n{QUIZ}")
    rebuilt(root)
    before = contents(root / "dist")
    edit(root, "[x]", "[ ]")
    problems = rebuilt(root)["problems"]
    assert "without a right answer" in str(problems)
    assert contents(root / "dist") == before


@pytest.mark.parametrize("damage", [b"", b"\0" * 40, b"kpsite-sheet 1\n" + b"\0" * 40])
def test_what_was_kept_may_be_damaged(damage: bytes, root: Path) -> None:
    """Damaged, cut off or foreign files in the cache cost a whole build and nothing else."""
    for file in (root / ".kpsite" / "cache").glob("sheets-*/*"):
        file.write_bytes(damage)
    edit(root, "soft", "hard")
    assert WHOLE in stages(rebuilt(root))
    edit(root, "hard", "soft")
    assert WHOLE not in stages(rebuilt(root))


def test_a_plugin_that_sees_all_pages_is_asked_each_time(root: Path) -> None:
    """A plugin may show a lesson's text on any page, so its store is always looked at whole."""
    site = root / "content" / "site.yaml"
    site.write_text(site.read_text() + "\nplugins: [glossary]\n")
    assert kpsite(root, "build").code == 0
    edit(root, "soft", "hard")
    assert WHOLE in stages(rebuilt(root))
