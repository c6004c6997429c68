"""What is no part of the store: files for readers of the repository, and languages of nothing but drafts."""

from __future__ import annotations

from pathlib import Path

from tests.building import built, outcome, write
from tests.sites import store

DRAFT = "---\ntitle: Das Alphabet\ndraft: true\nprice: 49 EUR\n---\n"
POST = "---\ntitle: Neues\n{}---\n\nText.\n"


def test_a_readme_is_for_readers_of_files(tmp_path: Path) -> None:
    """Wherever it lies, in whatever language, a README makes no lesson, page or bundle, and no noise."""
    root = store(tmp_path)
    before = built(root)
    places = ("", "courses/", "courses/abc/", "courses/abc/01-letters/", "pages/", "posts/", "bundles/")
    names = [f"content/{place}{name}" for place in places for name in ("README.md", "readme.zh-CN.md")]
    write(root, dict.fromkeys(names, "# Notes\n\nNot for visitors.\n"))
    assert outcome(root).problems == ()
    assert built(root) == before


def test_a_lesson_about_readmes_is_a_lesson(tmp_path: Path) -> None:
    """Only the name itself counts, not what begins or ends like it."""
    root = store(tmp_path)
    write(root, {"content/courses/abc/03-readme.md": "---\ntitle: Writing a README\n---\n\nText.\n"})
    assert "courses/abc/readme/index.html" in built(root)


def test_a_language_of_drafts_has_no_home_page(tmp_path: Path) -> None:
    """A translation that nobody may see yet makes no home page, no catalogue and no link to them."""
    root = store(tmp_path)
    before = built(root)
    post = "content/posts/2026-01-05-neues.de.md"
    files = {
        "content/courses/abc/course.de.md": DRAFT,
        "content/courses/abc/01-first.de.md": "---\ntitle: A\n---\n\nA.\n",
        post: POST.format("date: 2027-01-01\n"),
    }
    write(root, files)
    assert built(root) == before
    assert "de/courses/abc/index.html" in built(root, drafts=True)
    write(root, {post: POST.format("")})
    assert "de/index.html" in built(root)


def test_a_declared_language_has_a_home_page(tmp_path: Path) -> None:
    """Who names a language in ``languages`` gets its pages, even while all else in it is a draft."""
    root = store(tmp_path)
    with (root / "content/site.yaml").open("a", encoding="utf-8") as file:
        file.write("languages: [en, de]\n")
    write(root, {"content/courses/abc/course.de.md": DRAFT})
    assert "de/index.html" in built(root)
