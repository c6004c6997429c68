"""Turn a course of The Carpentries into a store: ``python -m tests.corpus_store CORPUS STORE``.

Only what is particular to their site is changed: front matter gets kpsite's keys, the folders of episodes and
of learners' pages become chapters, and the few links that name addresses of their built site, where all pages
and pictures lie in one folder, name the files instead.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path

import yaml

COURSE = Path("content/courses/python")
SITE = """\
name: The carpenters' bench
url: https://bench.example.org/
theme: plain
"""
SOLD = """\
title: Programming with Python
description: Analyse real data with a few lines of Python.
price: 49 USD
payment_link: https://buy.stripe.com/python
preview: [intro, reference]
"""
CHAPTERS = {"episodes": 1, "learners": 2}
# From -> to, in the text of a chapter's pages.
LINKS = {
    "episodes": [(r"\]\((\d\d-\w+)\.html\)", r"](\1.md)")],
    "learners": [(r"(\]\(|\]: )((?:fig|data)/)", r"\1../episodes/\2")],
}
FRONT_MATTER = re.compile(r"---\n(.*?\n)---\n", re.DOTALL)


def parts(path: Path) -> tuple[dict[str, object], str]:
    """Give a page's front matter and its text."""
    text = path.read_text("utf-8")
    match = FRONT_MATTER.match(text)
    return (yaml.safe_load(match[1]), text[match.end() :]) if match else ({}, text)


def lesson(path: Path) -> str:
    """Give a page as a lesson: its time is what the original says that teaching and exercises take."""
    matter, body = parts(path)
    for pattern, replacement in LINKS[path.parent.name]:
        body = re.sub(pattern, replacement, body)
    head = f"title: {json.dumps(matter['title'])}\n"
    minutes = [matter[name] for name in ("teaching", "exercises") if name in matter]
    if minutes:
        head += f"duration: {sum(int(str(one)) for one in minutes)} min\n"
    return f"---\n{head}---\n{body}"


def make_store(corpus: Path, root: Path) -> Path:
    """Write the store; gives its folder."""
    course = root / COURSE
    course.mkdir(parents=True)
    (root / "content" / "site.yaml").write_text(SITE, "utf-8")
    (course / "course.md").write_text(f"---\n{SOLD}---\n{parts(corpus / 'index.md')[1]}", "utf-8")
    for name, weight in CHAPTERS.items():
        (course / name).mkdir()
        (course / name / "chapter.md").write_text(
            f"---\ntitle: {name.title()}\nweight: {weight}\n---\n", "utf-8"
        )
        for path in sorted((corpus / name).glob("*.md")):
            (course / name / path.name).write_text(lesson(path), "utf-8")
        for folder in sorted(path for path in (corpus / name).iterdir() if path.is_dir()):
            # Their notes on how the pictures were made are for authors, and no part of the course.
            shutil.copytree(folder, course / name / folder.name, ignore=shutil.ignore_patterns("*.md"))
    return root


if __name__ == "__main__":
    print(make_store(Path(sys.argv[1]), Path(sys.argv[2])))
