"""A store with paid lessons: what is published opens to those who have access, and to nobody else."""

from __future__ import annotations

import datetime
import json
import random
import re
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from kpsite.reading.stamp import VARIABLE
from kpsite.sealing.keys import Master
from kpsite.sealing.links import read_link
from tests.building import DAY, built, outcome, write
from tests.render.pictures import quarters, saved
from tests.sealing.opened import Opened, open_course
from tests.sites import MASTER, contents, kpsite, store

UID = "c_abc"
SECOND = "courses/abc/second/index.html"
LESSON = """---
title: Second
video: film.mp4
downloads: [figures.csv]
---

The heron's own **secret**.

![A plan](plan.png)

Back to [the first](01-first.md).
"""
FILM = random.Random(5).randbytes((1 << 22) + 70_000)  # noqa: S311 - any bytes will do, the same at each run


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a store with one closed lesson that has a picture, a film and a file."""
    root = write(store(tmp_path), {"content/courses/abc/02-second.md": LESSON})
    folder = root / "content/courses/abc"
    (folder / "film.mp4").write_bytes(FILM)
    (folder / "figures.csv").write_text("heron,17\n", "utf-8")
    (folder / "plan.png").write_bytes(saved(quarters().resize((640, 400)), "PNG"))
    return root


def granted(root: Path, *words: str) -> str:
    """Give somebody access, and their claim."""
    said = in_store(root, "grant", *words)
    return read_link(said.splitlines()[1])[1]


def in_store(root: Path, *words: str) -> str:
    said = kpsite(root, *words, "--store", str(root))
    assert said.code == 0, said.err
    return said.out


def opened(root: Path, claim: str) -> Opened:
    found = open_course(root / "dist", UID, claim)
    assert found is not None
    return found


def test_a_grant_opens_the_course_and_nothing_else_does(root: Path) -> None:
    """Text, picture, film and file come out as they went in; without a claim there is no trace of them."""
    claim = granted(root, "abc", "--note", "for Ada")
    published = built(root)
    course = opened(root, claim)
    assert "The heron’s own <strong>secret</strong>" in course.lessons[SECOND].replace("'", "’").replace(
        "&#x27;", "’"
    )
    assert FILM in course.media.values()
    assert b"heron,17\n" in course.media.values()
    assert {Path(name).suffix for name in course.media} == {".csv", ".mp4", ".webp"}
    assert open_course(root / "dist", UID, MASTER.claim(2)) is None
    for name, data in published.items():
        assert b"heron" not in data, name
        assert FILM[1000:1064] not in data, name
        assert not name.startswith("media/film"), name
        assert claim.encode() not in data, name
        assert b"Ada" not in data, name


def test_media_of_a_sealed_lesson_have_addresses_of_their_own(root: Path) -> None:
    """What the sealed text refers to is in the course's table under the same name."""
    claim = granted(root, "abc")
    built(root)
    course = opened(root, claim)
    named = set(re.findall(r'/_kp/(m)/c_abc/([\w.-]+)[" ]', course.lessons[SECOND]))
    assert {f"{folder}/{name}" for folder, name in named} == set(course.media)


def test_large_files_are_published_in_parts(root: Path) -> None:
    """No file is larger than a host lets through."""
    published = built(root)
    parts = [name for name in published if re.fullmatch(r"_kp/b/[0-9a-f]{40}\.00\d\.kps", name)]
    assert len(parts) == 2
    assert all(len(data) < 5 << 20 for data in published.values())


def test_what_is_unchanged_is_not_sealed_again(root: Path) -> None:
    """An edit of one lesson changes its own file, the index and the table, a sale nothing but the locker."""
    write(root, {"content/courses/abc/03-third.md": "---\ntitle: Third\n---\n\nClosed as well.\n"})
    before = built(root)
    write(root, {"content/courses/abc/03-third.md": "---\ntitle: Third\n---\n\nClosed as ever.\n"})
    after = built(root)
    new = {name for name in after if after[name] != before.get(name)}
    assert sum(name.startswith("_kp/b/") for name in new) == 3
    assert {name for name in new if not name.startswith("_kp/b/")} == {f"_kp/c/{UID}.json"}
    granted(root, "abc")
    sold = built(root)
    assert {name for name in sold if sold[name] != after.get(name)} == {f"_kp/l/{UID}.kpl"}


def test_a_clean_build_gives_the_same_bytes(root: Path, tmp_path: Path) -> None:
    """What is remembered from build to build changes nothing in the outcome."""
    granted(root, "abc")
    built(root)
    write(root, {"content/courses/abc/02-second.md": LESSON.replace("secret", "riddle")})
    assert outcome(root).good
    remembered = contents(root / "dist")
    assert outcome(root, out=tmp_path / "clean").good
    assert contents(tmp_path / "clean") == remembered
    (root / ".kpsite/cache/sealed").write_bytes(b"damaged")
    assert outcome(root, out=tmp_path / "again").good
    assert contents(tmp_path / "again") == remembered


def test_a_lost_file_is_sealed_anew(root: Path) -> None:
    """Whatever is removed from the output folder comes back as it was."""
    before = built(root)
    for path in (root / "dist/_kp/b").iterdir():
        path.unlink()
    assert built(root) == before


def test_without_a_key_nothing_is_published(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build says how to make one; the folder stays; a preview without it has public lessons only."""
    monkeypatch.delenv(VARIABLE)
    made = outcome(root)
    assert not made.good
    assert "kpsite keys new" in made.said
    assert not (root / "dist").exists()
    said = kpsite(root, "build", "--public-only")
    assert said.code == 0, said.err
    assert "Public lessons only" in said.out
    assert not (root / "dist/_kp").exists()
    assert not (root / "dist/unlock").exists()


@pytest.mark.parametrize("wrong", ["kpm1_short", "x" * 52, MASTER.write()[:-1] + "!"])
def test_a_wrong_key_is_refused_and_not_repeated(
    root: Path, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A slip in the key stops the build before it locks out everybody."""
    monkeypatch.setenv(VARIABLE, wrong)
    said = kpsite(root, "build")
    assert said.code == 1
    assert "no master key" in said.err
    assert wrong not in said.out + said.err


def test_a_key_file_is_the_creators_alone(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """``keys new`` makes it so, never over another; a looser one is refused until it is put right."""
    monkeypatch.delenv(VARIABLE)
    said = in_store(root, "keys", "new")
    path = root / ".kpsite/master.key"
    key = Master.read(path.read_text("ascii"))
    assert key.write() not in said
    assert path.stat().st_mode & 0o777 == 0o600
    assert ".kpsite/" in (root / ".gitignore").read_text("utf-8").splitlines()
    assert kpsite(root, "keys", "new", "--store", str(root)).code == 1
    assert key.fingerprint in in_store(root, "keys", "check")
    assert outcome(root).good
    path.chmod(0o644)
    assert "chmod 600" in outcome(root).said
    path.unlink()
    (root / "elsewhere").write_text(key.write(), "ascii")
    path.symlink_to(root / "elsewhere")
    assert "no link" in outcome(root).said


def test_plugins_do_not_find_the_key(root: Path) -> None:
    """It has left the environment before any of them runs."""
    curious = """import os

from kpsite.plugins import Plugin

KEY = os.environ.get("KPSITE_MASTER")
plugin = Plugin(html=lambda text, page: text + str(KEY))
"""
    write(root, {"plugins/curious.py": curious})
    site = (root / "content/site.yaml").read_text("utf-8")
    write(root, {"content/site.yaml": site + "plugins: [curious]\n"})
    assert b"None" in built(root)["index.html"]


def test_a_new_edition_shuts_out_who_was_revoked(root: Path) -> None:
    """Rotating is unnoticed by honest buyers; the revoked grant has no locker any more."""
    honest, other = granted(root, "abc"), granted(root, "abc")
    built(root)
    assert opened(root, honest).edition == opened(root, other).edition == 1
    in_store(root, "grant", "--revoke", "2")
    in_store(root, "keys", "rotate", "abc")
    built(root)
    assert opened(root, honest).edition == 2
    assert SECOND in opened(root, honest).lessons
    assert open_course(root / "dist", UID, other) is None
    assert "abc" in in_store(root, "grant", "--list")
    first, second = json.loads(in_store(root, "grant", "--list", "--json"))["grants"]
    assert (first["courses"], first["revoked"], second["revoked"]) == (["abc"], False, True)


def test_lessons_open_when_they_are_released(root: Path) -> None:
    """One with a date is not even there before it; one that opens later needs a key of its own."""
    day = DAY + datetime.timedelta(days=7)
    lessons = {
        "content/courses/abc/03-dated.md": f"---\ntitle: Dated\nrelease: {day}\n---\n\nOne day.\n",
        "content/courses/abc/04-later.md": "---\ntitle: Later\nrelease: +3d\n---\n\nThree days.\n",
    }
    write(root, lessons)
    (root / "kpsite.access").write_text(
        json.dumps({"editions": {}, "grants": [{"serial": 1, "courses": [UID], "date": str(DAY)}]}), "utf-8"
    )
    seen = {}
    for days in (0, 3, 7):
        assert outcome(root, today=DAY + datetime.timedelta(days=days)).good
        found = opened(root, MASTER.claim(1)).lessons
        seen[days] = sorted(path.split("/")[2] for path in found)
    assert seen == {0: ["second"], 3: ["later", "second"], 7: ["dated", "later", "second"]}


def test_access_for_a_time_ends(root: Path) -> None:
    """The locker says until when, and is gone afterwards."""
    course = root / "content/courses/abc/course.md"
    course.write_text(course.read_text("utf-8").replace("id: c_abc", "id: c_abc\naccess_days: 30"), "utf-8")
    (root / "kpsite.access").write_text(
        json.dumps({"editions": {}, "grants": [{"serial": 1, "courses": [UID], "date": str(DAY)}]}), "utf-8"
    )
    assert outcome(root).good
    until = datetime.datetime.fromtimestamp(opened(root, MASTER.claim(1)).not_after, datetime.UTC).date()
    assert 31 <= (until - DAY).days <= 32
    assert outcome(root, today=DAY + datetime.timedelta(days=31)).good
    assert open_course(root / "dist", UID, MASTER.claim(1)) is None


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"editions": {"a": 0}, "grants": []}', '{"editions": {}, "grants": [{}]}', "{"]
)
def test_a_spoilt_record_of_access_stops_the_build(root: Path, text: str) -> None:
    """Nobody loses access because of a slip in a file."""
    (root / "kpsite.access").write_text(text, "utf-8")
    made = kpsite(root, "build")
    assert made.code == 1
    assert "kpsite.access" in made.err


def test_faults_in_closed_text_are_told_without_the_text(root: Path) -> None:
    """A broken link is named by file and line, at each build, and its words stay closed."""
    write(root, {"content/courses/abc/02-second.md": LESSON + "\nSee [the heron](nowhere-heron.md).\n"})
    for _ in range(2):
        said = outcome(root).said
        assert "content/courses/abc/02-second.md:13: warning" in said
        assert "heron" not in said


def test_a_course_that_is_delivered_elsewhere_needs_no_key(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without anything to seal there is no unlock page, and no file for readers."""
    monkeypatch.delenv(VARIABLE)
    course = root / "content/courses/abc/course.md"
    course.write_text(
        course.read_text("utf-8").replace("id: c_abc", "id: c_abc\ndelivery: external"), "utf-8"
    )
    assert not [name for name in built(root) if name.startswith(("_kp", "unlock"))]


def test_a_card_to_print_holds_the_link(root: Path, tmp_path: Path) -> None:
    """The QR code on the card reads as the link that was told."""
    site = (root / "content/site.yaml").read_text("utf-8").replace("theme: plain\n", "")
    write(root, {"content/site.yaml": site})
    said = in_store(root, "grant", "abc", "--card", str(tmp_path / "card.html"))
    card = (tmp_path / "card.html").read_text("utf-8")
    link = said.splitlines()[1]
    assert link.replace("&", "&amp;") in card
    assert "The alphabet" in card
    size = int(re.findall(r'viewBox="0 0 (\d+) ', card)[0])
    picture = Image.new("L", (size, size), 255)
    for column, row, length in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", card):
        picture.paste(0, (int(column), int(row), int(column) + int(length), int(row) + 1))
    (code,) = zxingcpp.read_barcodes(picture.resize((size * 4, size * 4)))
    assert code.text == link
