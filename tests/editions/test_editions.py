"""Editions: a course as one file, right for every reading system, and nothing closed in the open one."""

from __future__ import annotations

import html
import io
import json
import posixpath
import re
from html.parser import HTMLParser
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kpsite.editions.xhtml import Places, xhtml
from tests.building import built, outcome, write
from tests.editions.reading import Read, read, tree
from tests.render.pictures import quarters, saved
from tests.sites import MASTER, kpsite, store

PAID = "Only those who paid may read of the heron."
FILES = {
    "content/courses/abc/course.md": (
        "---\ntitle: 'The <alphabet> & more'\ndescription: All letters.\nid: c_abc\nprice: 29 USD\n"
        "payment_link: https://buy.stripe.com/test_abc\n"
        "preview: [first]\nupdated: 2026-10-01\nlead_magnet: true\n---\n\nText.\n"
    ),
    "content/courses/abc/01-first.md": (
        "---\ntitle: First & last\n---\n\nThe letter A, see [the second](02-second/lesson.md#a-heading),\n"
        "[nowhere in it](02-second/lesson.md#gone) and [the courses](/courses/).[^1]\n\n[^1]: A note.\n"
    ),
    "content/courses/abc/02-second/lesson.md": f"""---
title: Second
downloads: [figures.csv]
video: talk.mp4
audio: song.mp3
transcript: words.md
---

## A heading

{PAID} Take [the table](figures.csv). Then $\\frac{{1}}{{2}}$.

![A plan of the house](plan.png)

![The talk](talk.mp4)

[Elsewhere](https://www.youtube.com/watch?v=abcdefghijk)

| a | b |
|---|--:|
| 1 | 2 |

- [x] done
- [ ] to do

```python
print("<heron>")
```

<details><summary>More</summary><p onclick="x()">Unclosed <b>bold</details>

Again.[^1]

[^1]: Another.
""",
    "content/courses/abc/04-later.md": (
        "---\ntitle: Later\nrelease: +30d\nlisted: false\n---\n\nMuch later.\n"
    ),
    "content/courses/abc/02-second/words.md": "## A heading\n\nWhat was said.\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a store with a course in which every kind of thing stands."""
    made = write(store(tmp_path / "store"), FILES)
    (made / "content/courses/abc/02-second.md").unlink()
    course = made / "content/courses/abc/02-second"
    (course / "plan.png").write_bytes(saved(quarters().resize((900, 600)), "PNG"))
    (course / "figures.csv").write_text("heron,17\n", "utf-8")
    (course / "talk.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(range(256)) * 20)
    (course / "talk.vtt").write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nHeron.\n", "utf-8")
    (course / "song.mp3").write_bytes(b"ID3" + bytes(2000))
    (made / "kpsite.access").write_text(json.dumps({"editions": {}, "grants": []}), "utf-8")
    return made


def export(root: Path, tmp_path: Path, kind: str, *more: str) -> bytes:
    out = tmp_path / "gifts" / f"out.{kind}"  # made with the file, as the guide has it
    said = kpsite(
        root, "export", "course", "abc", f"--{kind}", "--store", str(root), "--out", str(out), *more
    )
    assert said.code == 0, said.err
    return out.read_bytes()


def page(book: Read, name: str) -> str:
    (data,) = [data for path, data in book.files.items() if path.endswith(f"/{name}.xhtml")]
    return data.decode()


def test_an_epub_is_as_reading_systems_want_it(root: Path, tmp_path: Path) -> None:
    """Nothing is wrong with it, all lessons are in it, and it says what it is."""
    book = read(export(root, tmp_path, "epub"))
    assert book.faults == []
    assert book.meta("title") == ["The <alphabet> & more"]
    assert book.meta("language") == ["en"]
    assert [name.rsplit("/", 1)[1] for name in book.pages()[3:]] == [
        "01-first.xhtml", "02-second.xhtml", "03-later.xhtml"
    ]  # fmt: skip
    assert PAID in page(book, "02-second")
    assert "Much later." in page(book, "03-later")
    assert "What was said." in page(book, "02-second")


def test_what_an_epub_cannot_hold_leads_to_the_web(root: Path, tmp_path: Path) -> None:
    """Films and files to take away are links to the lesson; a film elsewhere is a link to it."""
    text = page(read(export(root, tmp_path, "epub")), "02-second")
    lesson = "https://shop.example.org/courses/abc/second/"
    assert f'<a class="film" href="{lesson}">▶ The talk</a>' in text
    assert f'<li><a href="{lesson}">figures.csv</a></li>' in text
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk"' in text
    assert "Nothing is loaded" not in text
    assert "song-" in text
    assert "☑" in text


def test_links_between_lessons_stay_in_the_edition(root: Path, tmp_path: Path) -> None:
    """With their place in the lesson where there is one; other pages are on the web."""
    text = page(read(export(root, tmp_path, "epub")), "01-first")
    assert 'href="02-second.xhtml#a-heading"' in text
    assert '<a href="02-second.xhtml">nowhere in it</a>' in text
    assert 'href="https://shop.example.org/courses/"' in text
    assert 'epub:type="noteref"' in text


@pytest.mark.parametrize("kind", ["epub", "zip"])
def test_the_same_again_is_the_same_bytes(kind: str, root: Path, tmp_path: Path) -> None:
    """An edition tells neither when nor where it was made, and an earlier one is replaced."""
    assert export(root, tmp_path, kind) == export(root, tmp_path, kind)


class _Pages(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.ids: set[str] = set()
        self.tags: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src", "poster"}]
        self.ids |= {value or "" for name, value in attrs if name == "id"}


def test_a_folder_opens_offline(root: Path, tmp_path: Path) -> None:
    """Every address is relative and leads to something in it; no page has a script or asks the network."""
    archive = ZipFile(io.BytesIO(export(root, tmp_path, "zip", "--name", "Zoë <b>")))
    names = archive.namelist()
    assert names[0] == "out/index.html"
    assert any(name.endswith(".mp4") for name in names)
    assert any(name.endswith(".vtt") for name in names)
    assert any(name.endswith(".csv") for name in names)
    for name in (one for one in names if one.endswith(".html")):
        data = archive.read(name).decode()
        tree(data.encode())
        assert "Prepared for Zoë &lt;b&gt;." in data
        seen = _Pages()
        seen.feed(data)
        assert not seen.tags & {"script", "form", "iframe", "input"}
        for address in (one for one in seen.addresses if not one.startswith(("https://", "#"))):
            path = posixpath.normpath(posixpath.join(posixpath.dirname(name), address.partition("#")[0]))
            assert path in names, (name, address)


def test_the_name_stands_as_text(root: Path, tmp_path: Path) -> None:
    """In the front matter and the package, whatever is in it."""
    book = read(export(root, tmp_path, "epub", "--name", "王小明 </p><script>"))
    assert book.faults == []
    assert "Prepared for 王小明 &lt;/p&gt;&lt;script&gt;." in page(book, "title")
    assert book.meta("rights") == ["Prepared for 王小明 </p><script>."]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--out", "{root}/dist/abc.epub"], "found a place that is published"),
        (["--out", "{root}/content/abc.epub"], "found a place that is published"),
        (["--out", "{root}/themes/plain/assets/abc.epub"], "found a place that is published"),
        (["--out", "{root}/notes.txt"], "found a file there that is no edition"),
        (["--out", "{root}"], "found a folder"),
        (["--out", "{root}/notes.txt/there.epub"], "there.epub: error: found that it cannot be written"),
        (["--lang", "fr"], 'in the language "fr"'),
        (["--name", "x" * 81], "found a name of 81 characters"),
        (["--name", "a\u202eb"], "found a name of 3 characters"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_closed_text_is_written_nowhere_else(words: list[str], told: str, root: Path) -> None:
    """Not into what is published, and over nothing of the creator's own."""
    (root / "notes.txt").write_text("Mine.", "utf-8")
    asked = [word.format(root=root) for word in words]
    said = kpsite(root, "export", "course", "abc", "--epub", "--store", str(root), *asked)
    assert (said.code, told in said.err) == (1, True), said.err
    assert PAID not in said.err
    assert (root / "notes.txt").read_text("utf-8") == "Mine."
    assert not list(root.rglob("*.epub"))


def test_an_output_folder_of_another_name_is_known(root: Path, tmp_path: Path) -> None:
    """Wherever a store was built to, no edition goes there."""
    assert outcome(root, tmp_path / "public").good
    place = tmp_path / "public/courses/abc.epub"
    said = kpsite(root, "export", "course", "abc", "--epub", "--store", str(root), "--out", str(place))
    assert "found a place that is published" in said.err


def test_an_unknown_course_is_named(root: Path) -> None:
    """With what may be meant."""
    said = kpsite(root, "export", "course", "abd", "--epub", "--store", str(root))
    assert said.code == 1
    assert '"abc"' in said.err


def test_the_preview_holds_what_is_open(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It stands beside the course's page, and nothing closed is in it."""
    monkeypatch.setenv("KPSITE_MASTER", MASTER.write())
    files = built(root)
    book = read(files["courses/abc/abc-preview.epub"])
    assert book.faults == []
    names = [name.rsplit("/", 1)[1] for name in book.pages()]
    assert "01-first.xhtml" in names
    assert not any("second" in name or "later" in name for name in names)
    text = html.unescape(b"".join(book.files.values()).decode("utf-8", "replace"))
    assert PAID not in text
    assert "Much later." not in text
    assert "This is the free part." in text
    assert 'href="https://shop.example.org/courses/abc/second/#a-heading"' in text


def test_the_preview_follows_its_lessons(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A save of words in an open lesson is in it; one in a closed lesson changes nothing of it."""
    monkeypatch.setenv("KPSITE_MASTER", MASTER.write())
    first = built(root)["courses/abc/abc-preview.epub"]
    path = root / "content/courses/abc/02-second/lesson.md"
    path.write_text(path.read_text("utf-8").replace("Again.", "And again."), "utf-8")
    assert built(root)["courses/abc/abc-preview.epub"] == first
    path = root / "content/courses/abc/01-first.md"
    path.write_text(path.read_text("utf-8").replace("letter A", "letter Alpha"), "utf-8")
    after = read(built(root)["courses/abc/abc-preview.epub"])
    assert "letter Alpha" in page(after, "01-first")
    write(
        root,
        {"content/courses/abc/course.md": FILES["content/courses/abc/course.md"].replace("true", "false")},
    )
    assert "courses/abc/abc-preview.epub" not in built(root)


PLACES = Places(lambda url: url, lambda url: f"m/{url}", True, "https://shop.example.org/")
HOSTILE = (
    "<p>a<div>b</p>c", "<ul><li>a<li>b</ul>", "<script>x</script>y", "<b><i>x</b></i>",
    "<img src=a onerror=b>", "<a href='#a b'>x</a><p id='a b'>", "<table><tr><td>1<td>2<tr><td>3</table>",
    "<form><label>x<input type=radio></label><textarea>y</textarea></form>", "a\0b\x0bc\ufffe",
    "<svg><script>a</script></svg>z", "<p 1a=b =c>", "<math><mi onclick=x>y</mi></math>", "<p/>x<br></br>",
    "<button><p>x</button>y</p>", "&nbsp;&bogus;&lt;", "<!-- -- --><?php ?>", "<p id=x></p><p id=x></p>",
    "<foo:bar a:b=c>x</foo:bar>", "<video src=a><track src=b></video>", "<p title='&#0;&#11;'>x</p>",
)  # fmt: skip


def whole(text: str) -> str:
    made = xhtml([("", text)], PLACES)
    for each in tree(f"<body>{made.html}</body>".encode()).iter():
        assert not {name for name in each.keys() if name.startswith("on")}  # noqa: SIM118 - no mapping
    return made.html


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_comes_in_is_well_formed_when_it_goes_out(text: str) -> None:
    """Without scripts and forms, each id once."""
    made = whole(text)
    assert not re.search(r"<(?:script|form|input|button|svg|textarea)\b", made)
    assert len(re.findall(r' id="', made)) == len(set(re.findall(r' id="[^"]*"', made)))


PIECES = [*"<>/=\"'&;#! -ab\0\n", "p", "li", "div", "<b>", "</b>", "<math>", "<!--", "<p id=a>", "<script>"]


@given(st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_text_is_well_formed(pieces: list[str]) -> None:
    """The same, of whatever may come."""
    whole("".join(pieces))
