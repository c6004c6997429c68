"""Whatever way closed text or media takes into a file, it is found; what is public is left alone."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import random
import urllib.parse
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsite.sealing.leaks import WEIGHT, Guard, joined, pieces, suspicion, weight
from tests.building import outcome, write
from tests.render.pictures import quarters, saved
from tests.sites import store

TEXT = (
    "Nobody outside may ever read that seventeen careful herons taught the ferryman "
    "how to fold a river into his coat pocket before the tide came back."
)
CHINESE = "没有付款的人永远不应该读到十七只谨慎的苍鹭怎样教摆渡人把一条河折进外套口袋里"
DATA = random.Random(7).randbytes(60_000)  # noqa: S311 - any bytes will do, the same at each run


def zipped(name: str, data: bytes) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return file.getvalue()


def pdf(content: str) -> bytes:
    stream = zlib.compress(f"BT /F1 12 Tf {content} ET".encode())
    return b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + stream + b"\nendstream\nendobj\n"


def wrapped(data: bytes) -> bytes:
    return base64.encodebytes(data)


def kerned(text: str) -> str:
    return (
        "[" + "".join(f"({part})-12" for part in (text[i : i + 3] for i in range(0, len(text), 3))) + "] TJ"
    )


def hex_kerned(text: str) -> str:
    parts = (text[i : i + 3].encode().hex() for i in range(0, len(text), 3))
    return "[" + "".join(f"<{part}>-12.5 " for part in parts) + "] TJ"


def glyphs(text: str) -> bytes:
    """A text as programs print it: in numbers of glyphs, with a table of what letters they are."""
    letters = sorted(set(text))
    rows = "".join(f"<{7 + place:04X}> <{ord(one):04X}>\n" for place, one in enumerate(letters))
    table = f"begincmap\n{len(letters)} beginbfchar\n{rows}endbfchar\nendcmap"
    shown = "".join(f"{7 + letters.index(one):04X}" for one in text)
    return pdf(table) + pdf(f"<{shown}> Tj").removeprefix(b"%PDF-1.7\n")


def written(content: str) -> bytes:
    stream = base64.a85encode(zlib.compress(f"BT {content} ET".encode())) + b"~>"
    return b"%PDF-1.7\n<< /Filter [ /ASCII85Decode /FlateDecode ] >>\nstream\n" + stream + b"\nendstream\n"


def runs(text: str) -> bytes:
    return "".join(f"<w:r><w:t>{html.escape(part)} </w:t></w:r>" for part in text.split()).encode()


def commented(text: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.comment = text.encode()
        info = zipfile.ZipInfo("a")
        info.comment = text.encode()
        archive.writestr(info, b"")
    return file.getvalue()


PLANTED: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "raw": ("a.html", lambda text: f"<p>{text}</p>".encode()),
    "in an attribute": ("a.html", lambda text: f'<meta name="description" content="{text}">'.encode()),
    "in a comment": ("a.html", lambda text: f"<!-- a > b {text} -->".encode()),
    "in small capitals": ("a.html", lambda text: text.upper().encode()),
    "tags between all words": ("a.html", lambda text: text.replace(" ", "</b> <b>").encode()),
    "a word on each line": ("a.html", lambda text: text.replace(" ", "\n<br>\n").encode()),
    "no-break spaces": ("a.html", lambda text: text.replace(" ", "&nbsp;").encode()),
    "numeric entities": ("a.html", lambda text: "".join(f"&#{ord(one)};" for one in text).encode()),
    "hexadecimal entities": ("a.html", lambda text: "".join(f"&#x{ord(one):x};" for one in text).encode()),
    "markup in a script": ("a.html", lambda text: json.dumps(html.escape(f"<p>{text}</p>")).encode()),
    "JSON escapes": ("a.json", lambda text: "".join(f"\\u{ord(one):04x}" for one in text).encode()),
    "script escapes": ("a.js", lambda text: "".join(f"\\x{ord(one):02x}" for one in text).encode()),
    "percent-encoded": ("_redirects", lambda text: urllib.parse.quote(text).encode()),
    "percent-encoded twice": ("a.html", lambda text: urllib.parse.quote(urllib.parse.quote(text)).encode()),
    "a form's encoding": ("a.html", lambda text: urllib.parse.quote_plus(text).encode()),
    "a slug": ("a.txt", lambda text: text.lower().replace(" ", "-").encode()),
    "base 64": ("a.css", lambda text: b"url(data:;base64," + base64.b64encode(text.encode()) + b")"),
    "base 64 in lines": ("a.txt", lambda text: wrapped(text.encode())),
    "base 64 for addresses": ("a.html", lambda text: base64.urlsafe_b64encode(text.encode())),
    "hex": ("a.txt", lambda text: text.encode().hex().encode()),
    "UTF-16": ("a.bin", lambda text: text.encode("utf-16")),
    "UTF-16, the other way round": ("a.bin", lambda text: text.encode("utf-16-be")),
    "gzip": ("a.gz", lambda text: b"head" + gzip.compress(text.encode())),
    "gzip in base 64": ("a.js", lambda text: base64.b64encode(gzip.compress(text.encode() * 2))),
    "notes in a film": ("a.mp4", lambda text: DATA + text.encode() + DATA),
    "notes in a picture, in UTF-16": ("a.jpg", lambda text: text.encode("utf-16")),
    "behind a megabyte": ("a.png", lambda text: b"x" * ((1 << 20) - 30) + b" " + text.encode()),
    "zip": ("a.zip", lambda text: zipped("a.txt", text.encode())),
    "zip in zip": ("a.zip", lambda text: zipped("b.zip", zipped("a.txt", text.encode()))),
    "the name of a file in a zip": ("a.zip", lambda text: zipped(text[:120] + ".txt", b"")),
    "a PDF": ("a.pdf", lambda text: pdf(f"({text}) Tj")),
    "a PDF with kerning": ("a.pdf", lambda text: pdf(kerned(text))),
    "a PDF in hex": ("a.pdf", lambda text: pdf(f"<{text.encode().hex()}> Tj")),
    "a PDF in hex with kerning": ("a.pdf", lambda text: pdf(hex_kerned(text))),
    "a PDF of glyphs": ("a.pdf", glyphs),
    "a PDF in base 85": ("a.pdf", lambda text: written(f"({text}) Tj")),
    "a word processor's file": ("a.docx", lambda text: zipped("word/document.xml", runs(text))),
    "a book": ("a.epub", lambda text: zipped("OEBPS/a.xhtml", f"<p>{html.escape(text)}</p>".encode())),
    "the comment of a zip": ("a.zip", commented),
    "a data address": ("a.css", lambda text: f"url(data:,{urllib.parse.quote(text)})".encode()),
    "soft hyphens": ("a.html", lambda text: text.replace("a", "a&shy;").encode()),
    "a source map": ("a.map", lambda text: json.dumps({"sourcesContent": [f"# {text}"]}).encode()),
    "a file's own name": (TEXT.replace(" ", "-") + ".html", lambda text: b"nothing"),
}  # fmt: skip
# Nothing tells Chinese in UTF-16 from any other bytes but the mark at its beginning.
BEFORE = {"a.bin": b"", "a.jpg": b""}
LATIN_ONLY = {
    "UTF-16, the other way round",
    "notes in a picture, in UTF-16",
    "script escapes",
    "a slug",
    "a PDF",
    "a PDF with kerning",
    "a PDF in hex",
    "a PDF in hex with kerning",
    "a PDF in base 85",
    "soft hyphens",
    "a source map",
    "a file's own name",
}


def guard(*texts: str) -> Guard:
    made = Guard(bytearray(1 << 20))
    for text in texts:
        made.close(text)
    return made


def found(closed: str, name: str, data: bytes) -> bool:
    runs = suspicion(guard(closed), name, data).runs
    return any(piece in joined([closed]) for run in runs for piece in pieces(run))


@pytest.mark.parametrize("way", PLANTED)
def test_every_way_of_planting_is_found(way: str) -> None:
    """Eight words, or sixteen characters, of closed text are found in all forms that text can take."""
    name, plant = PLANTED[way]
    assert found(TEXT, name, BEFORE.get(name, b"before\n") + plant(TEXT) + b"\nafter")
    if way not in LATIN_ONLY:
        assert found(CHINESE, name, BEFORE.get(name, b"before\n") + plant(CHINESE) + b"\nafter")


WORDS = TEXT.split()


@pytest.mark.parametrize("start", range(len(WORDS) - 8))
def test_eight_words_are_a_run_and_seven_are_none(start: int) -> None:
    """Any eight words in a row are found; seven may be chance."""
    assert found(TEXT, "a.html", " ".join(WORDS[start : start + 8]).encode())
    assert not found(TEXT, "a.html", " ".join(WORDS[start : start + 7]).encode())


def test_markdown_is_found_as_readers_see_it() -> None:
    """Links and marks of the source do not break a run of words that a page shows."""
    closed = "Nobody [outside](secret.md) may *ever* read that **seventeen** careful herons taught `him`."
    assert found(closed, "a.html", b"outside may <em>ever</em> read that seventeen careful herons taught")


def test_lines_seen_before_hide_nothing_new() -> None:
    """What many pages share is looked at once; what stands between is looked at each time."""
    watch = guard(TEXT)
    shared = "<nav>\n" + "\n".join(f"<a>{number}</a>" for number in range(50)) + "\n</nav>"
    for number in range(3):
        assert not watch.look(f"{shared}\n<p>{number}</p>\n{shared}".encode(), text=True)
    assert watch.look(f"{shared}\n<p>{TEXT}</p>\n{shared}".encode(), text=True)


MIXED = ["a", "the", "of", "river", "heron", "coat", "fold", "into", "read", "河", "鹭", "人", "是"]


@given(st.lists(st.sampled_from(MIXED), max_size=60))
def test_any_run_of_a_closed_text_is_found(words: list[str]) -> None:
    """Whatever the text, any eight of its words in a row are suspicious wherever they stand."""
    text = " ".join(words)
    watch = guard(text)
    for start in range(len(words) - 7):
        run = " ".join(words[start : start + 8])
        found = watch.look(b"x y z " + run.encode() + b" z y x", text=False).runs
        assert found or weight(run.encode().split()) < WEIGHT


@pytest.mark.parametrize(
    "plant",
    [
        lambda piece: b"head" + piece + b"tail",
        lambda piece: b"url(data:font/woff2;base64," + base64.b64encode(piece) + b")",
        lambda piece: zipped("a.bin", piece),
        gzip.compress,
    ],
    ids=["raw", "base 64", "zip", "gzip"],
)
@pytest.mark.parametrize("start", [0, 1, 4097, 50_000])
def test_pieces_of_closed_media_are_found(start: int, plant: Callable[[bytes], bytes]) -> None:
    """4 KiB of a closed file, wherever they are from and wherever they went."""
    watch = guard()
    watch.close_bytes(DATA)
    piece = watch.look(plant(DATA[start : start + 4096]), text=False).piece
    assert piece
    assert piece in DATA
    assert not watch.look(random.Random(8).randbytes(200_000), text=False).piece  # noqa: S311 - as above


def shop(root: Path, files: dict[str, str]) -> Path:
    lesson = f"---\ntitle: Second\n---\n\n{TEXT}\n"
    return write(store(root), {"content/courses/abc/02-second.md": lesson} | files)


def test_a_plugin_that_publishes_a_closed_lesson_stops_the_build(tmp_path: Path) -> None:
    """The build names file and lesson, repeats nothing of the text, and leaves the last good folder."""
    root = shop(tmp_path, {})
    assert outcome(root).good
    before = (root / "dist/index.html").read_bytes()
    leak = f"plugin = __import__('kpsite.plugins').plugins.Plugin(html=lambda text, page: text + '{TEXT}')\n"
    site = (root / "content/site.yaml").read_text("utf-8") + "plugins: [leak]\n"
    write(root, {"plugins/leak.py": leak, "content/site.yaml": site})
    made = outcome(root)
    assert not made.good
    assert {problem.place.path for problem in made.problems} == {"content/courses/abc/02-second.md"}
    assert 'found closed text of this lesson in "index.html"' in made.said
    assert "heron" not in made.said
    assert (root / "dist/index.html").read_bytes() == before


def test_text_that_is_public_elsewhere_is_no_leak(tmp_path: Path) -> None:
    """A sentence that the sales page quotes stays publishable."""
    course = (store(tmp_path) / "content/courses/abc/course.md").read_text("utf-8")
    assert outcome(shop(tmp_path, {"content/courses/abc/course.md": f"{course}\n\n{TEXT}\n"})).good


def test_a_closed_picture_in_a_public_file_stops_the_build(tmp_path: Path) -> None:
    """A film that is closed, and lies in an archive that is public, is found."""
    root = shop(tmp_path, {})
    folder = root / "content/courses/abc"
    (folder / "film.mp4").write_bytes(DATA)
    (folder / "all.zip").write_bytes(zipped("film.mp4", DATA))
    (folder / "wide.jpg").write_bytes(saved(quarters(), "JPEG"))
    first = "---\ntitle: First\npreview: true\ndownloads: [all.zip]\n---\n\nOpen.\n"
    second = "---\ntitle: Second\nvideo: film.mp4\n---\n\n![Wide](wide.jpg)\n"
    write(root, {"content/courses/abc/01-first.md": first, "content/courses/abc/02-second.md": second})
    made = outcome(root)
    assert not made.good
    assert {problem.place.path for problem in made.problems} == {"content/courses/abc/film.mp4"}


TELLS = f"""from dataclasses import replace
from kpsite.plugins import Plugin

def page(page, site):
    if page.kind != "lesson":
        return page
    return replace(page, view=replace(page.view, title={TEXT!r}))

plugin = Plugin(page=page, html=lambda text, page: text.replace({TEXT!r}, ""))
"""


def test_what_stands_beside_a_page_is_looked_through_too(tmp_path: Path) -> None:
    """A page that shows nothing of a closed lesson may still have it in its Markdown and in the index."""
    root = shop(tmp_path, {"themes/plain/templates/search.html": '{% extends "base.html" %}'})
    site = (root / "content/site.yaml").read_text("utf-8") + "plugins: [tells]\n"
    made = outcome(write(root, {"plugins/tells.py": TELLS, "content/site.yaml": site}))
    assert not made.good
    said = "\n".join(problem.message for problem in made.problems)
    assert "courses/abc/first/index.md" in said
    assert "search/en/abc.json" in said
    assert "index.html" not in said
