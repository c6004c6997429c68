"""Whatever lies in a store's folders, kpsite says what is wrong or builds; it neither hangs nor breaks."""

from __future__ import annotations

import os
import struct
import unicodedata
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.building import built, outcome
from tests.render.pictures import saved
from tests.sites import contents, kpsite, store

COURSE = Path("content/courses/abc")
LESSON = COURSE / "01-first.md"
HEAD = b"---\ntitle: First\n---\n\n"


def put(root: Path, path: Path | str, data: bytes) -> Path:
    """Write one file of a store that is in order; gives the store."""
    file = store(root) / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return root


def said(root: Path) -> str:
    """Build a store that must not be published, and give what was said."""
    made = outcome(root)
    assert not made.good
    assert not (root / "dist").exists()
    return made.said


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (HEAD + b"A\0B", "01-first.md:5: error: found a NUL character (remove it;"),
        (HEAD + b"one\n\xff\xfe", "01-first.md:6: error: found a byte that is not UTF-8 (0xff) (save"),
        (HEAD + "größe".encode("latin-1"), "01-first.md:5: error: found a byte that is not UTF-8 (0xf6)"),
        (b"---\ntitle: A\x07B\n---\n", "01-first.md:2: error: found a control character (remove it)"),
        (b"---\ntitle: \xed\xa0\x80\n---\n", "01-first.md:2: error: found a byte that is not UTF-8"),
        (b"", '01-first.md:1: title: error: found no "title"'),
        (b"---\n---\n", '01-first.md:1: title: error: found no "title"'),
        (b"---\ntitle: " + b"x" * 20_000 + b"\n---\n", "at most 300 characters fit here, and these are"),
        (b"---\nsummary: " + b"x" * 70_000 + b"\n---\n", "found a value of 70,000 characters (at most 65"),
        (b"---\ntitle: " + b"x" * 5_000_000 + b"\n---\n", "01-first.md: error: found 4.8 MiB (a text file"),
        (HEAD + b"word " * 600_000, "01-first.md: error: found 2.9 MiB (a text file may have up to 2 MiB"),
    ],
    ids=[
        "nul", "utf-16", "latin-1", "control", "surrogate", "empty", "no-keys", "title-20k", "scalar-70k",
        "scalar-5mb", "document-3mb",
    ],
)  # fmt: skip
def test_a_lesson_that_is_no_lesson_is_named(data: bytes, words: str, tmp_path: Path) -> None:
    """One message says which file, which line, what was found and what would be right."""
    assert words in said(put(tmp_path, LESSON, data))


@pytest.mark.parametrize(
    "change", [lambda text: b"\xef\xbb\xbf" + text, lambda text: text.replace(b"\n", b"\r\n")]
)
def test_what_windows_editors_write_is_accepted(change: object, tmp_path: Path) -> None:
    """A byte order mark and CRLF line ends make no difference to any byte of the output."""
    assert callable(change)
    text = b"A *letter*.\n\n```python\nx = 1\n\ny = 2\n```\n\n<!-- paywall -->\n\nClosed.\n"
    wanted = built(put(tmp_path / "lf", LESSON, HEAD + text))
    root = put(tmp_path / "other", LESSON, HEAD + text)
    for path in (root / "content").rglob("*.*"):
        path.write_bytes(change(path.read_bytes()))
    assert built(root) == wanted


@pytest.mark.parametrize(
    ("name", "target"),
    [("03-third.md", "/etc/hostname"), ("out", "/etc"), ("03-third.md", "nowhere.md"), ("again", "..")],
    ids=["file-outside", "folder-outside", "nowhere", "folder-inside"],
)
def test_links_that_could_carry_files_out_are_refused(name: str, target: str, tmp_path: Path) -> None:
    """A symbolic link out of the store, to nowhere or to a folder is an error, and is not followed."""
    (store(tmp_path) / COURSE / name).symlink_to(target)
    assert f"{COURSE / name}: error: found a symbolic link" in said(tmp_path)


def test_a_link_within_the_store_is_followed(tmp_path: Path) -> None:
    """A symbolic link to a file of the store stands for that file."""
    (store(tmp_path) / COURSE / "03-third.md").symlink_to("02-second.md")
    assert "courses/abc/third/index.html" in built(tmp_path)


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    """A named pipe among the lessons is named, and nobody waits for it."""
    os.mkfifo(store(tmp_path) / COURSE / "03-third.md")
    assert "03-third.md: error: found a device, socket or pipe (only plain files belong" in said(tmp_path)


def test_a_name_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """A file name that is not UTF-8 is shown as well as it can be."""
    name = os.fsencode(store(tmp_path) / COURSE) + b"/caf\xe9.md"
    with open(name, "wb"):  # noqa: PTH123 - a path is text
        pass
    assert "content/courses/abc/caf?.md: error: found a file name that is not UTF-8" in said(tmp_path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Without the right to read a lesson, its name is said."""
    if os.geteuid() == 0:
        pytest.skip("this user may read everything")
    (store(tmp_path) / LESSON).chmod(0)
    assert f"{LESSON}: error: found a file that cannot be read: Permission denied" in said(tmp_path)


def huge_png(width: int, height: int) -> bytes:
    """Give a PNG whose header promises more than it holds."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + body + saved(Image.new("RGB", (2, 2)), "png")[33:]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("dot.png", b"no picture at all"),
        ("dot.png", b""),
        ("dot.png", huge_png(40_000, 40_000)),
        ("dot.jpg", saved(Image.effect_noise((300, 200), 50), "jpeg")[:200]),
        ("dot.svg", b"<svg"),
        ("dot.svg", b"<html><script>alert(1)</script></html>"),
        ("dot.webp", saved(Image.new("RGB", (9, 9)), "png")[:20]),
    ],
    ids=["text", "empty", "huge", "cut-jpeg", "cut-svg", "html-as-svg", "cut-webp"],
)
def test_a_picture_that_is_none_is_named(name: str, data: bytes, tmp_path: Path) -> None:
    """In a lesson it is a warning with the reason, as a cover an error; its bytes are never published."""
    root = put(tmp_path, LESSON, HEAD + f"![A dot]({name})\n".encode())
    (root / COURSE / name).write_bytes(data)
    made = outcome(root)
    assert f"{LESSON}:5: warning: the image" in made.said
    assert made.good
    assert data not in contents(root / "dist").values() or not data
    course = root / COURSE / "course.md"
    course.write_bytes(course.read_bytes().replace(b"id:", f"cover: {name}\ncover_alt: A dot\nid:".encode()))
    assert f'course.md:4: cover: error: found "{name}", which cannot be used: it ' in outcome(root).said


def test_a_picture_cut_off_after_its_header_is_named(tmp_path: Path) -> None:
    """What only shows when the picture is decoded is said too, with the file's name."""
    data = saved(Image.effect_noise((1200, 900), 80), "jpeg")
    root = put(tmp_path, LESSON, HEAD + b"![A dot](dot.jpg)\n")
    (root / COURSE / "dot.jpg").write_bytes(data[: len(data) // 2])
    made = outcome(root)
    assert "dot.jpg" in made.said
    assert "found an image that cannot be used" in made.said or "the image" in made.said


def test_unicode_forms_of_one_name_are_one_address(tmp_path: Path) -> None:
    """Names and slugs come out composed (NFC), however the file system or the editor wrote them."""
    parted = unicodedata.normalize("NFD", "café")
    root = put(tmp_path, COURSE / f"03-{parted}.md", b"# One\n")
    put(tmp_path, COURSE / "04-x.md", f"---\ntitle: Two\nslug: {parted}-noir\n---\n".encode())
    assert {"courses/abc/café/index.html", "courses/abc/café-noir/index.html"} <= built(root).keys()


def test_names_that_differ_in_unicode_form_alone_are_refused(tmp_path: Path) -> None:
    """Two files that some systems hold to be one are an error; neither is dropped in silence."""
    root = put(tmp_path, COURSE / f"03-{unicodedata.normalize('NFD', 'café')}.md", b"# One\n")
    other = root / COURSE / "03-café.md"
    if other.exists():
        pytest.skip("this file system holds both names to be one")
    other.write_bytes(b"# Two\n")
    assert "03-café.md: error: found two names that differ only in how Unicode writes" in said(root)


@pytest.mark.parametrize(
    ("folders", "words"),
    [
        (
            [],
            "{folder}: error: found no store in this folder or above it\n    go to your store, or make",
        ),
        (["content"], 'content/site.yaml: error: found no site.yaml\n    it holds at least "name" and "url"'),
    ],
    ids=["nothing", "empty-content"],
)
def test_a_folder_that_is_no_store_is_told_so(folders: list[str], words: str, tmp_path: Path) -> None:
    """Without ``content`` or without ``site.yaml`` every verb says how to get a store."""
    for name in folders:
        (tmp_path / name).mkdir()
    words = words.format(folder=tmp_path.resolve())
    for verb in ("build", "check"):
        answer = kpsite(tmp_path, verb)
        assert (answer.code, answer.err[: len(words)]) == (1, words)
    assert sorted(path.name for path in tmp_path.iterdir()) in ([], ["content"], [".kpsite", "content"])
