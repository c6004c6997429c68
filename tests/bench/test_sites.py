"""The corpus as sites: the same words for every generator, and checks that find what is missing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bench.corpus.courses import Corpus, make_corpus
from bench.errors import BenchError
from bench.measure.check import check_equal, check_pages, check_sentence
from bench.peers.generator import Generator, forget, path_of, write_site
from bench.peers.table import GENERATORS
from bench.tools.tool import Tool


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return make_corpus(3)


@pytest.mark.parametrize("row", GENERATORS, ids=lambda row: row.key)
def test_every_site_has_the_same_words(row: Generator, corpus: Corpus, tmp_path: Path) -> None:
    """Each lesson's text stands in its source file as it is, below the front matter."""
    write_site(row, corpus, Tool(row.tool), tmp_path / "site")
    for lesson in corpus.lessons:
        head, _, text = (tmp_path / "site" / path_of(row, lesson)).read_text("utf-8").partition("\n---\n\n")
        assert text == lesson.text
        assert f"title: {lesson.title}" in head


@pytest.mark.parametrize("row", GENERATORS, ids=lambda row: row.key)
def test_a_cold_build_finds_nothing_of_the_last_one(row: Generator, corpus: Corpus, tmp_path: Path) -> None:
    """Output and caches go, the sources stay."""
    write_site(row, corpus, Tool(row.tool), tmp_path / "site")
    before = sorted((tmp_path / "site").rglob("*"))
    for name in (row.output, *row.caches):
        (tmp_path / "site" / name).mkdir()
        (tmp_path / "site" / name / "left").write_text("x")
    forget(row, tmp_path / "site")
    assert sorted((tmp_path / "site").rglob("*")) == before


def pages(corpus: Corpus, output: Path) -> Path:
    """Write a built site that is in order."""
    for url in ("/", *(course.url for course in corpus.courses)):
        page(output, url).write_text("<h1>A page</h1>", "utf-8")
    lessons = corpus.lessons
    sidebar = "".join(f'<a href="{url}"></a>' for url in (lessons[0].url, *(one.url for one in lessons)))
    sidebar += f'<a href="{corpus.courses[0].url}"></a>'
    head = '<meta property="og:title"><meta name="description"><link rel="canonical"><footer></footer>'
    for place, lesson in enumerate(lessons):
        before = f'<a rel="prev" href="{lessons[place - 1].url}"></a>' if place else ""
        after = f'<a rel="next" href="{lessons[place + 1].url}"></a>' if place + 1 < len(lessons) else ""
        html = f"{head}{sidebar}<p>{lesson.mark}</p><pre><span>1</span></pre>{before}{after}"
        page(output, lesson.url).write_text(html, "utf-8")
    return output


def page(output: Path, url: str) -> Path:
    path = output / url.removeprefix("/") / "index.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def test_a_whole_site_passes(corpus: Corpus, tmp_path: Path) -> None:
    """A site in which everything is there is found to be so."""
    output = pages(corpus, tmp_path)
    check_pages(corpus, output)
    check_equal(corpus, output, highlights=True)


def lose_a_page(corpus: Corpus, output: Path) -> None:
    page(output, corpus.lessons[1].url).unlink()


def lose_a_text(corpus: Corpus, output: Path) -> None:
    page(output, corpus.lessons[1].url).write_text(f"<p>{corpus.lessons[0].mark}</p>", "utf-8")


def lose_home(corpus: Corpus, output: Path) -> None:
    page(output, "/").unlink()


@pytest.mark.parametrize("lose", [lose_a_page, lose_a_text, lose_home])
def test_a_missing_page_is_found(
    lose: Callable[[Corpus, Path], None], corpus: Corpus, tmp_path: Path
) -> None:
    """A build that left out a page, or gave it another's text, does not count."""
    output = pages(corpus, tmp_path)
    lose(corpus, output)
    with pytest.raises(BenchError, match="1 pages are missing"):
        check_pages(corpus, output)


@pytest.mark.parametrize("sign", ['rel="next"', "og:title", "<footer"])
def test_a_lesser_template_is_found(sign: str, corpus: Corpus, tmp_path: Path) -> None:
    """A template that leaves something out does not count as equal."""
    output = pages(corpus, tmp_path)
    first = page(output, corpus.lessons[0].url)
    first.write_text(first.read_text("utf-8").replace(sign, ""), "utf-8")
    with pytest.raises(BenchError, match="lack something"):
        check_equal(corpus, output, highlights=True)


def test_a_way_to_the_wrong_page_is_found(corpus: Corpus, tmp_path: Path) -> None:
    """The next lesson is the next by the course's order."""
    output = pages(corpus, tmp_path)
    first = page(output, corpus.lessons[0].url)
    wrong = f'rel="next" href="{corpus.lessons[2].url}"'
    right = f'rel="next" href="{corpus.lessons[1].url}"'
    first.write_text(first.read_text("utf-8").replace(right, wrong), "utf-8")
    with pytest.raises(BenchError, match="leads to another page"):
        check_equal(corpus, output, highlights=True)


def test_colours_that_the_table_does_not_tell_of_are_found(corpus: Corpus, tmp_path: Path) -> None:
    """Highlighting is work, so the table must say who does it."""
    with pytest.raises(BenchError, match="highlighted"):
        check_equal(corpus, pages(corpus, tmp_path), highlights=False)


def test_an_edit_that_did_not_reach_its_page_is_found(corpus: Corpus, tmp_path: Path) -> None:
    """A fast build that did not take up the edit does not count."""
    output = pages(corpus, tmp_path)
    check_sentence(output, corpus.edited.url, corpus.edited.mark)
    with pytest.raises(BenchError, match="not in its page"):
        check_sentence(output, corpus.edited.url, "A sentence that is not there.")
