"""A store with a canary in every place that only buyers may see, and everything switched on that can be."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from kpsite.sealing.decodings import forms
from kpsite.sealing.leaks import words
from tests.building import built, outcome, write
from tests.render.pictures import quarters
from tests.sealing.opened import open_course
from tests.sealing.test_leaks import pdf, zipped
from tests.sites import MASTER, kpsite, store

UID = "c_abc"
FOLDER = "content/courses/abc"
SYLLABLES = "ba ce di fo gu ha je ki lo mu na pe qui ro su ta ve wi xo yu za"
PLACES = (
    "paragraph",
    "heading",
    "list item",
    "task",
    "quote",
    "table",
    "code",
    "code on a line",
    "callout",
    "term",
    "definition",
    "footnote",
    "link",
    "link title",
    "alt text",
    "caption",
    "mathematics",
    "raw markup",
    "comment",
    "question",
    "answer",
    "explanation",
    "hidden title",
    "hidden summary",
    "hidden text",
    "behind the paywall",
    "before its day",
    "days later",
    "transcript",
    "subtitles",
    "text file",
    "table file",
    "archive",
    "name in an archive",
    "PDF",
    "word processor",
    "EXIF",
    "PNG note",
    "SVG",
    "ID3",
    "film",
    "file name",
)


def sentence(place: str) -> str:
    """Give ten words that stand nowhere else."""
    chance = random.Random(place)  # noqa: S311 - the same for a place at each run
    return " ".join("".join(chance.choices(SYLLABLES.split(), k=4)) for _ in range(10))


SAID = {place: sentence(place) for place in PLACES}
FILM = random.Random(11).randbytes(300_000)  # noqa: S311 - any bytes will do
OWN_NAME = f"{SAID['file name'].replace(' ', '-')}.txt"
LESSON = f"""---
title: All of it
summary: What everybody may know of it.
video: film.mp4
transcript: words.md
downloads: [notes.txt, figures.csv, all.zip, book.pdf, letter.docx, talk.mp3, {OWN_NAME}]
---

{SAID["paragraph"]}

## {SAID["heading"]}

- {SAID["list item"]}
- [ ] {SAID["task"]}

> {SAID["quote"]}

| One | Two |
|---|---|
| {SAID["table"]} | 2 |

```python
print("{SAID["code"]}")
```

Say `{SAID["code on a line"]}`.

::: note
{SAID["callout"]}
:::

{SAID["term"]}
: {SAID["definition"]}

Look.[^1] And [{SAID["link"]}](../01-first.md "{SAID["link title"]}").

[^1]: {SAID["footnote"]}

![{SAID["alt text"]}](photo.jpg "{SAID["caption"]}")
![A note](note.png) ![A drawing](drawing.svg)

$$\\text{{{SAID["mathematics"]}}}$$

<b title="{SAID["raw markup"]}">Bold</b>
<!-- {SAID["comment"]} -->

::: quiz
{SAID["question"]}

- [x] {SAID["answer"]}
- [ ] No.

::: solution
{SAID["explanation"]}
:::
:::
"""
TEXTS = {
    "01-first.md": "---\ntitle: First\npreview: true\n---\n\nThe letter A, as everybody sees it.\n",
    "07-all/lesson.md": LESSON,
    "03-third.md": f"---\ntitle: {SAID['hidden title']}\nsummary: {SAID['hidden summary']}\nslug: third\n"
    f"listed: false\n---\n\n{SAID['hidden text']}\n",
    "04-fourth.md": "---\ntitle: Fourth\npreview: true\n---\n\nOpen.\n\n<!-- paywall -->\n\n"
    f"{SAID['behind the paywall']}\n",
    "05-fifth.md": f"---\ntitle: Fifth\nrelease: 2027-01-01\n---\n\n{SAID['before its day']}\n",
    "06-sixth.md": f"---\ntitle: Sixth\nrelease: +7d\n---\n\n{SAID['days later']}\n",
    "07-all/words.md": SAID["transcript"],
    "07-all/notes.txt": SAID["text file"],
    "07-all/figures.csv": f'1,"{SAID["table file"]}"\n',
    "07-all/film.vtt": f"WEBVTT\n\n00:00.000 --> 00:09.000\n{SAID['subtitles']}\n",
    "07-all/drawing.svg": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    f"<title>{SAID['SVG']}</title><path d='M0 0h9v9z'/></svg>",
    f"07-all/{OWN_NAME}": "Nothing much.\n",
}
SITE = """name: Plain Figures
url: https://shop.example.org/
description: Short courses.
email: hello@example.org
signup: https://buttondown.com/api/emails/embed-subscribe/name
robots: {ai: allow, indexnow: 3f1c0a9b2d4e4f60}
share: {targets: [copy, email, mastodon, weibo], hashtags: [letters]}
plugins: [glossary, whats_new]
"""
EXPECTED = (
    "index.html",
    "courses/abc/index.md",
    "courses/abc/first/index.md",
    "llms.txt",
    "offers.json",
    "feed.xml",
    "feed.json",
    "sitemap.xml",
    "robots.txt",
    "search/en/abc.json",
    "embed/abc/index.html",
    "_headers",
    "_kp/c/c_abc.json",
    "3f1c0a9b2d4e4f60.txt",
)


def id3(text: str) -> bytes:
    frame = b"\3" + text.encode()
    body = b"COMM" + struct.pack(">IH", len(frame), 0) + frame
    size = bytes(len(body) >> shift & 127 for shift in (21, 14, 7, 0))
    return b"ID3\4\0\0" + size + body + bytes(2000)


def docx(text: str) -> bytes:
    spelled = "".join(f"<w:r><w:t>{part} </w:t></w:r>" for part in text.split())
    return zipped("word/document.xml", f"<w:document><w:p>{spelled}</w:p></w:document>".encode())


def pictures() -> dict[str, bytes]:
    photo, note = io.BytesIO(), io.BytesIO()
    exif = Image.Exif()
    exif[0x010E], exif[0x8825] = SAID["EXIF"], {1: "N", 2: (48.0, 51.0, 30.0)}
    quarters().resize((900, 600)).save(photo, "JPEG", exif=exif)
    told = PngInfo()
    told.add_text("Comment", SAID["PNG note"])
    quarters().save(note, "PNG", pnginfo=told)
    return {"photo.jpg": photo.getvalue(), "note.png": note.getvalue()}


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a.txt", SAID["archive"])
        made.writestr(f"{SAID['name in an archive']}.txt", "")
    return file.getvalue()


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = store(tmp_path_factory.mktemp("canaries") / "store")
    write(root, {"content/site.yaml": SITE} | {f"{FOLDER}/{name}": text for name, text in TEXTS.items()})
    write(root, {"content/posts/news.md": "---\ntitle: News\ndate: 2026-01-01\n---\n\nWe are open.\n"})
    binaries = pictures() | {
        "film.mp4": FILM[:150_000] + SAID["film"].encode() + FILM[150_000:],
        "talk.mp3": id3(SAID["ID3"]),
        "all.zip": archive(),
        "book.pdf": pdf(f"({SAID['PDF']}) Tj"),
        "letter.docx": docx(SAID["word processor"]),
    }
    for name, data in binaries.items():
        (root / FOLDER / "07-all" / name).write_bytes(data)
    said = kpsite(root, "grant", "abc", "--store", str(root))
    assert said.code == 0, said.err
    return root


@pytest.fixture(scope="module")
def published(root: Path) -> dict[str, bytes]:
    return built(root)


def told(files: dict[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """Give everything that can be read in files, in any form, as words between single spaces."""
    for name, data in files.items():
        for form in forms(name.encode()):
            yield name, b" ".join(words(form))
        for form in forms(data):
            yield name, b" ".join(words(form))


def test_everything_that_can_be_switched_on_is(published: dict[str, bytes]) -> None:
    """The test below has something to look through: feeds, twins, the index, cards, share images."""
    assert set(EXPECTED) - set(published) == set()
    assert [name for name in published if name.startswith("media/") and name.endswith((".png", ".jpg"))]


def test_no_canary_is_found(published: dict[str, bytes]) -> None:
    """Not one of the places that buyers alone may see is in any file, in any form."""
    sought = {place: b" ".join(words(text.encode())) for place, text in SAID.items()}
    found = [
        (place, name) for name, text in told(published) for place, canary in sought.items() if canary in text
    ]
    assert found == []
    assert [name for name, data in published.items() if FILM[4096:8192] in data] == []


def test_buyers_find_all_of_them(root: Path, published: dict[str, bytes]) -> None:
    """The canaries are where they belong, so that not finding them elsewhere says something."""
    course = open_course(root / "dist", UID, MASTER.claim(1))
    assert course is not None
    files = {name: text.encode() for name, text in course.lessons.items()} | course.media
    text = b" ".join(text for _, text in told(files))
    missing = {place for place, said in SAID.items() if b" ".join(words(said.encode())) not in text}
    # What is not out yet is published nowhere, comments are no text, pictures lose their notes on the way.
    gone = {"before its day", "days later", "comment", "EXIF", "hidden title", "hidden summary", "PNG note"}
    assert missing - gone == set()


# Comments are read by nobody; the rest is known by its bytes, of which 4 KiB are looked for.
BYTES_ALONE = ("archive", "name in an archive", "PDF", "word processor", "EXIF", "PNG note", "ID3", "film")


@pytest.mark.parametrize("place", [one for one in PLACES if one not in ("comment", *BYTES_ALONE)])
def test_the_build_knows_each_of_them(place: str, root: Path, published: dict[str, bytes]) -> None:
    """A plugin that shows any one of them stops the build, and the canary is not repeated."""
    site = root / "content/site.yaml"
    before = site.read_text("utf-8")
    code = "from kpsite.plugins import Plugin\nplugin = Plugin(html=lambda text, page: text + SAID)\n"
    write(root, {"plugins/tells.py": f"SAID = {SAID[place]!r}\n{code}"})
    site.write_text(before.replace("whats_new]", "whats_new, tells]"), "utf-8")
    try:
        made = outcome(root, out=root.parent / "other")
    finally:
        site.write_text(before, "utf-8")
    assert not made.good
    assert "leak" in {problem.code for problem in made.problems}
    assert SAID[place] not in made.said
