"""The reader of EPUB files sees what it is there to see: each fault, planted once, is found."""

from __future__ import annotations

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import pytest

from kpsite.editions.archive import write_archive
from kpsite.editions.edition import Edition, EditionLesson, Phrases
from kpsite.editions.epub import epub
from kpsite.model.prose import Picture, Prose
from tests.editions.reading import read

PHRASES = Phrases("Contents", "Previous", "Next", "Transcript", "Files", "More:", "By me.", "For %(name)s.")
LESSON = EditionLesson(
    "01-a", "A", "", "", "/courses/a/a/", Prose("x", "a.md", 1, "en"), None, None, None, ()
)
PLANTED = {
    "no file of the manifest": ("EPUB/style.css", "", ""),
    "an unclosed list": ("EPUB/lessons/01-a.xhtml", "<p>x</p>", "<ul>x<p>y</p></ul>"),
    "a script": ("EPUB/lessons/01-a.xhtml", "<p>x</p>", "<script>x</script>"),
    "a picture on the web": (
        "EPUB/lessons/01-a.xhtml",
        "<p>x</p>",
        '<img alt="" src="https://example.org/a"/>',
    ),
    "a link that leads nowhere": ("EPUB/lessons/01-a.xhtml", "<p>x</p>", '<a href="02.xhtml">x</a>'),
    "an anchor that leads nowhere": ("EPUB/lessons/01-a.xhtml", "<p>x</p>", '<a href="#y">x</a>'),
    "an id twice": ("EPUB/lessons/01-a.xhtml", "<p>x</p>", '<p id="a">x</p><p id="a">y</p>'),
    "a picture without words": ("EPUB/lessons/01-a.xhtml", "<p>x</p>", '<img src="../style.css"/>'),
    "mathematics not told of": (
        "EPUB/lessons/01-a.xhtml",
        "<p>x</p>",
        '<math xmlns="http://www.w3.org/1998/Math/MathML"/>',
    ),
    "no title": ("EPUB/package.opf", "<dc:title>T</dc:title>", ""),
    "no day": ("EPUB/package.opf", "2026-10-01T00:00:00Z", "2026-10-01"),
    "a page out of turn": ("EPUB/package.opf", '<itemref idref="page-3"/>', ""),
    "an empty table of contents": ("EPUB/nav.xhtml", '<a href="lessons/01-a.xhtml">A</a>', "A"),
}


def made() -> bytes:
    edition = Edition(
        "T", "", "", ("Me",), "Shop", "en", "ltr", "https://shop.example.org/courses/a/", "/", "2026-10-01",
        Picture("/none.png", 1, 1), "", (LESSON,), (), PHRASES,
    )  # fmt: skip
    target = io.BytesIO()
    write_archive(target, epub(edition, lambda _: "<p>x</p>"), lambda _: io.BytesIO())
    return target.getvalue()


def test_nothing_is_wrong_with_a_plain_one() -> None:
    """No fault is found where there is none."""
    assert read(made()).faults == []


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_fault_is_found(what: str) -> None:
    """One change in one file, and the reader says so."""
    path, before, after = PLANTED[what]
    source, target = ZipFile(io.BytesIO(made())), io.BytesIO()
    with ZipFile(target, "w") as archive:
        for info in source.infolist():
            text = source.read(info).decode()
            assert info.filename != path or before in text
            if info.filename != path or before:
                archive.writestr(info, text.replace(before, after) if info.filename == path else text)
    assert read(target.getvalue()).faults != []


def test_a_pressed_mimetype_is_found() -> None:
    """Reading systems look for it at a fixed place, as it is."""
    source, target = ZipFile(io.BytesIO(made())), io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for info in source.infolist():
            archive.writestr(ZipInfo(info.filename, info.date_time), source.read(info), ZIP_DEFLATED)
    assert read(target.getvalue()).faults != []
