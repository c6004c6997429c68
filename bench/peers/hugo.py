"""Hugo: as its manual writes a sidebar, and with the sidebar made once for each course."""

from __future__ import annotations

from bench.corpus.courses import Corpus
from bench.peers.generator import Generator, Watcher, with_matter


def _extras(_: Corpus) -> dict[str, str]:
    return {
        "content/_index.md": with_matter({"title": "Bench School"}, ""),
        "content/courses/_index.md": with_matter({"title": "Courses"}, ""),
    }


def _row(key: str, name: str, skeletons: tuple[str, ...], note: str) -> Generator:
    return Generator(
        key=key,
        name=name,
        tool="hugo",
        highlights=True,
        skeletons=skeletons,
        lesson_path="content/courses/{course}/{slug}.md",
        course_path="content/courses/{course}/_index.md",
        build=("build",),
        output="public",
        caches=("resources", ".cache", ".hugo_build.lock"),
        style="static/main.css",
        extras=_extras,
        watcher=Watcher(("build", "--watch"), "public"),
        note=note,
    )


PLAIN = _row("hugo", "Hugo", ("hugo",), "equal template")
CACHED = _row(
    "hugo-cached",
    "Hugo, cached sidebar",
    ("hugo", "hugo-cached"),
    "sidebar by partialCached",
)
